#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hvhost's words and exit codes; what it does with a guest is tested in tests/vmbus.

load ../common

setup_file() {
    make -s -C "$BATS_TEST_DIRNAME/../.." build/tools/hvhost
}

setup() {
    HVHOST=$TOP/build/tools/hvhost
}

# The bytes of an AML table but for its checksum and who compiled it (ACPI 5.2.6: offsets 9, 28 to 35).
aml_body() {
    tr -s ' ,\t\n' '\n' | grep -iE '^0x' | tr 'A-F' 'a-f' | sed '10d; 29,36d'
}

@test "the checked-in DSDT is what iasl makes of its source" {
    cp "$TOP/hv-tools/hvhost/dsdt.asl" "$BATS_TEST_TMPDIR/dsdt.asl"
    # It refuses the name VMBus, which is Hyper-V's, and obeys -f.
    iasl -f -p "$BATS_TEST_TMPDIR/dsdt" "$BATS_TEST_TMPDIR/dsdt.asl" > /dev/null 2>&1 || true
    od -An -v -tx1 "$BATS_TEST_TMPDIR/dsdt.aml" | sed 's/ / 0x/g' | aml_body > "$BATS_TEST_TMPDIR/made"
    sed -n '/{/,$p' "$TOP/hv-tools/hvhost/dsdt.h" | aml_body > "$BATS_TEST_TMPDIR/kept"
    [ -s "$BATS_TEST_TMPDIR/made" ]
    diff "$BATS_TEST_TMPDIR/made" "$BATS_TEST_TMPDIR/kept"
}

@test "without a kernel: usage" {
    run "$HVHOST"
    [ "$status" -eq 2 ]
    says "--kernel is missing"
}

@test "a word too many: usage" {
    run "$HVHOST" --kernel x y
    [ "$status" -eq 2 ]
    says "unexpected word: y"
}

@test "a VMBus version that does not exist: usage, and the list" {
    run "$HVHOST" --kernel x --vmbus-version 7.0
    [ "$status" -eq 2 ]
    says "no such VMBus version: 7.0 (6.0 5.3 5.2"
}

@test "processors and memory out of range: usage" {
    run "$HVHOST" --kernel x --cpus 65
    [ "$status" -eq 2 ]
    says "--cpus takes a number from 1 to 64, not '65'"
    run "$HVHOST" --kernel x --memory 1
    [ "$status" -eq 2 ]
}

@test "what is not a kernel is refused before anything else" {
    head -c 4096 /dev/zero > "$BATS_TEST_TMPDIR/zeros"
    run "$HVHOST" --kernel "$BATS_TEST_TMPDIR/zeros" --events "$BATS_TEST_TMPDIR/events"
    [ "$status" -eq 4 ]
    says "zeros is neither a bzImage (no HdrS at 0x202) nor an ELF vmlinux"
    [ "${#lines[@]}" -eq 1 ]
    [ ! -e "$BATS_TEST_TMPDIR/events" ]
}

@test "--probe names every capability and exits 0 or 3" {
    run "$HVHOST" --probe
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
    if [[ -c /dev/kvm && -w /dev/kvm ]]; then
        says "KVM_CAP_HYPERV_SYNIC2: "
        missing=$(grep -c missing <<< "$output" || true)
        [ "$((missing > 0 ? 3 : 0))" -eq "$status" ]
    else
        says "/dev/kvm: "
    fi
}

@test "every command of a scenario is in the man page" {
    page=$(mandoc -Tascii "$TOP/hv-tools/hvhost/hvhost-scenario.5" | sed 's/.\x08//g')
    commands=$(sed -nE '/^(static )?const struct command [a-z_]+\[\] = \{/,/^\};/s/^\t\{ "([a-z ]+)",.*/\1/p' \
        "$TOP"/hv-tools/{hvhost,vmbus,lib}/*.c)
    [ "$(wc -l <<< "$commands")" -ge 25 ]
    missing=$(while IFS= read -r command; do
        grep -qE "^ +(${command% *} .*)?${command##* }|^ +$command" <<< "$page" || echo "$command"
    done <<< "$commands")
    [ "$missing" = '' ] || echo "missing: $missing"
    [ "$missing" = '' ]
}

# A real kernel's header is enough for what is found wrong before KVM is asked for.
need_kernel() {
    KERNEL=$("$TOP/scripts/debian-kernel" --json 6.1 | jq -r .vmlinuz)
}

@test "a bad line of a scenario: usage, with file and line" {
    need_kernel
    printf 'pause 1\n\nkvp sett guest a b\n' > "$BATS_TEST_TMPDIR/bad"
    run "$HVHOST" --kernel "$KERNEL" --scenario "$BATS_TEST_TMPDIR/bad"
    [ "$status" -eq 2 ]
    [ "$output" = "hvhost: $BATS_TEST_TMPDIR/bad:3: no such command: kvp sett" ]
    printf 'expect "ic\n' > "$BATS_TEST_TMPDIR/bad"
    run "$HVHOST" --kernel "$KERNEL" --scenario "$BATS_TEST_TMPDIR/bad"
    [ "$status" -eq 2 ]
    says "bad:1: a quote that does not end"
    run "$HVHOST" --kernel "$KERNEL" --scenario "$BATS_TEST_TMPDIR/none"
    [ "$status" -eq 2 ]
    says "cannot read the scenario"
}

@test "a disk that is missing or odd: one error that names it" {
    need_kernel
    disk=$BATS_TEST_TMPDIR/disk
    run "$HVHOST" --kernel "$KERNEL" --disk "$disk"
    [ "$status" -eq 4 ]
    says "$disk"
    truncate -s 1000 "$disk"
    run "$HVHOST" --kernel "$KERNEL" --disk "$disk"
    [ "$status" -eq 4 ]
    says "$disk: "
    says "not a multiple of 512"
    [ "${#lines[@]}" -eq 1 ]
    run "$HVHOST" --kernel "$KERNEL" --disk "$disk,lun=99"
    [ "$status" -eq 4 ]
}

@test "no KVM: its own exit code" {
    need_kernel
    "$HVHOST" --probe > /dev/null && skip "this machine's KVM will do"
    run "$HVHOST" --kernel "$KERNEL" --events "$BATS_TEST_TMPDIR/events"
    [ "$status" -eq 5 ]
    [ ! -e "$BATS_TEST_TMPDIR/events" ]
}
