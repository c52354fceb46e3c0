#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# /init: each way to name a root with each file system, behind each controller.

load ../common

setup_file() {
    source "$TOP/tests/initramfs/cases.bash"
    cases_disk "$BATS_FILE_TMPDIR/disk"
}

setup() {
    source "$TOP/tests/initramfs/cases.bash"
    cd "$BATS_TEST_TMPDIR" || return
}

@test "NVMe" {
    cases_image image all_cases nvme0n1 nvme0n1p
    in_qemu image "$BATS_FILE_TMPDIR/disk" console -device nvme,serial=x,drive=d
    judge image.table console
}

@test "AHCI, from modules" {
    cases_image image all_cases sda sda
    in_qemu image "$BATS_FILE_TMPDIR/disk" console -device ahci,id=a -device ide-hd,drive=d,bus=a.0
    judge image.table console
}

# scsi_cases: and a name from before the VM was resized to a series with SCSI.
scsi_cases() {
    all_cases
    echo "swapped||root=/dev/nvme0n1p1|root warning no such disk; the OS disk has it as sda1 .*root=/dev/%P1 .*$GOOD"
}

@test "storvsc, from modules, as a Hyper-V guest: Azure's OS disk" {
    cases_image image scsi_cases sda sda
    on_hvhost image "$BATS_FILE_TMPDIR/disk" console
    judge image.table console
}

@test "a VM is resized from SCSI to NVMe: the same image and the same words reach its root" {
    source "$TOP/tests/initramfs/dracut.bash"
    source "$TOP/tests/initramfs/talk.bash"
    "$TOP/scripts/initramfs-build" --kernel 6.12 image > /dev/null
    dracut_small_disk disk
    dracut_boots 6.12 image disk scsi
    file_says scsi 'root=/dev/sda type=ext4 '
    machine image disk,snapshot=on "root=UUID=$DRACUT_UUID ro"
    awaits '^root=/dev/nvme0n1 type=ext4 '
    ends
}
