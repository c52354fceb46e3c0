#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv-run takes along what its options and the scenario name: disks, files, the control socket.

# shellcheck disable=SC2016 # what is typed is for the guest's shell
# shellcheck disable=SC2030,SC2031 # each test has a TMPDIR of its own
bats_require_minimum_version 1.5.0

load common

setup_file() {
    load common
    need_guest micro
    export KERNEL INITRD
}

setup() {
    INITRD=$BATS_FILE_TMPDIR/guest-micro.cpio
    cd "$BATS_TEST_TMPDIR" || return
    SCENARIO=$BATS_TEST_TMPDIR/scenario
}

# A run that a failed test left in the background.
teardown() {
    [[ -z ${RUNNER-} ]] || kill "$RUNNER" 2> /dev/null || true
}

# tells LINE...: a scenario of these lines, for a guest that has come up.
tells() {
    printf 'expect console text~"guest# " within 60\n' > "$SCENARIO"
    printf '%s\n' "$@" >> "$SCENARIO"
}

# empty_disk NAME: 1 MiB, all zeroes.
empty_disk() {
    truncate -s 1M "$1"
}

# unpacked: the file in which hv-run keeps KERNEL unpacked.
unpacked() {
    echo "${HVKIT_CACHE:-$HOME/.cache/hvkit}/hv-run/vmlinux-$(sha256sum < "$KERNEL" | cut -c 1-16)"
}

# disk_begins FILE TEXT
disk_begins() {
    [[ $(head -c "${#2}" "$1" | tr '\0' .) == "$2" ]]
}

@test "a disk is written to, one for reading and a snapshot are not" {
    for name in 'a, disk' b c; do empty_disk "$name"; done
    tells 'type "for d in a b c; do echo mark-$d | dd of=/dev/sd$d conv=fsync; head -c 6 /dev/sd$d; echo; done; echo done"' \
        'expect console text=done' 'shutdown poweroff'
    plays "$SCENARIO" --disk 'a, disk' --disk b,ro --disk c,snapshot,lun=7
    [ "$status" -eq 0 ]
    disk_begins 'a, disk' mark-a
    disk_begins b ......
    disk_begins c ......
    file_says "$CONSOLE" mark-c # though the guest saw it
    [ "$(head -c 4 "$(unpacked)" | tail -c 3)" = ELF ]
    run ! grep -q mark-b "$CONSOLE"
}

@test "a disk that a scenario attaches is carried in, and a folder away" {
    mkdir 'sub folder'
    empty_disk 'sub folder/late'
    tells 'disk attach "sub folder/../sub folder/late" lun=3' 'expect disk state=attached lun=3' \
        'type "until [ -b /dev/sda ]; do sleep 0.1; done; echo here | dd of=/dev/sda conv=fsync; echo done"' \
        'expect console text=done' 'shutdown poweroff'
    rm -f "$(unpacked)"
    plays scenario --packed
    [ "$status" -eq 0 ]
    disk_begins 'sub folder/late' here
    [ ! -e "$(unpacked)" ]
}

@test "a file that a scenario copies is carried in, whatever its name" {
    echo content > 'q"uote \ and blank'
    mkdir other
    tells 'fcopy copy "other/../q\"uote \\ and blank" /tmp/copy' 'expect fcopy op=done status=0' \
        'type "cat /tmp/copy"' 'expect console text~content' 'shutdown poweroff'
    plays scenario
    [ "$status" -eq 0 ]
}

@test "power pulled: what the guest flushed is in the file" {
    empty_disk disk
    tells 'type "echo flushed | dd of=/dev/sda conv=fsync; echo done"' 'expect console text=done' 'pause 60'
    "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$INITRD" --disk disk --scenario scenario --console console \
        --cmdline 'console=ttyS0 quiet panic=-1 hvkit.run=/bin/guest-shell' 3>&- &
    RUNNER=$!
    for _ in $(seq 200); do
        ! grep -q '^done' console 2> /dev/null || break
        sleep 0.2
    done
    pull_power "$BATS_TEST_TMPDIR/disk"
    wait "$RUNNER" || status=$?
    [ "$status" -ne 0 ]
    disk_begins disk flushed
}

@test "what is wrong with a disk is said at once, in hvhost's words" {
    truncate -s 1000 odd
    : > empty
    for pair in 'none:No such file or directory' 'odd:not a multiple of 512 bytes: truncated?' empty:empty \
        '.:neither a file nor a block device'; do
        run "$TOP/scripts/hv-run" --nested --kernel "$KERNEL" --disk "${pair%%:*},ro,lun=2"
        [ "$status" -eq 4 ]
        [ "$output" = "hv-run: ${pair/:/: }" ]
    done
}

@test "a scenario that fails is told with the user's file and line" {
    tells 'expect heartbeat sequence=12345 within 0.1'
    plays scenario
    [ "$status" -eq 1 ]
    says 'hvhost: scenario:2: expect heartbeat sequence=12345 within 0.1: not in time'
}

@test "a control client gives commands and hears events; the socket goes with the run" {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$INITRD" --control socket --timeout 100 --console console \
        --cmdline 'console=ttyS0 quiet panic=-1 hvkit.run=/bin/guest-shell' 3>&- &
    RUNNER=$!
    python3 - << 'END'
import json, socket, time
for _ in range(300):
    s = socket.socket(socket.AF_UNIX)
    try:
        s.connect("socket")
        break
    except OSError:
        time.sleep(0.1)
lines = s.makefile("rw")
def ask(command):
    lines.write(json.dumps({"id": command, "command": command}) + "\n")
    lines.flush()
    for line in lines:
        answer = json.loads(line)
        if answer.get("id") == command:
            assert answer["ok"], answer
            return
        seen.add(answer.get("event"))
seen = set()
ask('expect console text~"guest# " within 60')
ask("expect heartbeat status=0 within 10")
ask('type "echo $((6 * 7))"')
ask("expect console text~42")
assert "vmbus_channel" in seen, seen
ask("shutdown poweroff")
END
    wait "$RUNNER"
    [ ! -e socket ] && [ ! -L socket ]
    [ -z "$(ls -A "$TMPDIR")" ]
}

@test "SIGTERM leaves no socket, no QEMU and no temporary folder behind" {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$INITRD" --control socket --console "$BATS_TEST_TMPDIR/console" \
        --cmdline 'console=ttyS0 quiet panic=-1 hvkit.run=/bin/guest-shell' > /dev/null 2>&1 3>&- &
    RUNNER=$!
    for _ in $(seq 200); do
        [[ ! -S socket ]] || break
        sleep 0.2
    done
    [ -S socket ]
    kill -TERM "$RUNNER"
    wait "$RUNNER" || true
    [ ! -e socket ] && [ ! -L socket ]
    [[ $(ps -eo args) != *"$BATS_TEST_TMPDIR"/console* ]]
    [ -z "$(ls -A "$TMPDIR")" ]
}
