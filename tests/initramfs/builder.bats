#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/initramfs-build with Debian's cloud kernels: sizes, recorded machines, and the rescue image in a boot,
# whose kernel unpacks what irfs has packed.

bats_require_minimum_version 1.5.0

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    IRFS=$TOP/build/tools/irfs
}

# closure SERIES: image, for its kernel's modules, and KERNEL.
closure() {
    "$TOP/scripts/initramfs-build" --kernel "$1" --fs ext4 --budget 409600 image > /dev/null
    KERNEL=$("$TOP/scripts/debian-kernel" --json "$1" | jq -r .modules)
}

# reached: the machines of Azure's sizes.
reached() {
    local machine
    for machine in gen1-ide gen2-scsi v6-nvme mana confidential; do
        "$IRFS" verify --sys "$TOP/tests/data/sysfs/$machine" image
    done
}

# The newest first: what its kernel has built in differs most.
@test "Debian's cloud kernels: storvsc and NVMe in at most 400 KiB, and every machine is reached" {
    for series in 7.x 6.12 6.1; do
        closure "$series"
        (($(stat -c %s image) <= 409600))
        reached
        run -0 "$IRFS" sbom image
        jq -e '[.packages[].name] | any(startswith("linux-"))' <<< "$output"
        # each module as it is in the package
        "$IRFS" list image | grep '\.ko$' | while read -r file; do
            packed=$KERNEL/${file#lib/modules/*/}
            [ -e "$packed" ] || packed=$packed.xz
            cmp <(xz -dcqf "$packed") <("$IRFS" cat image "$file")
        done
    done
}

@test "without storage the machines of storvsc are not reached, and the other way round" {
    "$TOP/scripts/initramfs-build" --kernel 6.12 --profile nvme --fs ext4 image > /dev/null
    run -0 "$IRFS" verify --sys "$TOP/tests/data/sysfs/v6-nvme" image
    run -3 "$IRFS" verify --sys "$TOP/tests/data/sysfs/gen2-scsi" image
    says hv_storvsc
    run -3 "$IRFS" verify --lisa image
}

@test "the words of the script that are irfs' own" {
    "$TOP/scripts/initramfs-build" image > /dev/null
    [ "$("$TOP/scripts/initramfs-build" --list image)" = init ]
    run -0 "$TOP/scripts/initramfs-build" --plan --help
    says 'usage: irfs plan'
    run -2 "$TOP/scripts/initramfs-build" --profile storage image
    says '--profile needs --kernel'
    run -1 "$TOP/scripts/initramfs-build" --kernel "$PWD" image
    says 'it has no folder kernel'
}

@test "rescue: it boots, what was packed is unpacked, and every program runs" {
    cat > probe << 'END'
#!/bin/busybox sh
PATH=/sbin:/bin
cd / && busybox sha256sum -c -s /etc/sums && echo "sums=$?"
echo "links=$(readlink /sbin/fsck.ext4)"
for words in 'e2fsck -V' 'tune2fs --help' 'xfs_repair -V' 'fsck.vfat --help' 'modprobe --version' 'hvkvp --version' \
    'lsvmbus --version' 'sh -c true'; do
    $words > /tmp/out 2>&1
    echo "run=$words status=$? $(head -n 1 /tmp/out)"
done
dd if=/dev/zero of=/tmp/fs bs=1M count=4 2> /dev/null
mke2fs -qF /tmp/fs 2> /dev/null
e2fsck -fn /tmp/fs > /tmp/out 2>&1
echo "fsck=$? $(tail -n 1 /tmp/out)"
busybox poweroff -f
END
    chmod +x probe
    rescue=("$TOP/scripts/initramfs-build" --rescue --kernel 6.12 --add "$PWD/probe:/bin/probe")
    "${rescue[@]}" --compress zstd first > /dev/null
    for file in $("$IRFS" list -v first | sed -n 's/^-.* [0-9]* //p'); do
        printf '%s  /%s\n' "$("$IRFS" cat first "$file" | sha256sum | cut -c 1-64)" "$file"
    done > sums
    (($(wc -l < sums) > 30))
    "${rescue[@]}" --compress zstd --add "$PWD/sums:/etc/sums" image > /dev/null
    echo "# the rescue image has $(stat -c %s image) bytes" >&3
    (($(stat -c %s image) <= 8 << 20))
    "$IRFS" why image /sbin/xfs_repair | grep -F '(xfsprogs '
    run "$TOP/scripts/vm-boot" debian-6.12 --initrd image --append 'hvkit.run=/bin/probe' --timeout 120 --out out tcg
    tr -d '\r' < out/console.log > console
    file_says console 'sums=0'
    file_says console 'links=e2fsck'
    for name in e2fsck xfs_repair fsck.vfat modprobe hvkvp lsvmbus sh; do
        grep -E "^run=$name .*status=[01]" console
    done
    file_says console 'e2fsck 1.4'
    file_says console 'xfs_repair version'
    file_says console 'hvkvp (hvkit)'
    file_says console 'fsck=0 '
}
