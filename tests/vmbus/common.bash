# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# Guests on the emulated Hyper-V host.

load ../common

# greets TARGET: boot it once as a Hyper-V guest, with VMBus loaded where it is a module.
greets() {
    local target=$1 out=$BATS_TEST_TMPDIR/$1 modules image=$BATS_TEST_TMPDIR/$1.cpio module=()
    if [[ $target == debian-* ]]; then
        modules=$("$TOP/scripts/debian-kernel" --json "${target#debian-}" | jq -r .modules)
        module=(--module "$(compgen -G "$modules/kernel/drivers/hv/hv_vmbus.ko*")")
    fi
    "$TOP/scripts/initramfs-build" "${module[@]}" "$image"
    run "$TOP/scripts/vm-boot" "$target" hyperv --initrd "$image" --append loglevel=7 --out "$out" "${@:2}"
    [ "$status" -eq 0 ] || {
        printf '%s\n' "$output"
        cat "$out/host.log"
        return 1
    }
    file_says "$out/console.log" 'Hypervisor detected: Microsoft Hyper-V'
    file_says "$out/console.log" 'Vmbus version:5.3'
    file_says "$out/console.log" 'reboot: Power down'
    file_says "$out/events" '"result":"poweroff"'
}
