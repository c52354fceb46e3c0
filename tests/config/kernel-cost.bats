#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2016,SC2154 # a HOOK is expanded by make; bats sets stderr
# scripts/kernel-cost: what it measures of a kernel of two objects, and that kconf explain shows it.

bats_require_minimum_version 1.5.0

load ../common.bash
load fake-kernel.bash

# The objects that the fake build leaves behind, in an archive as the kernel's has it.
export HOOK='mkdir -p $(O)/drivers && cd $(O) && \
    echo "int acpi[64]; int call(void) { return acpi[1]; }" | gcc -O1 -c -o drivers/acpi.o -x c - && \
    echo "int every(void) { return 1; }" | gcc -O1 -c -o drivers/core.o -x c - && \
    rm -f vmlinux.a && ar rcT vmlinux.a drivers/acpi.o drivers/core.o'

setup_file() { fake_conf; }

setup() {
    fake_kernel
    mkdir -p "$KERNEL_SRC/drivers"
    printf 'obj-y += drivers/\n' > "$KERNEL_SRC/Kbuild"
    printf 'obj-y += core.o\nobj-$(CONFIG_ACPI) += acpi.o\n' > "$KERNEL_SRC/drivers/Makefile"
    fragment main <<< 'CONFIG_ACPI=y'
    fragment more <<< 'CONFIG_NR_UARTS=2'
    flavor test 'fragments = more'
}

cost() { run --separate-stderr "$TOP/scripts/kernel-cost" "$@" "$BATS_TEST_TMPDIR/flavors/test.flavor"; }

# explain SYMBOL
explain() {
    run "$TOP/build/tools/kconf" explain -t "$KERNEL_SRC" -a x86_64 --configs "$BATS_TEST_TMPDIR" "$1"
}

@test "objects, symbols and what was measured, and all of it explained" {
    cost
    [[ $status == 0 && $output == */cost/test-6.12-x86_64.cost ]]
    for line in 'flavor = test' 'series = 6.12' 'arch = x86_64' 'image_bytes = 1000'; do
        grep -qx "$line" "$output"
    done
    grep -qE '^compiler = .*gcc' "$output"
    grep -qE '^symbol ACPI [0-9]+ 0 256 1$' "$output"
    grep -qE '^object ACPI [0-9]+ 0 256 drivers/acpi.o$' "$output"
    grep -qE '^object - [0-9]+ 0 0 drivers/core.o$' "$output"
    explain ACPI
    says 'test 6.12 x86_64: '
    says '256 of bss, in 1 objects'
    says 'drivers/acpi.o: '
}

@test "the image without each fragment, kept by a run that does not measure it again" {
    local file
    SIZE='$(if $(shell grep NR_UARTS=2 $(O)/.config),1500,1000)' cost --fragments
    printf '%s\n' "$stderr"
    [[ $status == 0 ]]
    file=$output
    grep -qx 'fragment more 500' "$file"
    grep -qx 'fragment main 0' "$file"
    SIZE=1500 cost
    [[ $status == 0 ]]
    grep -qx 'fragment more 500' "$file"
    SIZE='$(if $(shell grep NR_UARTS=2 $(O)/.config),1700,1000)' cost --fragment more
    [[ $status == 0 ]]
    grep -qx 'fragment more 700' "$file"
    grep -qx 'fragment main 0' "$file"
    cost --fragment less
    [[ $status == 2 && $stderr == *'no fragment less'* ]]
    explain NR_UARTS
    says 'test 6.12 x86_64: no object of its own'
    says 'fragment more, all of it: 700 bytes of the compressed image'
}

@test "a fragment that makes the image smaller, which without it is over the budget" {
    flavor test 'fragments = more' 'image_bytes_max = 1200'
    SIZE='$(if $(shell grep NR_UARTS=2 $(O)/.config),1000,1500)' cost --fragments
    printf '%s\n' "$stderr"
    [[ $status == 0 ]]
    grep -qx 'fragment more -500' "$output"
    explain NR_UARTS
    says 'fragment more, all of it: -500 bytes of the compressed image'
}

@test "what was measured of micro is read, and explained" {
    local file
    unset KERNEL_SRC
    "$TOP/scripts/kernel-source" 6.12 > /dev/null
    cd "$TOP"
    for file in kernel-configs/cost/*.cost; do
        grep -qE '^source = linux-source-' "$file"
        grep -qE '^compiler = ' "$file"
    done
    run build/tools/kconf explain -s 6.12 -a x86_64 HYPERV_NET
    ((status == 0))
    says 'micro 6.12 x86_64: '
    says 'drivers/net/hyperv/netvsc.o: '
}
