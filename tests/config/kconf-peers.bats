#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf audit on real configs of other distributions: the matrix and what is unmet are as in tests/data/kconf, which
# agrees with the original checkers (kconf-originals.long.bats). UPDATE_GOLDEN=1 writes the file anew.

load ../common

PEERS=$TOP/../shared/peer-configs
GOLDEN=$TOP/tests/data/kconf/peers.txt

setup() {
    [[ -d $PEERS ]] || skip "no configs of peers beside this tree ($PEERS)"
    make -s -C "$TOP" build/tools/kconf
    cd "$PEERS" || return
}

@test "the matrix of all peers" {
    run "$TOP/build/tools/kconf" audit --level recommended ./*
    ((status == 3))
    [[ ! ${UPDATE_GOLDEN-} ]] || printf '%s\n' "$output" > "$GOLDEN"
    diff "$GOLDEN" - <<< "$output"
}

@test "what peers are known for is found" {
    audit() { run "$TOP/build/tools/kconf" audit -l "$1" "$2"; }
    audit azure azl3-kernel-uvm-config
    says MICROSOFT_MANA
    audit azure talos-amd64
    says MICROSOFT_MANA
    audit azure linuxkit-6.12
    says PCI_HYPERV
    audit docker deb12-cloud-6.12
    ((status == 0))
    audit kubernetes azl4-x86_64.config
    ((status == 0))
}

@test "two kernels of one distribution differ in a screen's worth" {
    run "$TOP/build/tools/kconf" diff deb12-cloud-6.1 deb12-cloud-6.12
    ((status == 3))
    says 'INTEL_TDX_GUEST=y'
    says 'KERNEL_ZSTD: not set -> y'
    ((${#lines[@]} < 80))
}
