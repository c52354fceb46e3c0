#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/initramfs-build and the /init in it, booted on the micro kernel (or HVKIT_TEST_KERNEL=bzImage).

bats_require_minimum_version 1.5.0

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

build() {
    run --separate-stderr "$TOP/scripts/initramfs-build" "$@"
}

# program NAME: a shell script of that name, from stdin, for a busybox image.
program() {
    {
        echo '#!/bin/busybox sh'
        cat
    } > "$1"
    chmod +x "$1"
}

kernel() {
    KERNEL=${HVKIT_TEST_KERNEL:-}
    [[ $KERNEL ]] || { need_micro && KERNEL=$MICRO; }
}

# boot IMAGE WORDS: to the end, with these words on the command line; what the guest says goes to out/.
boot() {
    kernel
    run --separate-stderr "$TOP/scripts/vm-boot" --kernel "$KERNEL" --initrd "$1" --append "$2" \
        --timeout 30 --out "$PWD/out" --json tcg
    [[ -s out/console.log ]]
}

# console REGEX: is there such a line?
console() {
    tr -d '\r' < out/console.log | grep -qE "$1" || {
        cat out/console.log
        return 1
    }
}

@test "the same image from another folder, at another time, by another user" {
    build --add "$TOP/Kbuild:/etc/kit/Kbuild" image
    sleep 1.1
    # A folder which that user may enter, with a tree of its own: ours need not be open to others.
    other=$(mktemp -d)
    cp -r --parents -t "$other" "$TOP"/{Makefile,Kbuild,scripts,initramfs,hv-tools}
    make -s -C "$other$TOP" init build/tools/irfs
    as=()
    if ((UID == 0)); then
        chown -R 65534 "$other"
        as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    fi
    (cd "$other" && umask 077 && TMPDIR=$other HOME=$other "${as[@]}" "$other$TOP/scripts/initramfs-build" \
        --add "$other$TOP/Kbuild:/etc/kit/Kbuild" "$other/image")
    cmp image "$other/image"
    rm -r "$other"
}

@test "the image holds /init and nothing else: at most 40 KiB" {
    build image
    [[ $status == 0 && $output == image ]]
    [[ $(cpio -t --quiet < image) == init ]]
    (($(stat -c %s image) <= 40960))
    cmp <("$TOP/build/tools/irfs" cat image init) "$TOP/build/tools-static/init"
    cpio -tv --quiet < image | grep -E '^-rwxr-xr-x +1 +root +root .* 1970 init$'
}

@test "for a kernel with all built in: at most 32 KiB as it is; a module, verity or hibernation takes the whole /init" {
    config=$("$TOP/scripts/kernel-config" micro)
    build --config "$config" --budget 32768 image
    [[ $status == 0 ]]
    cmp <("$TOP/build/tools/irfs" cat image init) "$TOP/build/tools-static/init-builtin"
    echo "# the image for the flavor micro has $(stat -c %s image) bytes" >&3
    for symbol in MODULES DM_VERITY HIBERNATION; do
        { cat "$config" && echo "CONFIG_$symbol=y"; } > other
        build --config other image
        [[ $status == 0 ]]
        cmp <("$TOP/build/tools/irfs" cat image init) "$TOP/build/tools-static/init"
    done
    build --config nowhere image
    [[ $status == 1 && $stderr == *'no such file: nowhere'* ]]
}

@test "both are made for arm64, at no more than half as much again" {
    make -s -C "$TOP" init-arm64 WERROR=1 B="$PWD/arm64"
    for program in init init-builtin; do
        readelf -h "arm64/tools-static/$program-arm64" > header
        file_says header AArch64
        (($(stat -c %s "arm64/tools-static/$program-arm64") <= $(stat -c %s "$TOP/build/tools-static/$program") * 3 / 2))
    done
}

@test "/init outside a machine's first process does nothing" {
    build image
    for program in init init-builtin; do
        run "$TOP/build/tools-static/$program"
        [[ $status == 2 && $output == *'PID 1'* ]]
    done
}

@test "--add keeps the executable bit and nothing else of the mode" {
    echo x > plain
    install -m 4777 plain tool
    build --add plain:/etc/a/plain --add tool:/bin/tool image
    [[ $status == 0 ]]
    cpio -tv --quiet < image > list
    grep -E '^-rw-r--r-- .* etc/a/plain$' list
    grep -E '^-rwxr-xr-x .* bin/tool$' list
}

