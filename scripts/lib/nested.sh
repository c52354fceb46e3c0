# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Running hvhost on KVM inside a machine that QEMU emulates. Needs common.sh, modules.sh, carry.sh and the
# variables of hv-run's options. In $work: root (what is carried in), control, image, image.log.

# Seconds that the machine under QEMU may take beside the guest's own time limit, and its own MiB of memory.
readonly NESTED_EXTRA=90 NESTED_MEMORY=640

# host_kernel: sets VMLINUZ and MODULE_DIR; asked for anew once a day, like the package indexes.
host_kernel() {
    local kept=$HVKIT_CACHE/hv-run/kernel
    if [[ ! $(find "$kept" -mmin -1440 2> /dev/null) || ! -r $(head -n 1 "$kept") ]]; then
        mkdir -p "${kept%/*}"
        "$HVKIT_TOP/scripts/debian-kernel" --json 6.1 | jq -r '.vmlinuz, .modules' > "$kept.$$" ||
            die "$EXIT_FAILED" "no kernel to run hvhost on"
        mv -f "$kept.$$" "$kept"
    fi
    { read -r VMLINUZ && read -r MODULE_DIR; } < "$kept"
}

# base_image: prints the path of what is the same in every run: KVM, virtio disks, busybox, hvhost. Kept until
# one of its parts changes.
base_image() {
    local key image file add=()
    key=$({ cat "$HVHOST_STATIC" "$HVKIT_TOP"/scripts/lib/{nested-host,nested.sh} "$HVKIT_TOP/scripts/initramfs-build" \
        "$HVKIT_TOP/build/tools-static/init" && printf %s "$MODULE_DIR"; } | sha256sum | cut -c 1-16)
    image=$HVKIT_CACHE/hv-run/base-$key.cpio
    if [[ ! -s $image ]]; then
        find "${image%/*}" -name 'base-*' -mtime +1 -delete
        modules_find "$MODULE_DIR" kvm-amd virtio_pci virtio_blk
        for file in "${MODULES[@]}"; do
            [[ $file == *.ko ]] || die "$EXIT_FAILED" "$file is compressed, of which busybox knows nothing"
            printf '/lib/modules/%s\n' "${file##*/}"
            add+=(--add "$file:/lib/modules/${file##*/}")
        done > "$work/modules"
        "$HVKIT_TOP/scripts/initramfs-build" --busybox "${add[@]}" --add "$work/modules:/lib/modules/nested.list" \
            --add "$HVHOST_STATIC:/guest/.hvkit/hvhost" \
            --add "$HVKIT_TOP/scripts/lib/nested-host:/bin/nested-host" "$image" > /dev/null
    fi
    printf '%s\n' "$image"
}

# nested_image: $work/image, the base and what this run brings.
nested_image() {
    local spec base
    mkdir -p "$work/root/guest/.hvkit" "$work/root/guest$PWD"
    printf '%s\n' "$PWD" "${ARGS[@]}" --no-xsave ${CONTROL:+--control /dev/ttyS3} > "$work/root/guest/.hvkit/args"
    carry_kernel "$KERNEL"
    [[ -z $INITRD ]] || carry_as_disk "$INITRD" on
    [[ -z $SCENARIO ]] || carry_scenario "$SCENARIO"
    for spec in "${DISKS[@]}"; do
        carry_disk "$spec"
    done
    give_disks
    base=$(base_image) || exit
    (cat "$base" && cd "$work/root" && find . -mindepth 1 -print0 | cpio --quiet --null -oL --format=newc) > "$work/image"
}

