#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# irfs record on guests of the emulated host: what is written down there is what tests/data/sysfs has of them, and
# irfs verify agrees with the boot. HVKIT_UPDATE=1 writes it there.

load ../common

setup_file() {
    source "$TOP/tests/initramfs/dracut.bash"
    cd "$BATS_FILE_TMPDIR" || return
    make -s -C "$TOP" build/tools/irfs
    make_root root
    truncate -s 48M disk
    mkfs.ext4 -q -U "$DRACUT_UUID" -d root disk
    "$TOP/scripts/initramfs-build" --kernel 6.12 --fs ext4 image > /dev/null
}

setup() {
    source "$TOP/tests/initramfs/dracut.bash"
    cd "$BATS_TEST_TMPDIR" || return
}

# make_root DIR: a system that records itself and powers off; irfs has this machine's libraries there.
make_root() {
    local package library
    package=$("$TOP/scripts/debian-package" busybox-static)
    mkdir -p "$1"/{sbin,bin,dev,proc,sys,run}
    cp "$package"/{,usr/}bin/busybox "$1/bin" 2> /dev/null || [[ -x $1/bin/busybox ]]
    cp "$TOP/build/tools/irfs" "$1/bin"
    while IFS= read -r library; do
        install -D "$library" "$1$library"
    done < <(ldd "$1/bin/irfs" | grep -o '/[^ ]*')
    cat > "$1/sbin/init" << 'END'
#!/bin/busybox sh
word() { busybox sed "s/.* $1=\([^ ]*\).*/\1/" /proc/cmdline; }
# What udev would know of the disk.
busybox mkdir -p /run/udev/data
root=$(word root)
printf 'E:ID_FS_TYPE=ext4\nE:ID_FS_UUID=%s\n' "${root#UUID=}" > /run/udev/data/b8:0
/bin/irfs record --name "$(word name)" --spec "$root"
echo "recorded: $?"
busybox poweroff -f
END
    chmod +x "$1/sbin/init"
}

# records NAME CONTROLLER: boots and compares; without the module for that controller irfs verify does not reach it.
records() {
    local kept=$TOP/tests/data/sysfs/$1
    dracut_boots 6.12 "$BATS_FILE_TMPDIR/image" "$BATS_FILE_TMPDIR/disk$2" console "name=$1" || {
        grep -aE 'init|root|recorded' console || tail -n 20 console
        return 1
    }
    tr -d '\r' < console | sed -n '/^machine /,/^recorded: /p' > said
    [ "$(tail -n 1 said)" = 'recorded: 0' ]
    sed '$d' said > tree
    if [[ ${HVKIT_UPDATE-} ]]; then
        mkdir -p "$kept"
        cp tree "$kept/tree"
    fi
    diff "$kept/tree" tree
    "$TOP/build/tools/irfs" verify --sys tree "$BATS_FILE_TMPDIR/image"
    "$TOP/scripts/initramfs-build" --kernel 6.12 --profile nvme --fs ext4 other > /dev/null
    run "$TOP/build/tools/irfs" verify --sys tree other
    [ "$status" -eq 3 ]
    says hv_storvsc
}

@test "a machine with a SCSI disk, as Gen2 has" {
    records hvhost-scsi ''
}

@test "a machine with an IDE disk, as Gen1 has" {
    records hvhost-ide ,controller=ide
}