@test "bad use: exit 2; a file that is not there: exit 1; the old image stays" {
    echo old > image
    for words in '--add init' '--add init:relative' '--add init:/a/../b' '--add' '--nope' 'a b'; do
        # shellcheck disable=SC2086
        build $words
        [[ $status == 2 && -n $stderr ]]
    done
    build --add /nowhere/file:/file image
    [[ $status == 1 && $stderr == *'/nowhere/file'* ]]
    [[ $(cat image) == old && -z $(compgen -G "image?*") ]]
}

@test "poweroff: every step says its line, every mark comes by the port" {
    build image
    boot image ''
    [[ $status == 0 ]]
    console '^hvkit-init: mounts ok t=[0-9]+\.[0-9]{6}$'
    console '^hvkit-init: memory total_kib=[1-9][0-9]+ free_kib=[1-9][0-9]+$'
    console '^hvkit-init: handover ok poweroff t=[0-9]+\.[0-9]{6}$'
    console 'reboot: Power down$'
    (($(stat -c %s out/marks) == 36))
    [[ $(od -An -tx1 -w12 out/marks | cut -c1-12 | tr '\n' ,) == ' 68 76 6d 60, 68 76 6d 61, 68 76 6d 6f,' ]]
    init=$(od -An -tu8 -j4 -N8 out/marks)
    mounts=$(od -An -tu8 -j16 -N8 out/marks)
    handover=$(od -An -tu8 -j28 -N8 out/marks)
    ((0 < init && init < mounts && mounts < handover))
}

@test "marks by the kernel log" {
    build image
    boot image 'hvkit.mark=kmsg loglevel=7'
    [[ $status == 0 && ! -s out/marks ]]
    for mark in init mounts handover; do
        console "\] hvkit: mark=$mark tsc=[1-9][0-9]+\$"
    done
}

@test "a program gets PID 1, what follows -- and the mounts" {
    program probe << 'END'
echo "pid=$$ args=$1,$2"
busybox mount
busybox poweroff -f
END
    build --busybox --add probe:/probe image
    boot image 'hvkit.run=/probe -- one "two words"'
    [[ $status == 0 ]]
    console '^hvkit-init: handover ok /probe t='
    console '^pid=1 args=one,two words$'
    console '^proc on /proc type proc \(rw,nosuid,nodev,noexec,relatime\)$'
    console '^devtmpfs on /dev type devtmpfs \(rw,nosuid,.*mode=755'
    console '^sysfs on /sys type sysfs \(rw,nosuid,nodev,noexec,relatime\)$'
    console '^tmpfs on /run type tmpfs \(rw,nosuid,nodev,mode=755'
}

@test "a program that is not there: its name, and a panic" {
    build image
    boot image 'hvkit.run=/bin/nothing'
    [[ $status == 1 && $(jq -r .result <<< "$output") == panic ]]
    [[ $(jq -r .failure <<< "$output") == 'run failed /bin/nothing: errno 2' ]]
    console '^hvkit-init: run failed /bin/nothing: errno 2$'
}

@test "a word that is none: its text, and a panic" {
    build image
    boot image 'hvkit.mark=serial'
    [[ $status == 1 && $(jq -r .failure <<< "$output") == 'cmdline failed hvkit.mark=serial: errno 22' ]]
}

@test "a mount that fails: its name, and a panic" {
    echo > file
    build --add file:/run image
    boot image ''
    [[ $status == 1 && $(jq -r .failure <<< "$output") == 'mounts failed run: errno 20' ]]
}

@test "a shell that is not there: a line, and power-off" {
    build image
    boot image 'hvkit.run=shell'
    [[ $status == 0 && $(jq -r .result <<< "$output") == poweroff ]]
    console '^hvkit-init: run failed /bin/busybox: errno 2$'
}

@test "a shell: it runs, its orphans are reaped, and its end is power-off" {
    kernel
    build --busybox image
    mkfifo keys
    timeout 40 qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults -display none -no-reboot \
        -serial stdio -kernel "$KERNEL" -initrd image \
        -append 'console=ttyS0 quiet panic=-1 hvkit.run=shell' < keys > console.log 3>&- &
    exec 9> keys
    for ((i = 0; i < 300; i++)); do
        grep -q 'handover ok shell' console.log && break
        sleep 0.1
    done
    cat >&9 << 'END'
sh -c 'sleep 0.1 &'
sleep 1
echo "parent=$PPID zombies=$(cat /proc/[0-9]*/status | grep -c State:.Z)"
exit
END
    wait $!
    grep -q 'parent=1 zombies=0' console.log
    grep -q 'reboot: Power down' console.log
}
