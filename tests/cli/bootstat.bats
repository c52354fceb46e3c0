#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# bootstat on files as a boot leaves them, whole and hostile.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup() {
    make -s -C "$TOP" build/tools/bootstat
    cd "$BATS_TEST_TMPDIR" || return
    printf '%s\r\n' 'hvkit-init: mounts ok t=0.800000' \
        'hvkit-init: memory total_kib=200000 free_kib=162144' \
        'hvkit-init: handover ok poweroff t=0.900000' '[    1.0] reboot: Power down' > console
    printf 'noise' > marks
    printf 'hvm\x60\x40\x42\x0f\0\0\0\0\0hvm\x6f\x80\x84\x1e\0\0\0\0\0' >> marks
    echo '{"event":"mark","name":"kernel","at_instructions":500000}' > events
    WORDS=(--target m --mode icount --unit instructions --events events --marks marks --console console)
}

bootstat() {
    run --separate-stderr "$TOP/build/tools/bootstat" "$@"
}

@test "record: stages from events and marks, in order, with their shares" {
    bootstat record "${WORDS[@]}"
    [[ $status == 0 && -z $stderr ]]
    [[ $(jq -c '.stages[] | [.name, .at, .delta]' <<< "$output") == '["kernel",500000,500000]
["init",1000000,500000]
["handover",2000000,1000000]' ]]
    jq -e '.memory_used_kib == 100000 and .result == "poweroff"' <<< "$output"
}

@test "record: with ns, the console's clock only when there is nothing better" {
    bootstat record --console console --marks marks
    [[ $(jq -c '[.unit, .stages[].at]' <<< "$output") == '["ns",800000000,900000000]' ]]
    echo '{"event":"mark","name":"init","at_ns":5}' > events
    bootstat record --console console --events events
    [[ $(jq -c '[.stages[].at]' <<< "$output") == '[5]' ]]
}

@test "record: a bad end is exit 3, and a panic outranks the watcher's word" {
    : > empty
    bootstat record --console empty
    [[ $status == 3 && $(jq -r .result <<< "$output") == unknown ]]
    bootstat record --console console --result timeout
    [[ $status == 3 && $(jq -r .result <<< "$output") == timeout ]]
    echo 'Kernel panic - not syncing: no' > console
    bootstat record --console console --result timeout
    [[ $status == 3 && $(jq -r '.result, .failure' <<< "$output") == $'panic\nno' ]]
}

@test "record: bad events and missing files are exit 1, naming file and line" {
    echo '{"event":"mark","name":"init"}' >> events
    bootstat record "${WORDS[@]}"
    [[ $status == 1 && -z $output && $stderr == *'events:2:'* ]]
    bootstat record --console nowhere
    [[ $status == 1 && -z $output && $stderr == *nowhere* ]]
}

@test "table: side by side, as text and as Markdown" {
    bootstat record "${WORDS[@]}"
    cat <<< "$output" > a.json
    sed 's/"m"/"n"/; s/2000000/3456789/' a.json > b.json
    bootstat table a.json b.json
    [[ $status == 0 ]]
    [[ ${lines[0]} =~ ^' '+'m, icount'' '+'n, icount'$ ]]
    [[ ${lines[3]} =~ ^'handover'' '+'2.00 M (+1.00 M)'' '+'3.46 M (+2.46 M)'$ ]]
    bootstat table --markdown a.json
    [[ ${lines[1]} == '|:---|---:|' && ${lines[2]} =~ ^'| kernel '' '*'| '' '*'0.50 M (+0.50 M) |'$ ]]
}

@test "table: what is no record is exit 1, naming what is wrong" {
    bootstat record "${WORDS[@]}"
    cat <<< "$output" > a.json
    for edit in 's/boot.1/boot.9/' 's/"cpus": 1/"cpus": -1/' 's/"at": 500000/"at": "x"/' \
        's/"name": "kernel"/"name": ""/' 5,99d; do
        sed "$edit" a.json > b.json
        bootstat table a.json b.json
        [[ $status == 1 && -z $output && $stderr == *b.json:* ]]
    done
}

@test "watch: no QEMU, or one that says nothing, is exit 1 and no stamp" {
    bootstat watch --timeout 5 -- ./no-such-qemu
    [[ $status == 1 && -z $output && $stderr == *no-such-qemu* ]]
    # The child must be ended, not waited for.
    run --separate-stderr timeout 20 "$TOP/build/tools/bootstat" watch --timeout 1 -- sh -c 'sleep 100'
    [[ $status == 1 && -z $output && $stderr == *'timed out'* ]]
}

@test "wrong usage is exit 2" {
    for words in '' nope 'record --unit s' 'record stray' table watch 'watch --timeout 0 -- x' \
        'table 1 2 3 4 5 6 7 8 9'; do
        # shellcheck disable=SC2086
        bootstat $words
        [[ $status == 2 && -z $output && -n $stderr ]]
    done
}

@test "explain: what the console says, for people and for programs" {
    printf '%s\r\n' '[    1.0] hvkit-init: mounts ok t=0.8' \
        'hvkit-init: root failed UUID=12: errno 19 why=not-found waited_ms=60000 seen=sda:ext4:ab nodriver=vmbus:ba' \
        '[    2.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100' > log
    bootstat explain log
    [[ $status == 3 && -z $stderr ]]
    [[ ${lines[0]} == 'log:2: hvkit-init: root failed UUID=12: errno 19 '* ]]
    [[ ${lines[1]} == *'devices without a driver (No such device).' && ${lines[2]} == *'To do: '* ]]
    bootstat explain --json log
    [[ $status == 3 ]]
    [[ $(jq -c '[.schema, .booted, (.findings[] | .line, .code)]' <<< "$output") == '["hvkit.explanation/1",false,2,"no-driver",3,"init-ended"]' ]]
    [[ $(jq -r '.findings[0].failure | "\(.stage) \(.what) \(.errno) \(.seen) \(.nodriver)"' <<< "$output") == 'root UUID=12 19 sda:ext4:ab vmbus:ba' ]]
}

@test "explain: a log of a boot that went well, none, and wrong words" {
    echo 'guest login: ' > log
    bootstat explain log
    [[ $status == 0 && $output == 'log: nothing that is known to go wrong; it came up.' ]]
    bootstat explain missing
    [[ $status == 1 && $stderr == *'missing: No such file'* ]]
    bootstat explain
    [[ $status == 2 && $stderr == *'name one log'* ]]
}