# start_qemu: one processor, whatever the guest has: with two, one of ten runs or so ends in the machine's triple
# fault, or with a processor that for ever executes an instruction the other has rewritten (code of a kernel's jump
# labels, seen by its monitor). CMPXCHG16B and XSAVE are hidden as QEMU 7.2 gets both wrong for a nested guest, the
# other because a nested XSETBV is not intercepted; ERMS and FSRM because a "rep movsb" is emulated byte by byte, and
# without them kernels move eight at once; LA57 for shorter walks of page tables. tsc=reliable, as a busy machine lets
# the clocksource watchdog condemn the TSC in mid-run, and with it the guest's clock. nohz=off and highres=off, as QEMU
# now and then loses the note that an interrupt is pending (its SVM code changes the word it is in without the lock): a
# timer that fires again by itself finds it 4 ms later, one that waits to be set anew leaves the machine asleep for
# ever.
start_qemu() {
    local limit=infinity console=stdio,signal=off carried control=()
    local cpu=max,cx16=off,xsave=off,erms=off,fsrm=off,la57=off
    ((TIMEOUT == 0)) || limit=$((TIMEOUT + NESTED_EXTRA))
    [[ -z $CONSOLE ]] || console=file,path=${CONSOLE//,/,,}
    # A line of its own: COM4 has that of COM2 by default.
    [[ -z $CONTROL ]] || control=(-chardev "socket,id=control,path=$work/control,server=on,wait=off"
        -device 'isa-serial,chardev=control,index=3,irq=5')
    carried=$((2 * $(stat -c %s "$work/image") >> 20))
    setpriv --pdeathsig TERM timeout --foreground -k 5 "$limit" qemu-system-x86_64 -accel tcg,thread=multi \
        -cpu "$cpu" -m "$((MEMORY + NESTED_MEMORY + carried))" \
        -nodefaults -display none -no-reboot -kernel "$VMLINUZ" -initrd "$work/image" \
        -append 'console=ttyS2 quiet panic=-1 tsc=reliable no_timer_check cryptomgr.notests nohz=off highres=off hvkit.run=/bin/nested-host' "${DISK_ARGS[@]}" \
        -chardev "$console,id=console" -serial chardev:console -serial "file:${EVENTS:-/dev/null}" \
        -serial "file:$work/image.log" "${control[@]}" <&0 &
    QEMU=$!
}

# show_control: the socket is there once hvhost listens, as it would be without QEMU in between.
show_control() {
    until grep -q 'hv-run: control' "$work/image.log" 2> /dev/null; do
        sleep 0.1
    done
    ln -sT "$work/control" "$CONTROL"
}

# stop_nested: no process, no file and no socket stays behind.
stop_nested() {
    kill ${QEMU:+"$QEMU"} ${SHOWER:+"$SHOWER"} 2> /dev/null || true
    wait
    [[ -z $CONTROL || $(readlink "$CONTROL") != "$work/control" ]] || rm -f "$CONTROL"
    rm -rf "$work"
}

# run_nested: returns hvhost's exit code, its words said.
run_nested() {
    local words code=''
    want_program qemu-system-x86_64 qemu-system-x86
    want_program cpio cpio
    [[ "${ARGS[*]}$PWD" != *$'\n'* ]] || die "$EXIT_USAGE" "an option, or the name of this folder, holds a line break"
    [[ -z $CONTROL || ! -e $CONTROL && ! -L $CONTROL ]] || die "$EXIT_FAILED" "cannot listen at $CONTROL: it is there already"
    work=$(mktemp -d)
    trap stop_nested EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    host_kernel
    nested_image
    start_qemu
    [[ -z $CONTROL ]] || {
        show_control &
        SHOWER=$!
    }
    wait "$QEMU" || true
    QEMU=''
    [[ -z $HOST_LOG ]] || cp "$work/image.log" "$HOST_LOG"
    words=$(tr -d '\r' < "$work/image.log" | sed 's/^\[[^]]*\] //')
    code=$(sed -n 's/^hv-run: exit \([0-9]*\)$/\1/p' <<< "$words")
    sed -n 's/^hv-run> //p' <<< "$words" >&2
    [[ $code ]] || {
        tail -n 20 "$work/image.log" >&2
        die "$EXIT_FAILED" "the machine under QEMU ended before hvhost did; its log is above"
    }
    return "$code"
}
