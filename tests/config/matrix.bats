#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # bats sets stderr
# scripts/matrix: cells, what is done again and what is not, the page. Trees are of a few symbols or the real 6.12.

bats_require_minimum_version 1.5.0

load ../common.bash
load fake-kernel.bash

setup_file() { fake_conf; }

setup() { export HVKIT_BUILD=$BATS_TEST_TMPDIR/build; }

matrix() { run --separate-stderr "$TOP/scripts/matrix" "$@"; }

@test "the real micro holds, and a second run does nothing" {
    unset KERNEL_SRC
    matrix --configs-only --series 6.12 --arch x86_64 micro
    ((status == 0))
    says '| micro | 6.12 | x86_64 | ok | - | - | - | - | - | - |'
    [[ $stderr == *'micro-6.12-x86_64: config ok'* ]]
    matrix --configs-only --series 6.12 --arch x86_64 micro
    ((status == 0))
    says '| micro | 6.12 | x86_64 | ok |'
    [[ $stderr != *config* ]]
}

@test "a cell that loses settings is told, with what was lost in its log" {
    fake_kernel
    matrix --configs-only --series 6.12 --arch x86_64 micro
    ((status == 3))
    says '| micro | 6.12 | x86_64 | lost |'
    file_says "$HVKIT_BUILD/matrix/micro-6.12-x86_64.log" 'CONFIG_HYPERV_NET: no such symbol'
}

@test "wrong words" {
    matrix --nope
    ((status == 2))
    matrix -j 0
    ((status == 2))
    matrix --configs-only no-such-flavor
    ((status == 2))
    matrix --configs-only --series 9.9 micro
    ((status == 2))
    [[ $stderr == *'no flavor is for that series'* ]]
}
