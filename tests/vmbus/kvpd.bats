#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hvkit's hv_kvp_daemon in guests of the emulated Hyper-V host: Microsoft's cases as for upstream's daemon, and those
# that upstream's fails.

load daemons

setup_file() {
    local daemons=${DAEMONS-$BATS_FILE_TMPDIR/daemons}
    load daemons
    mkdir -p "$BATS_FILE_TMPDIR/daemons"
    [[ ${DAEMONS-} ]] || {
        make -s -C "$TOP" build/tools/hv_kvp_daemon
        ln -s "$TOP/build/tools/hv_kvp_daemon" "$daemons/"
    }
    export DAEMONS=$daemons
}

@test "Debian's cloud kernel 6.1" {
    kvp_cases | goes_through debian-6.1
}

@test "Debian's cloud kernel 6.12" {
    kvp_cases | goes_through debian-6.12
}
