#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf's evaluator against the kernel's own: in a config that kconfig wrote, each symbol is what we say it can be.

load ../common.bash

setup_file() { make -s -C "$TOP" build/tools/kconf >&2; }

setup() {
    KCONF=$TOP/build/tools/kconf
}

# debian SERIES: CONFIG and TREE, Debian's cloud kernel's and that of its sources.
debian() {
    CONFIG=$("$TOP/scripts/debian-kernel" --json "$1" | jq -r .config)
    TREE=$("$TOP/scripts/kernel-source" "$1")
}

# agrees SERIES: thousands of symbols looked at, most with one possible value, and all as they should be.
agrees() {
    local looked exact
    debian "$1"
    run "$KCONF" limits -v -a x86_64 -t "$TREE" -c "$CONFIG"
    echo "$output"
    ((status == 0))
    read -r looked exact <<< "$(sed -n 's/^kconf: \([0-9]*\) symbols, \([0-9]*\) of one value.*/\1 \2/p' <<< "$output")"
    ((looked > 12000 && exact > 9000))
}

@test "Debian's cloud config of 6.1" { agrees 6.1; }
@test "Debian's cloud config of 6.12" { agrees 6.12; }
@test "Debian's cloud config of 7.x" { agrees 7.x; }

@test "a symbol turned off under others, or on by hand, is found" {
    debian 6.12
    sed 's/^CONFIG_HYPERV=.*/# CONFIG_HYPERV is not set/' "$CONFIG" > "$BATS_TEST_TMPDIR/off"
    run "$KCONF" limits -a x86_64 -t "$TREE" -c "$BATS_TEST_TMPDIR/off"
    ((status == 3))
    says 'CONFIG_HYPERV_NET: is m, which the tree does not allow'
    sed 's/^CONFIG_X86_64=y$/&\nCONFIG_ARCH_HAS_NO_SUCH=y\nCONFIG_MMU_GATHER_NO_RANGE=y/' "$CONFIG" > "$BATS_TEST_TMPDIR/on"
    run "$KCONF" limits -a x86_64 -t "$TREE" -c "$BATS_TEST_TMPDIR/on"
    ((status == 3))
    says 'CONFIG_MMU_GATHER_NO_RANGE: is y'
}
