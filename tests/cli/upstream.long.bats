#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What upstream's key-value daemon of the newest series does wrong and ours does not, each by the same messages
# (upstream.py): the proof that those of our tests which are named there find what they are for.

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# build_upstream: from the kernel's sources, but for where its device, pools and network are; the sanitizer sees what
# it writes out of bounds, as it would go unseen.
build_upstream() {
    local tree
    tree=$("$TOP/scripts/kernel-source" 7.x)
    sed 's|open("/dev/vmbus/hv_kvp", O_RDWR . O_CLOEXEC)|dup(100)|; s|"/var/lib/hyperv"|"pools"|; s|"/sys/class/net/"|"net/"|' \
        "$tree/tools/hv/hv_kvp_daemon.c" > upstream.c
    [ "$(grep -cE 'dup\(100\)|"pools"|"net/"' upstream.c)" -eq 3 ]
    cc -w -O1 -g -D_GNU_SOURCE -fsanitize=address -o upstream upstream.c
}

@test "upstream's daemon fails in each case" {
    build_upstream
    ASAN_OPTIONS=detect_leaks=0 run python3 "$BATS_TEST_DIRNAME/upstream.py" ./upstream -n
    [ "$status" -eq 0 ]
    [ "$(grep -c ' bad' <<< "$output")" -eq 8 ]
    [ "$(wc -l <<< "$output")" -eq 8 ]
}

@test "ours in none" {
    make -s -C "$TOP" build/tools/hv_kvp_daemon
    mkdir -p var/lib/hyperv sys/class etc/hvkit etc/systemd/network run proc
    printf 'inject = yes\ninject-backend = networkd\n' > etc/hvkit/kvpd.conf
    ln -s ../../net sys/class/net
    run python3 "$BATS_TEST_DIRNAME/upstream.py" "$TOP/build/tools/hv_kvp_daemon" -n --root . --config etc/hvkit/kvpd.conf \
        --device fd:100
    [ "$status" -eq 0 ]
    [ "$(grep -c ' good$' <<< "$output")" -eq 8 ]
    [ "$(wc -l <<< "$output")" -eq 8 ]
}
