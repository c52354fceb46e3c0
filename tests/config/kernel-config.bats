#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kernel-config: a config has all that was asked for, or there is none and a person is told why.

load ../common.bash
load fake-kernel.bash

setup_file() { fake_conf; }

setup() {
    fake_kernel
    flavor test
}

# refused WORDS: findings, with these words, and no config anywhere.
refused() {
    ((status == 3))
    says "$1"
    [[ ! -e $HVKIT_BUILD ]]
}

@test "what was asked for is in the config, and the release says the flavor" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y\nCONFIG_NR_UARTS=1\nCONFIG_MODULES=n'
    config_run
    ((status == 0))
    [[ $output == "$HVKIT_BUILD/test-6.12-x86_64/config" ]]
    file_says "$output" 'CONFIG_LOCALVERSION="-test"'
    file_says "$output" CONFIG_HYPERV=y
    file_says "$output" CONFIG_NR_UARTS=1
}

@test "n in its three spellings" {
    fragment main <<< $'CONFIG_ACPI=n\n# CONFIG_MODULES is not set\nCONFIG_HYPERV=n\n# CONFIG_HYPERV_STORAGE is not set'
    config_run
    ((status == 0))
}

@test "n for a symbol that something selects" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y\n# CONFIG_VMBUS_CORE is not set'
    config_run
    refused 'fragments/main.config:3: CONFIG_VMBUS_CORE: did not survive: wanted n, got y'
    says 'selected by HYPERV[y] at Kconfig:10'
}

@test "n for a symbol that does not exist" {
    fragment main <<< '# CONFIG_HYPREV is not set'
    config_run
    refused 'fragments/main.config:1: CONFIG_HYPREV: no such symbol'
    says 'did you mean CONFIG_HYPERV?'
}

@test "words in a help text define nothing" {
    fragment main <<< '# CONFIG_HELP_IS_NOT_A_SYMBOL is not set'
    config_run
    refused 'CONFIG_HELP_IS_NOT_A_SYMBOL: no such symbol'
}

@test "a typo in a line" {
    fragment main <<< $'CONFIG_ACPI=y\n\nCONFIG_HYPERV = y'
    config_run
    refused "fragments/main.config:3: blank before '='"
}

@test "CONFIG_HYPERV_STORAGE=m spelled wrong" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV_STORGE=m'
    config_run
    refused 'fragments/main.config:2: CONFIG_HYPERV_STORGE: no such symbol'
    says 'did you mean CONFIG_HYPERV_STORAGE?'
}

@test "=m on a bool" {
    fragment main <<< $'CONFIG_MODULES=y\nCONFIG_ACPI=m'
    config_run
    refused 'fragments/main.config:2: CONFIG_ACPI: wrong type: it is bool, which takes y or n, not m'
}

@test "y on a string and on a number, which kconfig itself passes over" {
    fragment main <<< $'CONFIG_NR_UARTS=y\nCONFIG_LOCALVERSION=y'
    "$TOP/scripts/kernel-config" "$BATS_TEST_TMPDIR/flavors/test.flavor" 2> /dev/null || true
    run "$TOP/build/tools/kconf" verify -s 6.12 -a x86_64 -t "$KERNEL_SRC" "$BATS_TEST_TMPDIR/fragments/main.config"
    ((status == 3))
    says 'CONFIG_NR_UARTS: wrong type: it is int, which takes a decimal number, not y'
    says 'CONFIG_LOCALVERSION: wrong type: it is string'
}

@test "a dependency is missing: the condition is shown with its value" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV_STORAGE=y'
    config_run
    refused 'fragments/main.config:2: CONFIG_HYPERV_STORAGE: did not survive: wanted y, got n'
    says 'depends on SCSI_LOWLEVEL[n]'
    says 'depends on HYPERV[n] ||'
}

@test "a select that overrides a dependency" {
    fragment main <<< $'CONFIG_FORCER=y'
    config_run
    refused 'CONFIG_NEEDY: selected although its dependencies are not met'
    says 'Depends on [n]: ACPI [=n]'
    says '- FORCER [=y]'
}

@test "a symbol without a prompt cannot be asked for" {
    fragment main <<< 'CONFIG_VMBUS_CORE=y'
    config_run
    refused 'CONFIG_VMBUS_CORE: did not survive'
    says 'no prompt'
    says 'selected by HYPERV[n]'
}

