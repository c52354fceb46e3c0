#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/vm-boot on the micro kernel (or HVKIT_TEST_KERNEL=bzImage). The hyperv way: tests of hvhost.

# shellcheck disable=SC2154 # run sets stderr
bats_require_minimum_version 1.5.0

load ../common

setup() {
    OUT=$BATS_TEST_TMPDIR/out
    KERNEL=${HVKIT_TEST_KERNEL:-}
    [[ $KERNEL ]] || { need_micro && KERNEL=$MICRO; }
}

teardown() {
    # Whatever happened in a test, no machine of its own may outlive it.
    no_qemu
}

vm_boot() {
    run --separate-stderr "$TOP/scripts/vm-boot" --kernel "$KERNEL" --out "$OUT" "$@"
}

no_qemu() {
    ! pgrep -f "qemu-system-x86_64 .*$OUT"
}

# sleeper: an image whose program never ends.
sleeper() {
    printf '#!/bin/busybox sh\necho sleeping\nsleep 1000\n' > "$BATS_TEST_TMPDIR/sleeper"
    chmod +x "$BATS_TEST_TMPDIR/sleeper"
    SLEEPER=$("$TOP/scripts/initramfs-build" --busybox --add "$BATS_TEST_TMPDIR/sleeper:/sleeper" \
        "$BATS_TEST_TMPDIR/sleeper.cpio")
}

# start_sleeper: in the background, up to the moment when the guest sleeps. Sets VM_BOOT.
start_sleeper() {
    local i
    sleeper
    rm -f "$OUT/console.log"
    "$TOP/scripts/vm-boot" --kernel "$KERNEL" --out "$OUT" --initrd "$SLEEPER" \
        --append hvkit.run=/sleeper --timeout 60 tcg 3>&- &
    VM_BOOT=$!
    for ((i = 0; i < 300; i++)); do
        grep -q sleeping "$OUT/console.log" 2> /dev/null && return
        sleep 0.1
    done
    return 1
}

# gone: within five seconds no machine is left.
gone() {
    local i
    for ((i = 0; i < 50; i++)); do
        no_qemu && return
        sleep 0.1
    done
    return 1
}

@test "tcg: a table, and the files of the run" {
    vm_boot tcg
    [[ $status == 0 ]]
    grep -qE '^handover +[0-9]+\.[0-9]{2} ms \(\+' <<< "$output"
    grep -qE '^result +poweroff$' <<< "$output"
    [[ -s $OUT/console.log && -s $OUT/marks && -s $OUT/boot.json && ! -e $OUT/boot.json.part ]]
}

@test "icount: every stage is counted, and twice the same" {
    vm_boot --json icount
    [[ $status == 0 ]]
    first=$output
    jq -e '.schema == "hvkit.boot/1" and .mode == "icount" and .unit == "instructions"
        and .memory_mib == 256 and .cpus == 1 and .result == "poweroff" and .failure == ""
        and (.kernel_release | test("^[0-9]+[.][0-9]+"))
        and .image_bytes > 1000000 and .initrd_bytes > 1000
        and .memory_used_kib > 1000 and .memory_used_kib < 262144
        and ([.stages[].name] == ["kernel", "decompressed", "init", "mounts", "handover"])
        and (.stages | all(.delta > 0)) and ([.stages[].delta] | add) == .stages[-1].at' <<< "$first"
    vm_boot --json icount
    [[ $output == "$first" ]]
}

@test "icount of a kernel that is locked: the marks come by its log, the first as early as by the port" {
    vm_boot --json icount
    open=$(jq '.stages[] | select(.name == "init").at' <<< "$output")
    mkdir "$BATS_TEST_TMPDIR/locked"
    cp "$KERNEL" "$BATS_TEST_TMPDIR/locked/kernel"
    echo CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y > "$BATS_TEST_TMPDIR/locked/config"
    KERNEL=$BATS_TEST_TMPDIR/locked/kernel
    vm_boot --json icount
    [[ $status == 0 && ! -s $OUT/marks ]]
    # The same kernel but for the warnings that its console shows now.
    jq -e --argjson open "$open" '.failure == "" and .result == "poweroff"
        and ([.stages[].name] == ["kernel", "decompressed", "init", "mounts", "handover"])
        and (.stages[2].at / $open | . > 0.9 and . < 1.1)' <<< "$output"
}

@test "a guest that does not end: time limit, the console's last lines, and no QEMU" {
    sleeper
    vm_boot --initrd "$SLEEPER" --append hvkit.run=/sleeper --timeout 20 --json tcg
    [[ $status == 1 && $(jq -r .result <<< "$output") == timeout ]]
    [[ $stderr == *'limit 20 s'*sleeping* ]]
    no_qemu
}

@test "a guest that never reaches init: a panic, with the console's last lines" {
    cpio --quiet -o -H newc < /dev/null > "$BATS_TEST_TMPDIR/empty.cpio"
    vm_boot --initrd "$BATS_TEST_TMPDIR/empty.cpio" --json tcg
    [[ $status == 1 && $(jq -r .result <<< "$output") == panic ]]
    [[ $(jq -r '.stages | length' <<< "$output") == 0 ]]
    [[ $stderr == *'Kernel panic'* ]]
}

# A background job of a shell ignores SIGINT, so that this one cannot be sent here; its trap is SIGTERM's.
@test "SIGTERM, SIGHUP and SIGKILL leave no QEMU" {
    for signal in TERM HUP KILL; do
        start_sleeper
        kill -s "$signal" "$VM_BOOT"
        ! wait "$VM_BOOT" || return 1
        gone || return 1
    done
}

@test "what is not a kernel: QEMU's words, exit 1, no record" {
    echo nonsense > "$BATS_TEST_TMPDIR/kernel"
    run --separate-stderr "$TOP/scripts/vm-boot" --kernel "$BATS_TEST_TMPDIR/kernel" --out "$OUT" tcg
    [[ $status == 1 && $stderr == *'QEMU failed'* && ! -e $OUT/boot.json ]]
}

@test "no QEMU: one line that names the package" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    cp -s /usr/bin/* "$BATS_TEST_TMPDIR/bin" 2> /dev/null || true
    rm -f "$BATS_TEST_TMPDIR/bin/qemu-system-x86_64"
    PATH=$BATS_TEST_TMPDIR/bin vm_boot icount
    [[ $status == 1 && -z $output ]]
    [[ $stderr == 'vm-boot: qemu-system-x86_64 is missing: install the package qemu-system-x86'* ]]
    [[ $(wc -l <<< "$stderr") == 1 ]]
}

@test "wrong usage: exit 2 and one line" {
    for words in 'nope tcg' 'micro nope' 'micro' 'micro tcg more' '--memory 0 micro tcg' '--memory' \
        '--cpus 2 micro icount' '--timeout 1s micro tcg' '--nope micro tcg'; do
        # shellcheck disable=SC2086
        run --separate-stderr "$TOP/scripts/vm-boot" --out "$OUT" $words
        [[ $status == 2 && -z $output && $(wc -l <<< "$stderr") == 1 ]]
    done
}

@test "a flavor that is not built: how to build it" {
    run --separate-stderr "$TOP/scripts/vm-boot" --series 0.0 micro tcg
    [[ $status == 1 && $stderr == *'scripts/kernel-build micro'* ]]
}
