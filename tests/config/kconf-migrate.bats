#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf migrate on Debian's own config and the real trees: what survives the kernel's olddefconfig.

bats_require_minimum_version 1.5.0
load ../common

setup_file() {
    make -s -C "$TOP" build/tools/kconf
    TREE=$("$TOP/scripts/kernel-source" 7.x)
    CONFIG=$("$TOP/scripts/debian-kernel" --json 6.12 | jq -r .config)
    export TREE CONFIG
    mkdir -p "$BATS_FILE_TMPDIR/plain" "$BATS_FILE_TMPDIR/carried"
    cp "$CONFIG" "$BATS_FILE_TMPDIR/plain/.config"
    "$TOP/build/tools/kconf" migrate "$CONFIG" --to 7.x --tree "$TREE" -o "$BATS_FILE_TMPDIR/carried/.config" \
        2> "$BATS_FILE_TMPDIR/report" || (($? == 3))
    cp "$BATS_FILE_TMPDIR/carried/.config" "$BATS_FILE_TMPDIR/migrated"
    local way
    for way in plain carried; do
        make -s -C "$TREE" O="$BATS_FILE_TMPDIR/$way" ARCH=x86_64 olddefconfig < /dev/null \
            2> "$BATS_FILE_TMPDIR/$way.log"
    done
}

# on WAY SYMBOL...: each is y or m there.
on() {
    local way=$1 symbol
    shift
    for symbol; do
        grep -qE "^CONFIG_$symbol=[ym]" "$BATS_FILE_TMPDIR/$way/.config" || {
            echo "$way: $symbol is off" >&2
            return 1
        }
    done
}

readonly GUEST=(HYPERV HYPERV_VMBUS HYPERV_STORAGE HYPERV_NET HYPERV_UTILS HYPERV_BALLOON PCI_HYPERV
    HYPERV_VSOCKETS HYPERV_KEYBOARD HID_HYPERV_MOUSE UIO_HV_GENERIC MICROSOFT_MANA DRM_HYPERV)

@test "carried over, all of the guest survives" {
    grep -q '^CONFIG_HYPERV=m' "$CONFIG"
    on carried "${GUEST[@]}"
}

@test "by olddefconfig alone it is lost" {
    local symbol
    for symbol in "${GUEST[@]}"; do
        run on plain "$symbol"
        [ "$status" -ne 0 ]
    done
}

@test "carried over, the legacy tables of iptables survive" {
    on carried NETFILTER_XTABLES_LEGACY IP_NF_FILTER IP_NF_NAT IP_NF_MANGLE IP6_NF_FILTER
}

@test "the kernel's kconfig has no complaint about what was carried over" {
    [ ! -s "$BATS_FILE_TMPDIR/carried.log" ] || {
        cat "$BATS_FILE_TMPDIR/carried.log" >&2
        return 1
    }
    [ -s "$BATS_FILE_TMPDIR/plain.log" ]
}

@test "each rewrite is reported" {
    file_says "$BATS_FILE_TMPDIR/report" 'CONFIG_HYPERV: split in 6.18: CONFIG_HYPERV=y (was m), CONFIG_HYPERV_VMBUS=m'
    file_says "$BATS_FILE_TMPDIR/report" 'CONFIG_FB_HYPERV: renamed in 6.19 to 7.3'
    file_says "$BATS_FILE_TMPDIR/report" 'CONFIG_IP_NF_FILTER: gated in 6.17'
}

@test "the table of what trees tell is what these trees tell" {
    local made=$BATS_TEST_TMPDIR/trees table=$TOP/kernel-configs/policy/trees.changes
    "$TOP/scripts/kernel-changes" > "$made"
    [ "$(grep -c '^removed ' "$made")" -gt 100 ]
    # Debian's trees move on: then the table is to be made anew, which nobody but a person may do.
    [[ $(grep '^source ' "$made") != "$(grep '^source ' "$table")" ]] || diff "$table" "$made"
}
