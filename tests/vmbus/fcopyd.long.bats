#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Files of 64 MiB to our own hv_fcopy_daemon, and the service switched off and on many times.

load fcopyd

setup_file() {
    load fcopyd
    fcopyd_files
    seq 1 20000000 | head -c $((64 << 20)) > huge
}

# huge TARGET: the file's sum is that of the host's.
huge() {
    local sum
    sum=$(sha256sum < "$BATS_FILE_TMPDIR/huge" | cut -d ' ' -f 1)
    {
        with_policy 'allow = /tmp'
        cat << END
fcopy copy huge "/tmp/résumé-中.txt"
expect fcopy op=done status=0 bytes=$((64 << 20)) within 800
type "sha256sum /tmp/r*"
expect console text~$sum within 120
END
    } | receives "$1" --timeout 1200 --memory 512
}

# switched TARGET: the service goes and comes 20 times, the daemon stays, and then it copies.
switched() {
    {
        with_policy 'allow = /tmp'
        printf 'type "pidof hv_fcopy_daemon hv_fcopy_uio_daemon > /run/before; echo noted"\nexpect console text~noted\n'
        for _ in $(seq 20); do
            printf 'rescind fcopy\nexpect vmbus_channel state=released within 20\n'
            printf 'offer fcopy\nexpect ic service=fcopy state=ready within 30\n'
        done
        cat << 'END'
type "registered; pidof hv_fcopy_daemon hv_fcopy_uio_daemon | cmp - /run/before && echo same"
expect console text~same
fcopy copy small /tmp/testfile
expect fcopy op=done status=0
END
    } | receives "$1" --timeout 300
}

@test "64 MiB by the character device" {
    huge debian-6.1
}

@test "64 MiB by the rings" {
    huge debian-6.12
}

@test "Guest Services off and on, 20 times, by the character device" {
    switched debian-6.1
}

@test "Guest Services off and on, 20 times, by the rings" {
    switched debian-6.12
    switched debian-7.x
}
