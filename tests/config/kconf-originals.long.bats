#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf audit beside the checkers whose lists it has, on each config of the peers: kernel-hardening-checker, and the
# script that comes with Docker, both as Debian sid has them. Where they disagree, tests/data/kconf/disagreements says why.

load ../common

PEERS=$TOP/../shared/peer-configs
REASONS=$TOP/tests/data/kconf/disagreements

@test "each disagreement has a reason, and each reason a disagreement" {
    local hardening docker config checker symbol rest
    [[ -d $PEERS ]] || skip "no configs of peers beside this tree ($PEERS)"
    make -s -C "$TOP" build/tools/kconf
    hardening=$("$TOP/scripts/debian-package" --suite sid kernel-hardening-checker)
    docker=$("$TOP/scripts/debian-package" --suite sid docker.io)
    for config in "$PEERS"/*; do
        python3 "$TOP/tests/config/kconf_originals.py" "$TOP/build/tools/kconf" "$hardening/usr/lib/python3/dist-packages" \
            "$docker/usr/share/docker.io/contrib/check-config.sh" "$config" | sed "s|^|${config##*/} |" >> "$BATS_TEST_TMPDIR/found"
    done
    while read -r config checker symbol rest; do
        grep -q "^$checker $symbol ;" "$REASONS" || {
            echo "no reason for: $config $checker $symbol $rest"
            return 1
        }
    done < "$BATS_TEST_TMPDIR/found"
    while read -r checker symbol rest; do
        [[ $checker == '#' ]] || grep -q " $checker $symbol " "$BATS_TEST_TMPDIR/found" || {
            echo "they agree on $checker $symbol: take its reason out"
            return 1
        }
    done < "$REASONS"
}
