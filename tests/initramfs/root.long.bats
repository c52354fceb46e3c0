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

@test "storvsc, from modules, as a Hyper-V guest: Azure's OS disk" {
    cases_image image all_cases sda sda
    on_hvhost image "$BATS_FILE_TMPDIR/disk" console
    judge image.table console
}
