# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A machine of QEMU with Debian's kernel and NVMe disks, and one who types at its console. Needs TOP, and to be in a
# folder of one's own: what the guest says goes to the file console there.

# shellcheck source=tests/initramfs/image.bash
source "$TOP/tests/initramfs/image.bash"

# machine IMAGE DISK WORDS [OPTION]...: starts it; $MACHINE is its process. KERNEL says which, or 6.12.
machine() {
    local kernel
    kernel=$("$TOP/scripts/debian-kernel" --json "${KERNEL-6.12}" | jq -er .vmlinuz)
    [[ -p keys ]] || mkfifo keys
    exec 9<> keys
    timeout 300 qemu-system-x86_64 -M q35 -accel tcg -cpu qemu64 -m 384 -nodefaults -display none -no-reboot \
        -serial stdio -kernel "$kernel" -initrd "$1" -drive "file=$2,if=none,id=d,format=raw" \
        -device nvme,serial=d,drive=d "${@:4}" \
        -append "console=ttyS0 loglevel=5 panic=-1 cryptomgr.notests no_timer_check $3" < keys > console 3>&- 9>&- &
    MACHINE=$!
}

# awaits REGEX [SECONDS]: that it says so.
awaits() {
    local tenth
    for ((tenth = 0; tenth < ${2-200} * 10; tenth++)); do
        ! grep -aqE "$1" console || return 0
        kill -0 "$MACHINE" 2> /dev/null || break
        sleep 0.1
    done
    grep -aqE "$1" console || {
        printf 'never came: %s\n' "$1"
        tail -n 30 console
        return 1
    }
}

# types LINE...
types() {
    printf '%s\n' "$@" >&9
}

# ends: by itself.
ends() {
    wait "$MACHINE"
}

# stop_machine: whatever has become of it.
stop_machine() {
    [[ -z ${MACHINE-} ]] || kill "$MACHINE" 2> /dev/null || true
}
