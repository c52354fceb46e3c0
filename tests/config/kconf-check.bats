#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf check: flavors hold for all their series and architectures, or what does not is named, with the reason.

load ../common.bash
load fake-kernel.bash

bats_require_minimum_version 1.5.0

setup_file() {
    make -s -C "$TOP" build/tools/kconf >&2
    fake_conf
}

setup() {
    fake_kernel
    KCONF=$TOP/build/tools/kconf
}

# check [ARG...]: the flavor "test".
check() {
    run "$KCONF" check --tree "$KERNEL_SRC" "$@" "$BATS_TEST_TMPDIR/flavors/test.flavor"
}

@test "what is required is there, what is forbidden is not" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y'
    flavor test 'requires = HYPERV=y VMBUS_CORE ACPI@6.1..6.12,x86_64 NEEDY=y@6.13.. NEEDY@arm64' 'forbids = FORCER HYPERV=m'
    check
    ((status == 0))
    says 'test 6.12 x86_64: holds, 3 settings'
}

@test "options stand behind the flavor too" {
    fragment main <<< 'CONFIG_ACPI=y'
    flavor test
    run "$KCONF" check "$BATS_TEST_TMPDIR/flavors/test.flavor" -t "$KERNEL_SRC" -s 6.12 -a x86_64
    ((status == 0))
    says 'test 6.12 x86_64: holds'
    run "$KCONF" check "$BATS_TEST_TMPDIR/flavors/test.flavor" -s
    ((status == 2))
    says '-s needs a value'
}

@test "any required symbol taken out of a fragment is named, with what it needs" {
    local symbol
    flavor test 'requires = ACPI=y HYPERV=y VMBUS_CORE HYPERV_STORAGE SCSI_LOWLEVEL'
    for symbol in ACPI HYPERV HYPERV_STORAGE SCSI_LOWLEVEL; do
        printf 'CONFIG_%s=y\n' ACPI HYPERV HYPERV_STORAGE SCSI_LOWLEVEL | grep -v "CONFIG_$symbol=" | fragment main
        check
        ((status == 3))
        says "test.flavor: CONFIG_$symbol: required"
    done
    says 'set CONFIG_SCSI_LOWLEVEL=y'
}

@test "a forbidden symbol is named, with who selects it" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y'
    flavor test 'forbids = VMBUS_CORE'
    check
    ((status == 3))
    says 'CONFIG_VMBUS_CORE: forbidden (VMBUS_CORE), but it is y'
    says 'VMBUS_CORE is selected by HYPERV'
}

@test "configs that hold are kept, others are not" {
    fragment main <<< 'CONFIG_ACPI=y'
    flavor test
    check -o "$BATS_TEST_TMPDIR/out"
    ((status == 0))
    file_says "$BATS_TEST_TMPDIR/out/test-6.12-x86_64.config" CONFIG_ACPI=y
    flavor test 'requires = HYPERV'
    check -o "$BATS_TEST_TMPDIR/other"
    ((status == 3))
    [[ ! -e $BATS_TEST_TMPDIR/other/test-6.12-x86_64.config ]]
}

@test "many flavors of one tree, resolved one after another, each to a config of its own" {
    local n flavors=()
    fragment main <<< 'CONFIG_ACPI=y'
    for n in {1..9}; do
        fragment "own$n" <<< "CONFIG_NR_UARTS=$n"
        flavor "f$n" "fragments = own$n"
        flavors+=("$BATS_TEST_TMPDIR/flavors/f$n.flavor")
    done
    run timeout 300 "$KCONF" check -o "$BATS_TEST_TMPDIR/out" --tree "$KERNEL_SRC" "${flavors[@]}"
    ((status == 0))
    for n in {1..9}; do
        says "f$n 6.12 x86_64: holds"
        file_says "$BATS_TEST_TMPDIR/out/f$n-6.12-x86_64.config" "CONFIG_NR_UARTS=$n"
    done
}

@test "an overlay is checked with what it lies on, named and by --all" {
    fragment main <<< 'CONFIG_ACPI=y'
    fragment over <<< 'CONFIG_HYPERV=y'
    flavor test
    overlay over 'requires = HYPERV=y'
    run "$KCONF" check --tree "$KERNEL_SRC" -o "$BATS_TEST_TMPDIR/out" --configs "$BATS_TEST_TMPDIR" --all
    ((status == 0))
    says 'test 6.12 x86_64: holds, 2 settings'
    says 'test+over 6.12 x86_64: holds, 3 settings'
    file_says "$BATS_TEST_TMPDIR/out/test+over-6.12-x86_64.config" CONFIG_HYPERV=y
    run ! grep -q CONFIG_HYPERV=y "$BATS_TEST_TMPDIR/out/test-6.12-x86_64.config"
    fragment over <<< 'CONFIG_HYPERV_STORAGE=y'
    run "$KCONF" check --tree "$KERNEL_SRC" --configs "$BATS_TEST_TMPDIR" test+over
    ((status == 3))
    says 'test+over 6.12 x86_64: findings'
    says 'CONFIG_HYPERV: required'
    says 'CONFIG_HYPERV_STORAGE'
}

@test "as JSON" {
    fragment main <<< 'CONFIG_ACPI=y'
    flavor test 'requires = HYPERV'
    run --separate-stderr "$KCONF" check --json -t "$KERNEL_SRC" "$BATS_TEST_TMPDIR/flavors/test.flavor"
    ((status == 3))
    [[ $(jq -r '.configs[0].findings[0] | .kind, .symbol' <<< "$output") == $'required\nHYPERV' ]]
}

@test "a word that is no requirement is a fault of the flavor" {
    fragment main <<< 'CONFIG_ACPI=y'
    flavor test 'requires = ACPI@6.18..6.1'
    check
    ((status == 3))
    says 'test.flavor:6: not SYMBOL or SYMBOL=VALUE'
}

@test "a series without a tree, a tree that is none, and no flavor" {
    fragment main <<< 'CONFIG_ACPI=y'
    flavor test
    sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 18/' "$KERNEL_SRC/Makefile"
    check
    ((status == 1))
    says 'no kernel tree of series 6.12: get it by scripts/kernel-source 6.12'
    run "$KCONF" check -t "$BATS_TEST_TMPDIR" micro
    ((status == 1))
    run "$KCONF" check
    ((status == 2))
    run "$KCONF" check --all micro
    ((status == 2))
}
