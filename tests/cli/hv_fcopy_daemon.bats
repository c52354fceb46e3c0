#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv_fcopy_daemon's words, and its coming and going without a Hyper-V host.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup() {
    make -s -C "$TOP" build/tools/hv_fcopy_daemon
    DAEMON=$TOP/build/tools/hv_fcopy_daemon
    ROOT=$BATS_TEST_TMPDIR/root
    mkdir -p "$ROOT/dev" "$ROOT/etc/hvkit"
}

teardown() {
    pids=$(pgrep -f "^$DAEMON .*$BATS_TEST_TMPDIR") || return 0
    # shellcheck disable=SC2086 # one word for each
    kill -KILL $pids
}

# wrong TEXT WORD...: these words are refused with exit code 2 and a reason that has TEXT.
wrong() {
    local text=$1
    shift
    run --separate-stderr timeout 10 "$DAEMON" "$@"
    [ "$status" -eq 2 ]
    [[ $stderr == *"$text"* ]] || {
        echo "$stderr"
        return 1
    }
}

# starts WORD...: in the background of the test, until it says that it waits.
starts() {
    NOTIFY_SOCKET='' "$DAEMON" -n --root "$ROOT" "$@" 2> "$BATS_TEST_TMPDIR/log" 3>&- &
    PID=$!
    for _ in $(seq 100); do
        [[ ! -s $BATS_TEST_TMPDIR/log ]] || return 0
        sleep 0.05
    done
    return 1
}

@test "wrong words" {
    wrong 'auto, chardev or uio' -n --transport pigeon
    wrong 'absolute' -n --config relative.conf
    wrong 'no operands' -n something
    wrong 'no such option' -n --nothing
}

@test "a root that is not there" {
    run -1 timeout 10 "$DAEMON" -n --root "$BATS_TEST_TMPDIR/none"
}

@test "without a policy it runs, and says that nothing is allowed" {
    starts
    file_says "$BATS_TEST_TMPDIR/log" 'no copy is allowed; see /etc/hvkit/fcopyd.conf'
    kill -0 "$PID"
    kill -TERM "$PID"
    wait "$PID"
}

@test "a policy that is wrong is told with file and line" {
    printf 'enabled = yes\nallow = /tmp\nsize = 3\n' > "$ROOT/etc/hvkit/fcopyd.conf"
    starts
    file_says "$BATS_TEST_TMPDIR/log" "/etc/hvkit/fcopyd.conf:3: there is no option 'size'"
    kill -TERM "$PID"
    wait "$PID"
}

@test "the policy that is installed as an example is valid" {
    cp "$TOP/hv-tools/fcopyd/fcopyd.conf" "$ROOT/etc/hvkit/fcopyd.conf"
    sed -i 's/^#\([a-z_]* =\)/\1/' "$ROOT/etc/hvkit/fcopyd.conf"
    printf 'root:x:0:\n' > "$ROOT/etc/group"
    printf 'root:x:0:0:\n' > "$ROOT/etc/passwd"
    chmod 644 "$ROOT/etc/hvkit/fcopyd.conf"
    starts -v --transport uio --bind || true
    [ ! -s "$BATS_TEST_TMPDIR/log" ]
    kill -TERM "$PID"
    wait "$PID"
}

@test "it goes into the background and lets go of its output" {
    run timeout 10 "$DAEMON" --root "$ROOT"
    [ "$status" -eq 0 ]
    run pgrep -f "^$DAEMON --root $ROOT"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    [ "$(readlink "/proc/${lines[0]}/fd/0")" = /dev/null ]
    kill -TERM "${lines[0]}"
}

@test "a descriptor for the device ends the daemon with it" {
    run timeout 10 "$DAEMON" -n --root "$ROOT" --device fd:0 < /dev/null
    [ "$status" -eq 1 ]
    run timeout 10 "$DAEMON" -n --root "$ROOT" --device fd:99
    [ "$status" -eq 1 ]
}
