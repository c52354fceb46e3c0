# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# The cases of a boot: NAME|HOOK|COMMAND LINE|what the line must match (ERE). %D the disk, %P its partitions' prefix.

# shellcheck source=tests/initramfs/disks.bash
source "$TOP/tests/initramfs/disks.bash"
# shellcheck source=tests/initramfs/image.bash
source "$TOP/tests/initramfs/image.bash"

readonly GOOD='end exit=42'

# Every way to name a root, every file system, every trouble: a row of the matrix each, for the ordinary check.
few_cases() {
    local parts='systemd.verity_root_hash=PARTLABEL=part-vhash systemd.verity_root_data=PARTLABEL=part' hash
    hash=$(< "$BATS_FILE_TMPDIR/disk.roothash")
    cat << END
label-ext4||root=LABEL=ext4|root=/dev/%P1 type=ext4 options=ro,.*args=/sbin/init,argument, .*dev=yes run=yes fsck=no.*$GOOD
uuid-xfs||root=UUID=$(fs_uuid 2 | tr a-f A-F) rw|root=/dev/%P2 type=xfs options=rw.*$GOOD
partuuid-btrfs||root=PARTUUID=$(part_uuid 3)|root=/dev/%P3 type=btrfs.*$GOOD
partnroff||root=PARTUUID=$(part_uuid 5)/PARTNROFF=-1|root=/dev/%P4 type=erofs.*$GOOD
partlabel-erofs||root=PARTLABEL=part-erofs|root=/dev/%P4 type=erofs.*$GOOD
by-squashfs||root=/dev/disk/by-partlabel/part-squashfs rw|root=/dev/%P5 type=squashfs options=ro.*$GOOD
device||root=/dev/%P1 rootflags=noatime,errors=remount-ro|root=/dev/%P1 type=ext4 options=ro,noatime,errors=remount-ro.*$GOOD
auto||root=gpt-auto|root=/dev/%P12 type=ext4.*$GOOD
twin||root=UUID=$(fs_uuid 1)|root warning duplicate %P11; took the .*%P1 ; .*root=/dev/%P1 .*$GOOD
multi||root=LABEL=multi|init failed /sbin/init: errno 2 why=no-init seen=.*%P9:btrfs.*end exit=1
dirty||root=LABEL=dirty|fsck warning is due, .* for ext4 .*root=/dev/%P6 type=ext4.*$GOOD
corrupt||root=PARTLABEL=part-corrupt|mount failed %P7: errno 74 why=corrupt seen=.*%P7:corrupt-ext4.*end exit=1
corrupt-uuid||root=UUID=$(fs_uuid 7) rootwait=1|root failed UUID=.*: errno 19 why=not-found waited_ms=[1-9][0-9]{3,} seen=.*end exit=1
missing||root=UUID=$(fs_uuid 99) rootwait=1|root failed UUID=.* why=not-found waited_ms=[1-9][0-9]{3,} seen=.*%P1:ext4:.*end exit=1
rootdelay||root=LABEL=none rootdelay=1|root warning rootdelay= .*root failed LABEL=none: errno 19 why=not-found.*end exit=1
late|late %D|root=LABEL=xfs rootwait=20|root=/dev/[a-z0-9]*2 type=xfs.*$GOOD
noinit||root=LABEL=noinit|init failed /sbin/init: errno 2 why=no-init seen=.*end exit=1
otherinit||root=LABEL=ext4 init=/sbin/other|init failed /sbin/other: errno 2 why=no-init.*end exit=1
empty||root=PARTLABEL=part-empty|mount failed .*14: errno 22 why=no-filesystem .*end exit=1
swap||root=PARTLABEL=part-swap|mount failed .*13: errno 95 why=swap .*end exit=1
unsupported||root=/dev/mapper/vg-root|root failed /dev/mapper/vg-root: errno 95 why=unsupported .*end exit=1
reboot||root=LABEL=none rootwait=0 rd.emergency=reboot|why=not-found.*end signal=1
noshell||root=LABEL=none rootwait=0 rd.shell|run failed /bin/busybox: errno 2 ; end exit=1
break||root=LABEL=ext4 rd.break|run failed /bin/busybox: errno 2 ; .*$GOOD
overlay||root=LABEL=ext4 rd.overlay rw|root=overlay type=overlay options=rw.*$GOOD
doubtful||root=LABEL=ext4 fsck.mode=perhaps|cmdline warning not understood: fsck.mode=perhaps.*$GOOD
verity-wrong||roothash=$(tr 0-9a-f 1-9a-f0 <<< "$hash") $parts-vdata|verity failed %P15: errno 74 why=wrong-hash seen=.*end exit=1
verity-corrupt||roothash=$hash $parts-vbad|verity failed %P17: errno 74 why=wrong-hash seen=.*end exit=1
verity||roothash=$hash $parts-vdata|verity ok .*root=/dev/dm-0 type=erofs options=ro.*$GOOD
END
}

