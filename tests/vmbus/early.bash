# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# Boots of /init behind storvsc, whose key-value pairs the host sets and reads before there is a root.

load common
# shellcheck source=tests/initramfs/cases.bash
source "$TOP/tests/initramfs/cases.bash"

# early_image OUT: with the drivers of Debian's cloud kernel, hv_utils among them.
early_image() {
    local dir
    dir=$(mktemp -d)
    # shellcheck disable=SC2086 # words
    module_tree "$dir" 6.12 hv_utils $CASE_MODULES
    image "$1" "$dir"
    rm -r "$dir"
}

# early COMMAND-LINE SCENARIO-LINE...: one boot of IMAGE with DISK; leaves status, output, CONSOLE and EVENTS.
early() {
    local kernel words=$1
    shift
    CONSOLE=$BATS_TEST_TMPDIR/console
    EVENTS=$BATS_TEST_TMPDIR/events
    kernel=$("$TOP/scripts/debian-kernel" --json 6.12 | jq -er .vmlinuz)
    printf '%s\n' "$@" > "$BATS_TEST_TMPDIR/scenario"
    run "$TOP/scripts/hv-run" --kernel "$kernel" --initrd "$IMAGE" --memory 448 --disk "$DISK,snapshot" \
        --scenario "$BATS_TEST_TMPDIR/scenario" --timeout 500 --console "$CONSOLE" --events "$EVENTS" \
        --host-log "$BATS_TEST_TMPDIR/host.log" \
        --cmdline "console=ttyS0 loglevel=6 panic=-1 cryptomgr.notests no_timer_check $words"
}

# The first words of a host that is to see the end, and the last: the line of failure is in the kernel's log before the
# host is waited for, and is there when the host has read it.
# shellcheck disable=SC2034 # of early.bats
readonly COMES=('ends reset' 'expect ic service=kvp state=ready within 300') FAILS=(
    'expect console text~" failed " within 300' 'kvp enumerate guest'
    'expect kvp op=enumerate key=HVKIT_BOOT status=0' 'expect kvp op=enumerate status=0x80070103')

# record KEY: what the host has read last.
record() {
    jq -r --arg key "$1" 'select(.op == "enumerate" and .key == $key and .value) | .value' "$EVENTS" | tail -n 1
}

# fails_with ERE: the boot ended with that line, on the console and for the host, beside the times.
fails_with() {
    well
    tr -d '\r' < "$CONSOLE" | grep -aE "^hvkit-init: $1"
    record HVKIT_BOOT | grep -E "^hvkit-init: $1"
    record HVKIT_BOOT_TIMES | grep -E '^init=[0-9]+ mounts=[0-9]+ devices=[0-9]+( [a-z]+=[0-9]+)*$'
}
