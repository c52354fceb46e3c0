#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# root=gpt-auto on a machine with UEFI: of two disks with a root the one that the boot loader came from has it, as the
# loader says in a variable of the firmware.

bats_require_minimum_version 1.5.0

load ../common

readonly VARIABLE=LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f

# esp NUMBER: the PARTUUID of that disk's system partition.
esp() { printf '%08d-5555-4666-8777-888888888888\n' "$1"; }

# make_root_disk FILE NUMBER: a GPT of a root and a system partition.
make_root_disk() {
    truncate -s 24M "$1"
    printf 'label: gpt\nsize=16MiB, type=%s\nsize=4MiB, type=U, uuid=%s\n' \
        4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709 "$(esp "$2")" | sfdisk -q "$1"
    dd if=ext4 of="$1" bs=1M seek=1 conv=notrunc status=none
}

setup() {
    source "$TOP/tests/initramfs/talk.bash"
    cd "$BATS_TEST_TMPDIR" || return
    mkdir -p root/{sbin,dev,proc,sys,run} modules
    guest_program rootinit root/sbin/init
    truncate -s 16M ext4
    mkfs.ext4 -q -d root ext4
    make_root_disk one 1
    make_root_disk two 2
    module_tree modules 6.12 efivarfs
    image image modules --busybox
    OVMF=$("$TOP/scripts/debian-package" ovmf)/usr/share/OVMF
    cp "$OVMF/OVMF_VARS_4M.fd" variables
}

teardown() {
    stop_machine
}

# boot WORDS
boot() {
    machine image one,snapshot=on "root=gpt-auto $1" -drive file=two,if=none,id=e,format=raw,snapshot=on \
        -device nvme,serial=e,drive=e -drive "if=pflash,unit=0,format=raw,readonly=on,file=$OVMF/OVMF_CODE_4M.fd" \
        -drive if=pflash,unit=1,format=raw,file=variables
}

# variable TEXT: attributes and UTF-16, in printf's words.
variable() {
    printf '%s' '\007\000\000\000'
    sed 's/./&\\000/g; s/$/\\000\\000/' <<< "$1"
}

@test "the loader's disk is taken, the first one where no loader says" {
    boot rd.break=mount
    awaits 'hvkit-init: shell ok rd\.break t='
    types "printf '$(variable "$(esp 2)")' > /sys/firmware/efi/efivars/$VARIABLE; echo \"written: \$?\"" exit
    awaits '^written: 0'
    awaits '^root=/dev/nvme0n1p1 type=ext4'
    ends
    grep -aq 'hvkit-init: root warning duplicate nvme1n1p1; took the first, nvme0n1p1' console
    boot ''
    awaits '^root=/dev/nvme1n1p1 type=ext4'
    ends
    run ! grep -aq duplicate console
}
