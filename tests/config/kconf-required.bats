#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf check on the real tree: whatever the flavor micro requires, taken out of its fragments, is named. All flavors,
# series and architectures: kconf-all.long.bats.

load ../common.bash

@test "each symbol that micro requires is missed where it is taken out" {
    make -s -C "$TOP" build/tools/kconf >&2
    "$TOP/scripts/kernel-source" 6.12 > /dev/null
    run python3 "$BATS_TEST_DIRNAME/kconf_required.py" "$TOP/build/tools/kconf" "$TOP/kernel-configs" \
        "$BATS_TEST_TMPDIR/copies" -s 6.12 -a x86_64 -- micro
    printf '%s\n' "$output"
    ((status == 0))
    says '12 requirements, taken out of 11 configs'
}