@test "the same symbol twice with different values, in two fragments" {
    printf 'CONFIG_ACPI=y\n' | fragment main
    printf '# why\nCONFIG_ACPI=n\n' | fragment other
    flavor test 'fragments = other'
    config_run
    refused "fragments/other.config:2: CONFIG_ACPI: set to n here, but to y at $BATS_TEST_TMPDIR/fragments/main.config:1"
}

@test "a fragment that is not there, and a flavor with a typo" {
    flavor test 'fragments = absent'
    printf 'CONFIG_ACPI=y\n' | fragment main
    config_run
    refused "fragment 'absent'"
    flavor test 'fragmnets = main'
    config_run
    refused 'test.flavor:6: no such key'
}

@test "an overlay wins over its base, and the release says both" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y\nCONFIG_NR_UARTS=1'
    fragment over <<< $'CONFIG_HYPERV=n\nCONFIG_NR_UARTS=8'
    overlay extra
    run "$TOP/scripts/kernel-config" "$BATS_TEST_TMPDIR/flavors/test+extra.flavor"
    ((status == 0))
    [[ $output == "$HVKIT_BUILD/test+extra-6.12-x86_64/config" ]]
    file_says "$output" 'CONFIG_LOCALVERSION="-test+extra"'
    file_says "$output" CONFIG_NR_UARTS=8
    file_says "$output" '# CONFIG_HYPERV is not set'
}

@test "what an overlay asks for and does not get is named in its own file" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV=y'
    fragment over <<< $'# why\nCONFIG_ACPI=n\nCONFIG_HYPERV=y'
    overlay extra
    run "$TOP/scripts/kernel-config" "$BATS_TEST_TMPDIR/flavors/test+extra.flavor"
    ((status == 3))
    says 'CONFIG_HYPERV: did not survive: wanted y, got n'
    [[ $output != *CONFIG_ACPI:* ]]
}

@test "an overlay for a series of its own, and one that is not there" {
    fragment main <<< 'CONFIG_ACPI=y'
    fragment over <<< 'CONFIG_HYPERV=y'
    overlay extra 'series = 6.12'
    run "$TOP/scripts/kernel-config" "$BATS_TEST_TMPDIR/flavors/test+extra.flavor"
    refused 'extra.overlay: an overlay is for the series and arches of what it lies on'
    run "$TOP/scripts/kernel-config" "$BATS_TEST_TMPDIR/flavors/test+absent.flavor"
    ((status == 2))
    says 'no such overlay: absent'
}

@test "a failure leaves the config of before as it was" {
    printf 'CONFIG_ACPI=y\n' | fragment main
    config_run
    ((status == 0))
    local before
    before=$(sha256sum < "$output")
    printf 'CONFIG_ACPI=m\n' | fragment main
    config_run
    ((status == 3))
    [[ $(sha256sum < "$HVKIT_BUILD/test-6.12-x86_64/config") == "$before" ]]
    [[ $(ls -A "$HVKIT_BUILD/test-6.12-x86_64") == $'.hvkit-build\nconfig' ]]
}

@test "a kconfig that crashes is a failure, with its last words" {
    printf 'CONFIG_ACPI=y\n' | fragment main
    echo 'source "absent/Kconfig"' >> "$KERNEL_SRC/Kconfig"
    config_run
    ((status == 1))
    [[ ! -e $HVKIT_BUILD ]]
}

@test "unknown flavor, series and arch are usage errors that list what there is" {
    run "$TOP/scripts/kernel-config" no-such-flavor
    ((status == 2))
    says 'known: '
    says micro
    printf 'CONFIG_ACPI=y\n' | fragment main
    config_run --series 9.9
    ((status == 2))
    says 'no series 9.9; it has: 6.12'
    config_run --arch mips
    ((status == 2))
    says 'no arch mips; it has: x86_64'
}

@test "a tree of another series is refused" {
    printf 'CONFIG_ACPI=y\n' | fragment main
    sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 18/' "$KERNEL_SRC/Makefile"
    config_run
    ((status == 2))
}

@test "the flavor micro passes on the real tree" {
    unset KERNEL_SRC
    run "$TOP/scripts/kernel-config" micro
    ((status == 0))
    file_says "$HVKIT_BUILD/micro-6.12-x86_64/config" CONFIG_HYPERV_STORAGE=y
}
