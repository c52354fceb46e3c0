# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# One whole run from power-on to power-off, in which each of the six services does its work.

load common

# full TARGET OPTION...
full() {
    need_guest "$1"
    cd "$BATS_TEST_TMPDIR" || return
    seq 1 20000 | head -c 10000 > sent
    plays "$BATS_TEST_DIRNAME/full.scenario" "${@:2}"
    well
}
