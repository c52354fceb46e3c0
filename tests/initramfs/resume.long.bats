#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# resume=: a machine that hibernates goes on where it was; with nothing to resume, or nothing that this kernel can, its
# root is mounted as ever.

bats_require_minimum_version 1.5.0

load ../common

# What the guest does: tells that it was booted, hibernates, and tells that it woke up, by the same shell.
guest_init() {
    cat << 'END'
#!/bin/busybox sh
export PATH=/bin
echo "booted: $(cat /sys/power/resume)"
if grep -q hibernate /proc/cmdline; then
    swapon /dev/nvme0n1p2
    echo shutdown > /sys/power/disk
    echo disk > /sys/power/state && echo "woke up: status=$?"
fi
busybox poweroff -f
END
}

setup_file() {
    local package
    source "$TOP/tests/initramfs/talk.bash"
    cd "$BATS_FILE_TMPDIR" || return
    mkdir -p root/{sbin,bin,dev,proc,sys,run}
    package=$("$TOP/scripts/debian-package" busybox-static)
    cp "$package"/{,usr/}bin/busybox root/bin/ 2> /dev/null || [[ -e root/bin/busybox ]]
    for applet in sh cat grep swapon; do
        ln -s busybox "root/bin/$applet"
    done
    guest_init > root/sbin/init
    chmod +x root/sbin/init
    truncate -s 16M ext4
    truncate -s 400M swap
    mkfs.ext4 -q -L root -d root ext4
    mkswap -q -L swap swap
    truncate -s 420M disk
    printf 'label: gpt\nsize=16MiB, name=root\nsize=400MiB, name=swap\n' | sfdisk -q disk
    dd if=ext4 of=disk bs=1M seek=1 conv=notrunc,sparse status=none
    dd if=swap of=disk bs=1M seek=17 conv=notrunc,sparse status=none
    "$TOP/scripts/initramfs-build" image > /dev/null
    hibernated
}

# hibernated: the disk of a machine that sleeps. Before, resume= had nothing to resume.
hibernated() {
    cp --sparse=always disk asleep
    machine image asleep 'root=LABEL=root rw resume=LABEL=swap hibernate'
    ends
    mv console first
}

setup() {
    source "$TOP/tests/initramfs/talk.bash"
    cd "$BATS_TEST_TMPDIR" || return
    cp --sparse=always "$BATS_FILE_TMPDIR/asleep" disk
}

teardown() {
    stop_machine
}

@test "nothing to resume: the root is mounted, and the kernel was asked for nothing" {
    grep -aq 'hvkit-init: resume ok absent t=' "$BATS_FILE_TMPDIR/first"
    grep -aq '^booted: 0:0' "$BATS_FILE_TMPDIR/first"
    run ! grep -aqE 'resume (warning|failed)|woke up' "$BATS_FILE_TMPDIR/first"
}

@test "an image is resumed before the root is mounted" {
    machine "$BATS_FILE_TMPDIR/image" disk 'root=LABEL=root rw resume=LABEL=swap hibernate'
    awaits '^woke up: status=0'
    ends
    run ! grep -aq '^booted:' console
    # What slept had the root mounted; had it been mounted in between, it would be damaged.
    dd if=disk of=root bs=1M skip=1 count=16 status=none
    run e2fsck -fn root
    [ "$status" -eq 0 ]
}

@test "an image of another kernel is not resumed, and that is said" {
    KERNEL=6.1
    machine "$BATS_FILE_TMPDIR/image" disk 'root=LABEL=root rw resume=LABEL=swap'
    awaits 'hvkit-init: resume warning '
    awaits '^booted: 259:'
    ends
}

@test "without resume= it is not touched" {
    machine "$BATS_FILE_TMPDIR/image" disk 'root=LABEL=root rw'
    awaits '^booted: 0:0'
    ends
    dd if=disk bs=1M skip=17 count=1 status=none | head -c 4096 | tail -c 10 | grep -q S1SUSPEND
}
