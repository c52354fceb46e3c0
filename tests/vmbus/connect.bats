#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Guests find Hyper-V, agree on a VMBus version and power off; and what happens when they do not.

load common

setup_file() {
    load common
    need_micro
    "$TOP/scripts/initramfs-build" "$BATS_FILE_TMPDIR/init.cpio"
}

setup() {
    IMAGE=$BATS_FILE_TMPDIR/init.cpio
    CONSOLE=$BATS_TEST_TMPDIR/console
    EVENTS=$BATS_TEST_TMPDIR/events
}

# guest WORDS OPTION...: micro on hv-run, with more words on its command line.
guest() {
    run "$TOP/scripts/hv-run" --kernel "$MICRO" --initrd "$IMAGE" --timeout 120 --console "$CONSOLE" \
        --events "$EVENTS" --cmdline "console=ttyS0 panic=-1 hvkit.mark=port $1" "${@:2}"
}

@test "micro greets Hyper-V and powers off" {
    greets micro
}

@test "Debian's cloud kernel 6.1 greets Hyper-V and powers off" {
    greets debian-6.1
}

@test "Debian's cloud kernel 6.12 greets Hyper-V and powers off" {
    greets debian-6.12
}

@test "two processors" {
    guest '' --cpus 2
    [ "$status" -eq 0 ]
    file_says "$CONSOLE" 'Vmbus version:5.3'
    file_says "$CONSOLE" 'smp: Brought up 1 node, 2 CPUs'
}

@test "a host that speaks no more than 4.0 is met at 4.0" {
    guest '' --vmbus-version 4.0
    [ "$status" -eq 0 ]
    file_says "$CONSOLE" 'Vmbus version:4.0'
    [ "$(jq -s 'map(select(.event == "vmbus_contact" and (.supported | not))) | length' "$EVENTS")" -ge 5 ]
}

@test "user space owns the serial port, with its interrupt" {
    "$TOP/scripts/initramfs-build" --busybox "$BATS_TEST_TMPDIR/busybox.cpio"
    guest 'hvkit.run=/bin/sh -- -c "busybox sleep 1; cat /proc/interrupts > /dev/ttyS0; busybox poweroff -f"' \
        --initrd "$BATS_TEST_TMPDIR/busybox.cpio"
    [ "$status" -eq 0 ]
    grep -E 'IO-APIC +4-edge +ttyS0' "$CONSOLE"
    grep -E 'HVS: +[1-9][0-9]* ' "$CONSOLE" # and the synthetic timer ticks
}

@test "every VMBus version from 5.3 to 2.4 connects" {
    for version in 5.3 5.2 5.1 5.0 4.1 4.0 3.0 2.4; do
        guest quiet --vmbus-version "$version"
        [ "$status" -eq 0 ]
        run jq -rs 'map(select(.event == "vmbus_contact" and .supported)) | .[0] | "\(.version_major).\(.version_minor)"' "$EVENTS"
        [ "$output" = "$version" ]
    done
}

@test "a guest that floods its console is ended" {
    "$TOP/scripts/initramfs-build" --busybox "$BATS_TEST_TMPDIR/busybox.cpio"
    guest 'quiet hvkit.run=/bin/sh -- -c "while :; do echo flood; done > /dev/ttyS0"' --console-limit 64 \
        --initrd "$BATS_TEST_TMPDIR/busybox.cpio"
    [ "$status" -eq 8 ]
    [ "$output" = 'hvhost: the guest floods its console (--console-limit)' ]
    [ "$(stat -c %s "$CONSOLE")" -le 65536 ]
}

@test "a guest that meets a triple fault is ended" {
    # The first instruction of the 64-bit entry, 0x200 bytes into the protected mode part: ud2, without an IDT.
    cp "$MICRO" "$BATS_TEST_TMPDIR/broken"
    sectors=$(od -An -tu1 -j $((0x1f1)) -N 1 "$MICRO")
    printf '\x0f\x0b' | dd of="$BATS_TEST_TMPDIR/broken" bs=1 seek=$(((sectors + 1) * 512 + 0x200)) conv=notrunc status=none
    run "$TOP/scripts/hv-run" --kernel "$BATS_TEST_TMPDIR/broken" --packed --timeout 60 --console "$CONSOLE"
    [ "$status" -eq 6 ]
    [ "$output" = "hvhost: the guest's vCPU 0 met a triple fault" ]
}

@test "too little memory: one error" {
    guest quiet --memory 16
    [ "$status" -eq 4 ]
    says 'too little memory'
    [ "${#lines[@]}" -eq 1 ]
}

@test "boot marks arrive in order, on one clock" {
    guest quiet
    [ "$status" -eq 0 ]
    run jq -rs '[.[] | select(.event == "mark") | .name] | join(" ")' "$EVENTS"
    [ "$output" = "kernel vmbus init mounts handover" ]
    run jq -es '[.[].at_ns] | . == sort' "$EVENTS"
    [ "$status" -eq 0 ]
}

@test "a panic reaches the host through the crash registers" {
    guest 'hvkit.run=/no/such/program'
    [ "$status" -eq 9 ]
    says 'the guest ended by reset, not by poweroff'
    file_says "$EVENTS" '"event":"guest_crash"'
    file_says "$EVENTS" '"result":"reset"'
}

@test "a guest that runs too long is ended, with one line" {
    run "$TOP/scripts/hv-run" --kernel "$MICRO" --timeout 5 --console "$CONSOLE" --events "$EVENTS" \
        --cmdline 'console=ttyS0 quiet panic=100'
    [ "$status" -eq 7 ]
    [ "$output" = 'hvhost: the guest did not end within its time limit' ]
    file_says "$EVENTS" '"result":"timeout"'
}

@test "a damaged kernel is one error that names the user's file" {
    head -c 1000000 "$MICRO" > "$BATS_TEST_TMPDIR/cut"
    run "$TOP/scripts/hv-run" --kernel "$BATS_TEST_TMPDIR/cut" --initrd "$IMAGE" --console "$CONSOLE"
    [ "$status" -eq 4 ]
    says "$BATS_TEST_TMPDIR/cut is truncated"
    [ "${#lines[@]}" -eq 1 ]
}

@test "--why names the way and the reason" {
    run "$TOP/scripts/hv-run" --why
    [ "$status" -eq 0 ]
    [[ $output == "nested: "* || $output == "direct: "* ]]
}

@test "--direct where /dev/kvm will not do is an error, not a fallback" {
    [[ $("$TOP/scripts/hv-run" --why) == nested:* ]] || skip "this machine's /dev/kvm will do"
    run "$TOP/scripts/hv-run" --direct --kernel "$MICRO"
    [ "$status" -eq 1 ]
    says "--direct cannot be: nested: "
}

@test "SIGTERM leaves no QEMU, no hvhost and no temporary folder behind" {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    "$TOP/scripts/hv-run" --kernel "$MICRO" --console "$CONSOLE" --cmdline 'console=ttyS0 panic=100' \
        > /dev/null 2>&1 3>&- &
    runner=$!
    for _ in $(seq 100); do
        [[ -s $CONSOLE ]] && break
        sleep 0.2
    done
    [ -s "$CONSOLE" ]
    kill -TERM "$runner"
    wait "$runner" || true
    [[ $(ps -eo args) != *"$CONSOLE"* ]]
    [ -z "$(ls -A "$TMPDIR")" ]
}
