# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # the variables are vm-boot's
# The modes of vm-boot that are QEMU's own machines, of either architecture. Needs common.sh and what the options of
# vm-boot set.

# What QEMU starts of a build.
declare -rA KERNELS=([x86_64]=bzImage [arm64]=Image)

# mark_way: marks go to a port, and where there is none or the kernel is locked, to the kernel log, of which the console
# then has to show warnings, as they are written without a level.
mark_way() {
    [[ $arch == x86_64 ]] || CMDLINE=${CMDLINE/console=ttyS0/console=ttyAMA0}
    if [[ $arch != x86_64 ]] ||
        grep -qsE '^CONFIG_LOCK_DOWN_KERNEL_FORCE_(INTEGRITY|CONFIDENTIALITY)=y|X86_IOPL_IOPERM is not' "${kernel%/*}/config"; then
        CMDLINE="${CMDLINE/ hvkit.mark=port/} loglevel=5"
    fi
}

# qemu_command ARGUMENT...: the machine that tcg and icount share, in the array qemu. No disk, no network:
# nothing may come in at a time of the host's choosing.
qemu_command() {
    if [[ $arch == arm64 ]]; then
        want_program qemu-system-aarch64 qemu-system-arm
        qemu=(qemu-system-aarch64 -M virt -cpu max)
    else
        want_program qemu-system-x86_64 qemu-system-x86
        qemu=(qemu-system-x86_64 -M q35 -cpu qemu64
            -chardev "file,id=marks,path=$out/marks" -device "isa-debugcon,iobase=0xe9,chardev=marks")
    fi
    qemu+=(-accel tcg -m "$memory" -smp "$cpus" -nodefaults -no-user-config -display none -no-reboot
        -chardev "file,id=console,path=$out/console.log" -serial chardev:console
        -kernel "$kernel" -initrd "$initrd" -append "$CMDLINE" "$@")
}

run_qemu() {
    local code=0
    supervise timeout -k 5 "$timeout" "${qemu[@]}" || code=$?
    ((code == 0 || code == 124)) || die "$EXIT_FAILED" "QEMU failed (exit $code)"
    [[ $code == 0 ]] || result=timeout
}

boot_tcg() {
    qemu_command
    run_qemu
}

# Fixed clock and seed, and time that goes by with the instructions: see bootstat(8) on what is counted.
# The kernel's first stages are stamped in a run of its own, which ends with them.
boot_icount() {
    local entry
    unit=instructions
    qemu_command -icount shift=0,sleep=off -rtc base=2024-01-01T00:00:00,clock=vm -seed 1
    [[ $arch == x86_64 ]] || {
        run_qemu
        return
    }
    entry=$("$HVKIT_TOP/scripts/lib/kernel-entry" "$kernel")
    supervise "$BOOTSTAT" watch --timeout "$timeout" ${entry:+--entry "$entry"} -- "${qemu[@]}" > "$out/events" ||
        say "no stamps of the stages before /init"
    sources=(--events "$out/events" --marks "$out/marks")
    run_qemu
}