# all_cases: each way to name it with each file system that has such a name, besides the few. Last what is verified: its
# device stays, and while it does a disk that goes comes back under another name.
all_cases() {
    local number name rest
    few_cases | grep -v '^verity'
    while read -r number name rest; do
        case $name in ext4 | xfs | btrfs | erofs | auto) ;; *) continue ;; esac
        [[ $name == ext4 ]] ||
            echo "all-uuid-$name||root=UUID=$(fs_uuid "$number")|root=/dev/%P$number .*$GOOD"
        [[ $name == erofs ]] || echo "all-label-$name||root=LABEL=$name|root=/dev/%P$number .*$GOOD"
        echo "all-partuuid-$name||root=PARTUUID=$(part_uuid "$number")|root=/dev/%P$number .*$GOOD"
        echo "all-partlabel-$name||root=PARTLABEL=part-$name|root=/dev/%P$number .*$GOOD"
        echo "all-device-$name||root=/dev/%P$number|root=/dev/%P$number .*$GOOD"
        echo "all-late-$name|late %D|root=PARTLABEL=part-$name rootwait=20|$GOOD"
    done <<< "$PARTITIONS"
    few_cases | grep '^verity'
}

# cases_image OUT CASES DISK PREFIX: what CASES says, in an image to boot; what is to be seen goes to OUT.expected.
cases_image() {
    local dir
    dir=$(mktemp -d)
    mkdir -p "$dir/etc" "$dir/bin"
    "$2" | sed "s/%D/$3/g; s/%P/$4/g" > "$1.table"
    cut -d '|' -f 1-3 "$1.table" | sed 's/|root=/|quiet root=/; /rootwait\|rootdelay/!s/$/ rootwait=10/' > "$dir/etc/cases"
    guest_program cases "$dir/bin/cases"
    # shellcheck disable=SC2086 # words
    module_tree "$dir" 6.12 $CASE_MODULES
    image "$1" "$dir"
    rm -r "$dir"
}

# cases_disk FILE
cases_disk() {
    guest_program rootinit "$1.init"
    make_disk "$1" "$1.init" > /dev/null 2>&1
}

# judge TABLE CONSOLE: whether each case did what it should; says which did not.
judge() {
    local name hook words expected line bad=0
    while IFS='|' read -r name hook words expected; do
        line=$(tr -d '\r' < "$2" | grep -a "^case $name: ") || line='(never came)'
        grep -qE "$expected" <<< "$line" || {
            printf 'case %s (%s%s)\n  wanted %s\n  got %s\n' "$name" "$hook" "$words" "$expected" "$line"
            bad=1
        }
    done < "$1"
    ((bad == 0)) || tail -n 5 "$2"
    return "$bad"
}

# in_qemu IMAGE DISK CONSOLE DEVICE...: the cases, with a disk behind these devices of QEMU.
in_qemu() {
    local kernel
    kernel=$("$TOP/scripts/debian-kernel" --json 6.12 | jq -er .vmlinuz)
    timeout 300 qemu-system-x86_64 -M q35 -accel tcg -cpu qemu64 -m 384 -nodefaults -display none -no-reboot \
        -serial "file:$3" -kernel "$kernel" -initrd "$1" -drive "file=$2,if=none,id=d,format=raw,snapshot=on" \
        "${@:4}" -append 'console=ttyS0 quiet panic=-1 cryptomgr.notests no_timer_check hvkit.run=/bin/cases'
}

# on_hvhost IMAGE DISK CONSOLE
on_hvhost() {
    local kernel
    kernel=$("$TOP/scripts/debian-kernel" --json 6.12 | jq -er .vmlinuz)
    "$TOP/scripts/hv-run" --kernel "$kernel" --initrd "$1" --memory 448 --disk "$2,snapshot" --timeout 400 \
        --console "$3" --cmdline 'console=ttyS0 quiet panic=-1 cryptomgr.notests no_timer_check hvkit.run=/bin/cases'
}
