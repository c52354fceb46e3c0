#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf diff: what differs between two configs, by what a person decides on.

bats_require_minimum_version 1.5.0

load ../common

setup_file() { make -s -C "$TOP" build/tools/kconf; }

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    head='# Linux/x86 6.12.5 Kernel Configuration'
    printf '%s\n' "$head" CONFIG_X86_64=y CONFIG_VXLAN=m CONFIG_EXT4_FS=y CONFIG_KERNEL_XZ=y CONFIG_HZ=100 \
        CONFIG_SCSI=y CONFIG_UNHEARD_OF=y CONFIG_VETH=m CONFIG_SECCOMP=y > before
    printf '%s\n' "$head" CONFIG_X86_64=y '# CONFIG_VXLAN is not set' CONFIG_EXT4_FS=y CONFIG_KERNEL_ZSTD=y CONFIG_HZ=1000 \
        CONFIG_SCSI=m CONFIG_VETH=y CONFIG_NETKIT=y CONFIG_GENEVE=m > after
}

diff_() { run --separate-stderr "$TOP/build/tools/kconf" diff "$@"; }

# below HEADING: the lines of one section.
below() { sed -n "/^$1/,/^\$/p" <<< "$output"; }

@test "capabilities, by topic" {
    diff_ before after
    ((status == 3))
    [[ $(below 'Capabilities lost') == *$'  Network\n    VXLAN=m'* ]]
    [[ $(below 'Capabilities gained') == *$'  Network\n    GENEVE=m NETKIT=y'* ]]
}

@test "lists whose verdict changed, hardening by itself" {
    diff_ before after
    [[ $(below 'Requirement lists') == *'Cilium'*'unmet now'*'VXLAN'*'met now'*'GENEVE'* ]]
    [[ $(below 'Hardening') == *'unmet now'*'SECCOMP'* ]]
}

@test "size, boot, and what became a module" {
    diff_ before after
    [[ $(below Size) == *'KERNEL_XZ: y -> absent'*'KERNEL_ZSTD: absent -> y'* ]]
    [[ $(below Boot) == *'HZ: 100 -> 1000'* ]]
    [[ $(below 'Built in or module') == *'modules now'*'SCSI'*'built in now'*'VETH'* ]]
}

@test "the rest is counted, or listed" {
    diff_ before after
    says 'Other changes: 1 (--all lists them)'
    [[ $output != *UNHEARD_OF* ]]
    diff_ --all before after
    says 'UNHEARD_OF: y -> absent'
}

@test "not set, n and not mentioned are the same; equal configs say nothing" {
    printf '%s\nCONFIG_X86_64=y\n# CONFIG_A is not set\nCONFIG_B=n\nCONFIG_C=0x0f\n' "$head" > one
    printf '%s\nCONFIG_X86_64=y\nCONFIG_C=0xF\n' "$head" > two
    diff_ one two
    ((status == 0))
    [[ -z $output ]]
}

@test "JSON has every change" {
    diff_ --json before after
    ((status == 3))
    jq -e '.schema == "hvkit.kconf-diff/1" and (.changes | length == 10)' <<< "$output"
    jq -e '.changes[] | select(.symbol == "SCSI") | .kind == "modular" and .topic == "disks"' <<< "$output"
    jq -e '.requirements[] | select(.list == "cilium" and .symbol == "VXLAN") | .turned == "unmet"' <<< "$output"
}

@test "two configs, no more and no less" {
    diff_ before
    ((status == 2))
    diff_ before missing
    ((status == 1))
}
