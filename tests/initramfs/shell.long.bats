#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# /init with somebody at the console, who is asked only when the command line says so, and what a machine does that
# nobody looks at.

bats_require_minimum_version 1.5.0

load ../common

setup_file() {
    source "$TOP/tests/initramfs/talk.bash"
    cd "$BATS_FILE_TMPDIR" || return
    mkdir -p root/{sbin,dev,proc,sys,run}
    guest_program rootinit root/sbin/init
    truncate -s 16M disk
    mkfs.ext4 -q -L root -d root disk
    "$TOP/scripts/initramfs-build" --busybox image > /dev/null
}

setup() {
    source "$TOP/tests/initramfs/talk.bash"
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    stop_machine
}

# boot WORDS
boot() {
    machine "$BATS_FILE_TMPDIR/image" "$BATS_FILE_TMPDIR/disk,snapshot=on" "$1"
}

# stops_at PLACE MOUNTED: a shell there, which finds the root mounted or not, and goes on to the root when it ends.
stops_at() {
    boot "root=LABEL=root rd.break=$1"
    awaits 'hvkit-init: shell ok rd\.break t='
    # shellcheck disable=SC2016 # the guest's shell
    types 'echo "there: $(busybox grep -c " /sysroot " /proc/mounts)"' exit
    awaits "^there: $2"
    awaits '^root=/dev/nvme0n1 type=ext4 .*args=/sbin/init,'
    ends
}

@test "rd.break: a shell at each place, and the boot goes on after it" {
    stops_at cmdline 0
    stops_at pre-mount 0
    stops_at mount 1
    stops_at pre-pivot 1
}

@test "rd.shell: a shell after what failed, and its end is a panic; panic=N is when that reboots" {
    boot 'root=LABEL=none rootwait=1 rd.shell panic=2'
    awaits 'hvkit-init: root failed LABEL=none: errno 19 why=not-found .*seen=nvme0n1:ext4:'
    awaits 'hvkit-init: shell ok rd\.shell t='
    # shellcheck disable=SC2016 # the guest's shell
    types 'echo "sum: $((40 + 2))"' exit
    awaits '^sum: 42'
    awaits 'Kernel panic - not syncing: Attempted to kill init'
    awaits 'Rebooting in 2 seconds'
    ends
}

@test "nobody is asked without it: the line, a panic, and panic=N" {
    boot 'root=LABEL=none rootwait=0 panic=1'
    awaits 'Rebooting in 1 seconds'
    ends
    grep -aq 'hvkit-init: root failed LABEL=none: errno 19 why=not-found' console
    run ! grep -aq "shell ok" console
}

@test "NVMe has four minutes to answer before the root is mounted, but for who says otherwise" {
    boot 'root=LABEL=root rootflags=nonsense rd.shell'
    awaits 'hvkit-init: mount failed nvme0n1: errno 22 why=mount'
    types 'busybox cat /sys/block/nvme0n1/queue/io_timeout' exit
    awaits '^240000'
    ends
    boot 'root=LABEL=root rootflags=nonsense rd.shell nvme_core.io_timeout=77'
    awaits 'hvkit-init: shell ok rd\.shell t='
    types 'busybox cat /sys/block/nvme0n1/queue/io_timeout' exit
    awaits '^77000'
    ends
}
