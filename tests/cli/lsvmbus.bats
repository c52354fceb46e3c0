#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# lsvmbus on trees as sysfs has them, and beside the lsvmbus of the kernel's sources.

bats_require_minimum_version 1.5.0

load ../common

setup() {
    make -s -C "$TOP" build/tools/lsvmbus
    cd "$BATS_TEST_TMPDIR" || return
    DEVICES=root/sys/bus/vmbus/devices
    mkdir -p "$DEVICES"
}

lsvmbus() {
    run --separate-stderr "$TOP/build/tools/lsvmbus" --root root "$@"
}

# device ID CLASS INSTANCE MAPPING
device() {
    local folder=$DEVICES/$3
    mkdir -p "$folder"
    echo "$1" > "$folder/id"
    echo "{$2}" > "$folder/class_id"
    echo "{$3}" > "$folder/device_id"
    # shellcheck disable=SC2059 # with its line breaks
    printf "$4" > "$folder/channel_vp_mapping"
}

# a_bus: what a virtual machine of generation 2 is offered.
a_bus() {
    device 1 525074dc-8985-46e2-8057-a307dc18a502 1eccfd72-4b41-45ef-b73a-4a6e44c12924 '1:0\n'
    device 3 a9a0f4e7-5a45-4d96-b827-8a841e8c03e6 242ff919-07db-4180-9c2e-b86cb68c8c55 '3:1\n'
    device 10 ba6163d9-04a1-4d29-b605-72e2ffb1dc7f f8b3781a-1e82-4818-a1c3-63d806ec15bb '10:3\n9:2\n100:0\n'
    device 110 11111111-2222-3333-4444-555555555555 99999999-0000-0000-0000-000000000000 '110:0\n'
    device 2 f8e65716-3cb3-4a06-9a60-1889c5cccab5 99221fa0-24ad-11e2-be98-001aa01bbf6e ''
}

# kernels_own WORDS: what the kernel's lsvmbus says of this tree.
kernels_own() {
    local script
    script=$("$TOP/scripts/kernel-source" 6.12)/tools/hv/lsvmbus
    sed "s|^vmbus_sys_path = .*|vmbus_sys_path = '$PWD/$DEVICES'|" "$script" > theirs.py
    python3 -W ignore theirs.py "$@" | sed "s|$PWD/root||"
}

@test "each verbosity prints what the kernel's lsvmbus prints, to the letter" {
    python3 -c '' 2> /dev/null || skip "no python3 to run it"
    a_bus
    for words in '' -v -vv '-v -v'; do
        # shellcheck disable=SC2086
        lsvmbus $words
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
        # shellcheck disable=SC2086
        diff <(kernels_own $words) <("$TOP/build/tools/lsvmbus" --root root $words)
    done
}

@test "an attribute that cannot be read ends the kernel's lsvmbus, not ours" {
    a_bus
    rm "$DEVICES/242ff919-07db-4180-9c2e-b86cb68c8c55/class_id"
    mkdir "$DEVICES/242ff919-07db-4180-9c2e-b86cb68c8c55/class_id" "$DEVICES/going"
    if python3 -c '' 2> /dev/null; then
        run kernels_own
        says IndexError
    fi
    lsvmbus -v
    [ "$status" -eq 0 ]
    says 'VMBUS ID  3: Class_ID = {?} - Unknown'
    says 'VMBUS ID  ?: Class_ID = {?} - Unknown'
    [ "$(grep -c '^VMBUS ID' <<< "$output")" -eq 6 ]
}

@test "no bus is exit 1 with the reason, and nothing on standard output" {
    rmdir "$DEVICES"
    lsvmbus
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == *'/sys/bus/vmbus/devices is not there'* ]] || false
    lsvmbus --json
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    run "$TOP/build/tools/lsvmbus" --root nowhere
    [ "$status" -eq 1 ]
    says nowhere
}

@test "a bus without devices is none of that" {
    lsvmbus
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    lsvmbus --json
    jq -e '.devices == []' <<< "$output"
}

@test "-vvv and --json tell of driver, node, rings and counters" {
    a_bus
    device=$DEVICES/f8b3781a-1e82-4818-a1c3-63d806ec15bb
    ln -s ../../drivers/hv_storvsc "$device/driver"
    echo 3 > "$device/state"
    echo 0 > "$device/numa_node"
    for way in in out; do
        echo 4096 > "$device/${way}_read_bytes_avail"
        echo 126976 > "$device/${way}_write_bytes_avail"
    done
    mkdir -p "$device/channels/9"
    echo 17 > "$device/channels/9/interrupts"
    echo 0 > "$device/channels/9/out_full_total"
    lsvmbus -vvv
    says 'Driver = hv_storvsc, state = opened, NUMA node = 0'
    says 'Ring bytes: in = 131072, out = 131072'
    says 'Channel 9: interrupts=17 out_full_total=0'
    lsvmbus --json
    [ "$(jq -r .schema <<< "$output")" = hvkit.lsvmbus/1 ]
    jq -e '[.devices[].id] == [1, 2, 3, 10, 110]' <<< "$output"
    jq -e '.devices[3] | .class == "scsi" and .driver == "hv_storvsc" and .numa_node == 0 and .ring_in_bytes == 131072
        and [.channels[].cpu] == [2, 3, 0] and .channels[0].interrupts == 17 and .channels[0].events == null' <<< "$output"
    jq -e '.devices[4] | .class == "unknown" and .class_id == "11111111-2222-3333-4444-555555555555"' <<< "$output"
}

@test "an output that cannot be written is exit 1" {
    a_bus
    [ -w /dev/full ] || skip "no /dev/full"
    run bash -c "'$TOP/build/tools/lsvmbus' --root root > /dev/full"
    [ "$status" -eq 1 ]
}

@test "wrong usage is exit 2" {
    for words in stray --nope --root; do
        run --separate-stderr "$TOP/build/tools/lsvmbus" $words
        [ "$status" -eq 2 ]
        [ -z "$output" ]
        [ -n "$stderr" ]
    done
}
