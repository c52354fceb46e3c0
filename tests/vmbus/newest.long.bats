#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The daemons as make install leaves them, one program against musl, on the newest kernel that Debian has: the cases
# of kvpd.bats and vssd.bats, and what depends on the one program being behind a link.

load daemons

setup_file() {
    local daemon
    load daemons
    export DAEMONS=$BATS_FILE_TMPDIR/daemons
    make -s -C "$TOP" build/tools-musl/hvkit
    mkdir "$DAEMONS"
    for daemon in kvp vss; do
        cp "$TOP/build/tools-musl/hvkit" "$DAEMONS/hv_${daemon}_daemon"
    done
    vss_disks
}

@test "key-value pairs" {
    kvp_cases | goes_through debian-7.x
}

@test "backups; who kills the daemon by its name does not kill its watchdog" {
    vss_cases linked | goes_through debian-7.x
}
