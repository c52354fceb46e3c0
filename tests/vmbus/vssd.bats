#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv_vss_daemon of ours in a guest, through the kernel's own driver: Microsoft's cases for backups, and what
# upstream's daemon does not survive.

load daemons

setup_file() {
    load daemons
    export DAEMONS=$BATS_FILE_TMPDIR/daemons
    make -s -C "$TOP" build/tools/hv_vss_daemon
    mkdir "$DAEMONS"
    ln "$TOP/build/tools/hv_vss_daemon" "$DAEMONS" 2> /dev/null ||
        cp "$TOP/build/tools/hv_vss_daemon" "$DAEMONS"
    vss_disks
}

@test "Debian's cloud kernel 6.1" {
    vss_cases | goes_through debian-6.1
}

@test "Debian's cloud kernel 6.12" {
    vss_cases | goes_through debian-6.12
}
