#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Ten thousand random operations on pools, killed at every system call and in the middle of every write. The
# ordinary run does a hundred.

load ../common

@test "10,000 operations lose no acknowledged record" {
    make -s -C "$TOP" build/tests/unit/lib_pool_crash
    HVKIT_POOL_OPS=10000 HVKIT_POOL_SEED=7 run "$TOP/build/tests/unit/lib_pool_crash"
    grep '^# ' <<< "$output" >&3
    [ "$status" -eq 0 ]
    says 'pool 0: 5000 operations'
    says 'pool 1: 5000 operations'
}
