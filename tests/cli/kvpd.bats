#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv_kvp_daemon as a program: its options, policy, exit codes and life in the background. A pipe stands in for the
# device: what is written to it comes back, so that the registration is answered.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup() {
    make -s -C "$TOP" build/tools/hv_kvp_daemon
    DAEMON=$TOP/build/tools/hv_kvp_daemon
    cd "$BATS_TEST_TMPDIR" || return
    mkfifo device
    mkdir -p root/proc/sys/kernel root/etc
    echo guest.example > root/proc/sys/kernel/hostname
    WORDS=(--device "$PWD/device" --root "$PWD/root" --config "$PWD/policy")
    : > policy
}

teardown() {
    pkill -TERM -f "hv_kvp_daemon.*$BATS_TEST_TMPDIR" || true
}

kvpd() {
    run --separate-stderr timeout 20 "$DAEMON" "$@"
}

# daemons: the processes of this test's daemon.
daemons() {
    pgrep -f "^$DAEMON .*$BATS_TEST_TMPDIR"
}

# gone: it has ended, within five seconds.
gone() {
    for _ in $(seq 50); do
        daemons > /dev/null || return 0
        sleep 0.1
    done
    return 1
}

@test "what it cannot do it says, with its exit code" {
    kvpd --help
    [ "$status" -eq 0 ]
    kvpd --nonsense
    [ "$status" -eq 2 ]
    kvpd -n operand
    [ "$status" -eq 2 ]
    kvpd -n --device /nonexistent/hv_kvp --root root --config policy
    [ "$status" -eq 1 ]
    [ "$stderr" = "hv_kvp_daemon: /nonexistent/hv_kvp: No such file or directory" ]
    kvpd -n --root /nonexistent --config policy
    [ "$status" -eq 1 ]
}

@test "without a device the background's exit code is the caller's" {
    kvpd --device /nonexistent/hv_kvp --root root --config policy
    [ "$status" -eq 1 ]
    [ "$stderr" = "hv_kvp_daemon: /nonexistent/hv_kvp: No such file or directory" ]
}

@test "a wrong policy is refused with its place" {
    printf 'inject = no\nhelper-deadline = 99\n' > policy
    kvpd -n "${WORDS[@]}"
    [ "$status" -eq 2 ]
    case $stderr in *"/policy:2: "*) ;; *) false ;; esac
    : > policy
    chmod 666 policy
    kvpd -n "${WORDS[@]}"
    [ "$status" -eq 2 ]
    kvpd -n "${WORDS[@]}" --config missing
    [ "$status" -eq 2 ]
}

@test "in the background: one process, registered when the caller goes on" {
    kvpd "${WORDS[@]}"
    [ "$status" -eq 0 ]
    [ "$(daemons | wc -l)" -eq 1 ]
    [ "$(find root/var/lib/hyperv -name '.kvp_pool_?' -perm 0644 | wc -l)" -eq 5 ]
    [ "$(ps -o comm= -p "$(daemons)")" = hv_kvp_daemon ]
    [ "$(ps -o sid= -p "$(daemons)" | tr -d ' ')" = "$(daemons)" ]
    readlink "/proc/$(daemons)/fd/0" | grep -x /dev/null
    kill -TERM "$(daemons)"
    gone
}

@test "in the foreground: it ends with SIGTERM, and well" {
    timeout 20 "$DAEMON" -n -d "${WORDS[@]}" 2> words &
    until grep -q 'registered with the kernel' words; do sleep 0.1; done
    kill -TERM "$(daemons)"
    wait $!
}

@test "streams that are closed are not mistaken for the device" {
    "$DAEMON" "${WORDS[@]}" <&- >&- 2>&-
    [ "$(daemons | wc -l)" -eq 1 ]
    readlink "/proc/$(daemons)/fd/0" | grep -x /dev/null
}

@test "the pools' folder by itself" {
    kvpd "${WORDS[@]}" --pool-dir "$PWD/elsewhere/pools"
    [ "$status" -eq 0 ]
    [ "$(find elsewhere/pools -name '.kvp_pool_?' | wc -l)" -eq 5 ]
    [ ! -e root/var ]
}
