#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # bats sets status and output
# The flavor micro for arm64: it builds, and boots in QEMU to /init, which is made for that machine too.

bats_require_minimum_version 1.5.0

load ../common

setup_file() {
    "$TOP/scripts/kernel-build" --arch arm64 micro > "$BATS_FILE_TMPDIR/image"
}

vm_boot() {
    run --separate-stderr "$TOP/scripts/vm-boot" --arch arm64 --out "$BATS_TEST_TMPDIR/out" --timeout 600 --json micro "$@"
    [[ $status == 0 ]] || {
        printf '%s\n' "$stderr"
        tail -n 20 "$BATS_TEST_TMPDIR/out/console.log"
        return 1
    }
}

@test "the image is within its budget, and a program of UEFI" {
    local image
    image=$(< "$BATS_FILE_TMPDIR/image")
    [[ $image == */micro-6.12-arm64/vmlinuz.efi && $(head -c 2 "$image") == MZ ]]
    printf '# vmlinuz.efi has %s bytes\n' "$(stat -c %s "$image")" >&3
}

@test "tcg: it comes up to /init, which ends it" {
    vm_boot tcg
    jq -e '.mode == "tcg" and .result == "poweroff" and .failure == "" and (.kernel_release | test("-micro$"))
        and ([.stages[].name] == ["mounts", "handover"])' <<< "$output"
    printf '# %s KiB in use\n' "$(jq .memory_used_kib <<< "$output")" >&3
}

@test "icount: instructions to /init, the same in a second run" {
    local first
    vm_boot icount
    first=$output
    jq -e '.unit == "instructions" and .result == "poweroff" and
        ([.stages[].name] == ["init", "mounts", "handover"]) and (.stages | all(.delta > 0))' <<< "$first"
    printf '# %s instructions to /init\n' "$(jq '.stages[0].at' <<< "$first")" >&3
    vm_boot icount
    [[ $output == "$first" ]]
}

# What a machine of Azure does: its firmware starts the compressed image, which unpacks itself (EFI_ZBOOT).
@test "from UEFI, the image as it is shipped" {
    local build firmware
    build=$(dirname "$(< "$BATS_FILE_TMPDIR/image")")
    firmware=$("$TOP/scripts/debian-package" qemu-efi-aarch64)/usr/share/qemu-efi-aarch64/QEMU_EFI.fd
    "$TOP/scripts/initramfs-build" --arch arm64 --config "$build/config" "$BATS_TEST_TMPDIR/image"
    timeout 300 qemu-system-aarch64 -M virt -cpu cortex-a57 -accel tcg -m 512 -nodefaults -no-user-config -display none \
        -no-reboot -serial "file:$BATS_TEST_TMPDIR/console" -bios "$firmware" -kernel "$build/vmlinuz.efi" \
        -initrd "$BATS_TEST_TMPDIR/image" -append "console=ttyAMA0 quiet panic=-1 hvkit.run=poweroff"
    grep -a 'hvkit-init: handover ok' "$BATS_TEST_TMPDIR/console"
}

@test "it is no guest of the emulated Hyper-V host, which has other processors" {
    run --separate-stderr "$TOP/scripts/vm-boot" --arch arm64 micro hyperv
    [[ $status == 2 && $stderr == *'arm64 with hyperv'* ]]
}
