#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv_vss_daemon from outside, with file systems of its own in files where this machine lets us mount any. It sees
# nothing but what its --root has: never this machine's own mounts.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup() {
    make -s -C "$TOP" build/tools/hv_vss_daemon
    VSSD=$TOP/build/tools/hv_vss_daemon
    ROOT=$BATS_TEST_TMPDIR/root
    JOURNAL=$ROOT/run/hvkit/vss.frozen
    mkdir -p "$ROOT"/{proc/self,etc/hvkit}
    ln -s /sys "$ROOT/sys"
    : > "$ROOT/proc/self/mountinfo"
    MOUNTED=()
}

teardown() {
    local point
    for ((i = ${#MOUNTED[@]} - 1; i >= 0; i--)); do
        point=${MOUNTED[i]}
        while fsfreeze -u "$point" 2> /dev/null; do :; done
        umount "$point"
    done
}

vssd() {
    run --separate-stderr "$VSSD" --root "$ROOT" "$@"
}

is() {
    [[ $1 == "$2" ]] || {
        printf 'got: %s\nnot: %s\n%s\n' "$1" "$2" "$stderr" >&2
        return 1
    }
}

# ext4 POINT [FILE]: a new file system there, in FILE; the daemon is told of it.
ext4() {
    local file=${2-$BATS_TEST_TMPDIR/disk${#MOUNTED[@]}}
    truncate -s "${SIZE-16M}" "$file"
    mkfs.ext4 -q "$file" || skip "no mkfs.ext4"
    mkdir -p "$ROOT$1"
    mount -o loop "$file" "$ROOT$1" 2> /dev/null || skip "file systems in files cannot be mounted here"
    MOUNTED+=("$ROOT$1")
    awk -v root="$ROOT" 'index($5, root "/") == 1 { $5 = substr($5, length(root) + 1); print }' \
        /proc/self/mountinfo > "$ROOT/proc/self/mountinfo"
}

# writes POINT: whether a write to it gets through. One that does not cannot even be killed: it is left to wait.
writes() {
    local pid
    touch "$ROOT$1/file" > /dev/null 2>&1 3>&- &
    pid=$!
    for _ in 1 2 3 4 5 6 7 8; do
        sleep 0.05
        [[ -d /proc/$pid && $(cut -d ' ' -f 3 /proc/$pid/stat) != Z ]] || return 0
    done
    return 1
}

# within SECONDS COMMAND...
within() {
    local end=$((SECONDS + $1))
    while ! "${@:2}"; do
        ((SECONDS <= end)) || return
        sleep 0.1
    done
}

is_frozen() {
    [[ -e $JOURNAL ]] && grep -q '^+' "$JOURNAL" && ! writes "$1"
}

# begin_freeze SECONDS: one in the background, which has begun.
begin_freeze() {
    "$VSSD" --root "$ROOT" --test-freeze "$1" > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" 3>&- &
    PID=$!
    within 5 is_frozen "${2-/mnt}"
}

@test "usage" {
    for words in operand --test-freeze=0 --test-freeze=841 --test-freeze=x --json '--config /nowhere' --nope; do
        # shellcheck disable=SC2086 # two words
        vssd $words
        is "$status" 2
        is "$output" ''
        [ -n "$stderr" ]
    done
}

@test "a configuration that is wrong is told with its line" {
    printf 'deadline = 5\n\nmount-deadline = never\n' > "$ROOT/etc/hvkit/vssd.conf"
    vssd -n
    is "$status" 2
    is "$stderr" "hv_vss_daemon: /etc/hvkit/vssd.conf:3: mount-deadline is a number from 1 to 840, not 'never'"
}

@test "no device is exit 1, in the background, too" {
    for words in -n ''; do
        # shellcheck disable=SC2086
        vssd $words --device "$BATS_TEST_TMPDIR/none"
        is "$status" 1
        is "$stderr" "hv_vss_daemon: $BATS_TEST_TMPDIR/none: No such file or directory"
    done
}

@test "into the background once the kernel knows it, and to its end with the device" {
    python3 - "$VSSD" "$ROOT" << 'END'
import socket, struct, subprocess, sys
ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
ours.settimeout(10)
daemon = subprocess.Popen([sys.argv[1], "--root", sys.argv[2], "--device", f"fd:{its.fileno()}"],
                          pass_fds=[its.fileno()], stderr=subprocess.PIPE)
its.close()
assert ours.recv(100) == bytes([129]) + bytes(11)
assert daemon.poll() is None
ours.send(struct.pack("=I", 129))
assert daemon.wait(10) == 0
ours.send(struct.pack("=QI", 2, 0))
assert ours.recv(100) == bytes(12)
ours.close()
daemon.stderr.read()  # up to its end, which the daemon must not keep open
END
}

@test "nothing to freeze is well" {
    vssd --test-freeze 1 --json
    is "$status" 0
    jq -e '.schema == "hvkit.vss-freeze.1" and .result == "thawed" and .mounts == []' <<< "$output"
}

@test "a test freeze holds writes up, thaws, and tells the times" {
    ext4 /mnt
    begin_freeze 2 # which it sees held up
    wait "$PID"
    writes /mnt
    grep -qE '^thawed +[0-9.]+ ms +[0-9.]+ ms +[0-9.]+ ms +ext4 +/mnt$' "$BATS_TEST_TMPDIR/out"
    vssd --test-freeze 1 --json
    is "$status" 0
    jq -e '.frozen_ns > 1e9 and .frozen_ns < 10e9 and (.mounts | length == 1) and
        (.mounts[0] | .mount == "/mnt" and .type == "ext4" and .result == "thawed" and .error == null and
            .freeze_ns > 0 and .thaw_ns > 0)' <<< "$output"
}

@test "killed in the middle of a freeze: the watchdog thaws" {
    ext4 /mnt
    begin_freeze 60
    kill -KILL "$PID"
    within 3 writes /mnt
    within 3 test ! -e "$JOURNAL"
}

@test "killed by name: the watchdog has another" {
    ext4 /mnt
    begin_freeze 60
    [ "$(pgrep -P "$PID" -x hv_vss_thawer)" ]
    run ! pgrep -P "$PID" -x hv_vss_daemon
    kill -TERM "$PID"
    wait "$PID"
    writes /mnt
}

@test "stopped in the middle of a freeze: the watchdog thaws at its deadline" {
    ext4 /mnt
    echo 'deadline = 2' > "$ROOT/etc/hvkit/vssd.conf"
    begin_freeze 60
    kill -STOP "$PID"
    run ! writes /mnt
    within 5 writes /mnt
    kill -CONT "$PID"
    status=0
    wait "$PID" || status=$?
    is "$status" 1
    file_says "$BATS_TEST_TMPDIR/err" 'nobody thawed within 2 s: the watchdog did'
    file_says "$BATS_TEST_TMPDIR/out" expired
}

@test "daemon and watchdog killed: the next daemon thaws, before anything else" {
    ext4 /mnt
    begin_freeze 60
    # Stopped, the watchdog cannot see that its daemon is killed.
    watchdog=$(pgrep -P "$PID")
    kill -STOP "$watchdog"
    kill -KILL "$PID" "$watchdog"
    run ! writes /mnt
    vssd -n --device "$BATS_TEST_TMPDIR/none"
    is "$status" 1
    writes /mnt
    [[ $stderr == *'/mnt was left frozen: thawed'* ]]
    [ ! -e "$JOURNAL" ]
}

@test "what someone else has frozen is his to thaw" {
    ext4 /mnt
    fsfreeze -f "$ROOT/mnt"
    vssd --test-freeze 1 --json
    is "$status" 0
    jq -e '.mounts[0].result == "foreign"' <<< "$output"
    run ! writes /mnt
    fsfreeze -u "$ROOT/mnt"
    writes /mnt
}

@test "a file system in a file of another is frozen before it, and thawed after it" {
    SIZE=64M ext4 /outer
    ext4 /outer/inner-is-deeper-anyhow "$ROOT/outer/disk"
    ext4 /zz "$ROOT/outer/disk2"
    vssd --test-freeze 1 --json
    is "$status" 0
    is "$(jq -r '.mounts[-1].mount' <<< "$output")" /outer
    is "$(jq -c '[.mounts[].result] | unique' <<< "$output")" '["thawed"]'
    writes /zz
}

@test "a hook says no, and nothing is frozen" {
    ext4 /mnt
    mkdir "$ROOT/etc/hvkit/freeze.d"
    # shellcheck disable=SC2016 # for the hook
    printf '#!/bin/sh\necho $1 >> %s/told\n[ $1 = thaw ]\n' "$BATS_TEST_TMPDIR" > "$ROOT/etc/hvkit/freeze.d/hook"
    chmod 755 "$ROOT/etc/hvkit/freeze.d/hook"
    vssd --test-freeze 1 --json
    is "$status" 1
    jq -e '.result == "failed" and .frozen_ns == 0' <<< "$output"
    is "$(cat "$BATS_TEST_TMPDIR/told")" $'freeze\nthaw'
}

@test "what is mounted on top meanwhile does not matter" {
    ext4 /mnt
    begin_freeze 3
    mount -t tmpfs none "$ROOT/mnt"
    wait "$PID"
    umount "$ROOT/mnt"
    writes /mnt
}

@test "while frozen the watchdog's memory is locked, and it is not chosen when memory is short" {
    ext4 /mnt
    : > "$ROOT/proc/self/oom_score_adj"
    begin_freeze 3
    watchdog=$(pgrep -P "$PID")
    locked=$(awk '$1 == "VmLck:" { print $2 }' "/proc/$watchdog/status")
    wait "$PID"
    [ "$locked" -gt 200 ]
    is "$(cat "$ROOT/proc/self/oom_score_adj")" -1000
}

@test "between freeze and thaw nothing is allocated, opened, written or logged" {
    type strace > /dev/null || skip "no strace"
    ext4 /mnt
    run --separate-stderr strace -f -qq -o "$BATS_TEST_TMPDIR/trace" "$VSSD" --root "$ROOT" --test-freeze 1
    is "$status" 0
    sed -n '/0xc0045877\|FIFREEZE/,/0xc0045878\|FITHAW/p' "$BATS_TEST_TMPDIR/trace" > "$BATS_TEST_TMPDIR/between"
    run cat "$BATS_TEST_TMPDIR/between"
    [ "${#lines[@]}" -gt 3 ]
    run grep -E ' (write|pwrite64|writev|openat|mmap|brk|munmap|clone|fork|execve)\(' "$BATS_TEST_TMPDIR/between"
    is "$output" ''
}
