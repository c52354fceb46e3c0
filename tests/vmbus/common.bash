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
    run "$TOP/scripts/vm-boot" "${target/#micro/micro+lz4+fcopy}" hyperv --initrd "$image" --append loglevel=7 --out "$out" "${@:2}"
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

# need_guest TARGET: a guest to type at (scripts/test-guest); sets KERNEL and INITRD.
need_guest() {
    INITRD=$BATS_FILE_TMPDIR/guest-$1.cpio
    [[ -e $INITRD ]] || "$TOP/scripts/test-guest" "$1" "$INITRD" > /dev/null || return
    case $1 in
        micro) need_micro && KERNEL=$MICRO ;;
        *) KERNEL=$("$TOP/scripts/debian-kernel" --json "${1#debian-}" | jq -er .vmlinuz) ;;
    esac
}

# The kernel's tests of its own ciphers would be a third of the run, and are not what is tested here.
readonly QUICK_CMDLINE='console=ttyS0 quiet panic=-1 cryptomgr.notests hvkit.run=/bin/guest-shell'

# plays SCENARIO OPTION...: the guest of need_guest and the host go through it; leaves status and output.
plays() {
    CONSOLE=$BATS_TEST_TMPDIR/console
    EVENTS=$BATS_TEST_TMPDIR/events
    run "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$INITRD" --scenario "$1" --timeout 120 \
        --console "$CONSOLE" --events "$EVENTS" --host-log "$BATS_TEST_TMPDIR/host.log" \
        --cmdline "$QUICK_CMDLINE" "${@:2}"
}

# well: the last run did; else what it said, and what was last heard of the guest and of the machine it was in.
well() {
    [ "$status" -eq 0 ] || {
        printf '%s\n' "$output"
        tail -n 40 "$CONSOLE" "$EVENTS" "$BATS_TEST_TMPDIR/host.log"
        return 1
    }
}

# pull_power FILE: kill the machine under QEMU that has this disk.
pull_power() {
    kill -KILL "$(pgrep -f "^qemu-system-x86_64 .*$1")"
}
