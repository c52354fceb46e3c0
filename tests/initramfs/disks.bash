# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A disk with a root of each kind, whole and in trouble, for /init to find.

# Number, name, MiB, type of partition (L Linux, R "root" of the Discoverable Partitions Specification, S swap).
readonly PARTITIONS='1 ext4 24 L
2 xfs 320 L
3 btrfs 128 L
4 erofs 4 L
5 squashfs 4 L
6 dirty 24 L
7 corrupt 24 L
8 noinit 24 L
9 multi-a 128 L
10 multi-b 128 L
11 twin 24 L
12 auto 24 R
13 swap 8 S
14 empty 4 L
15 vdata 4 L
16 vhash 1 L
17 vbad 4 L'

# fs_uuid NUMBER, part_uuid NUMBER
fs_uuid() { printf '%08d-aaaa-4bbb-8ccc-dddddddddddd\n' "$1"; }
part_uuid() { printf '%08d-1111-4222-8333-444444444444\n' "$1"; }

# make_fs NAME UUID FILE TREE: FILE has its size already.
make_fs() {
    case $1 in
        ext4 | dirty | corrupt | auto | twin) mkfs.ext4 -q -L "$1" -U "$2" -d "$4" "$3" ;;
        noinit) mkfs.ext4 -q -L "$1" -U "$2" "$3" ;;
        xfs)
            printf '/\n0 0\nd--755 0 0\nsbin d--755 0 0\ninit ---755 0 0 %s\n$\n' "$4/sbin/init" > "$3.proto"
            printf 'dev d--755 0 0\n$\nproc d--755 0 0\n$\nsys d--755 0 0\n$\nrun d--755 0 0\n$\n$\n' >> "$3.proto"
            mkfs.xfs -q -L "$1" -m uuid="$2" -p "$3.proto" "$3"
            ;;
        btrfs) mkfs.btrfs -q -L "$1" -U "$2" -r "$4" "$3" ;;
        erofs | vdata) mkfs.erofs -U "$2" "$3" "$4" > /dev/null 2>&1 ;;
        squashfs) mksquashfs "$4" "$3" -quiet -no-progress -noappend > /dev/null ;;
        swap) mkswap -q -L "$1" -U "$2" "$3" > /dev/null ;;
    esac
}

# make_verity DIR HASH-FILE: of DIR/vdata: DIR/vhash, the hash of its root, and DIR/vbad, where bytes before the superblock differ.
make_verity() {
    veritysetup format --uuid "$(fs_uuid 16)" "$1/vdata" "$1/vhash" | awk '/^Root hash:/ { print $3 }' > "$2"
    cp "$1/vdata" "$1/vbad"
    printf 'garbage' | dd of="$1/vbad" bs=1 seek=0 conv=notrunc status=none
}

# trouble NAME FILE: what has happened to it.
trouble() {
    case $1 in
        dirty) debugfs -w -R 'ssv state 2' "$2" 2> /dev/null ;;
        corrupt) printf 'garbage' | dd of="$2" bs=1 seek=$((1024 + 4)) conv=notrunc status=none ;;
    esac
}

# partition_table: for sfdisk
partition_table() {
    local number name size kind
    echo 'label: gpt'
    while read -r number name size kind; do
        case $kind in
            L) kind=0FC63DAF-8483-4772-8E79-3D69D8477DE4 ;;
            R) kind=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709 ;;
            S) kind=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F ;;
        esac
        echo "size=${size}MiB, type=$kind, uuid=$(part_uuid "$number"), name=part-$name"
    done <<< "$PARTITIONS"
}

# make_disk FILE INIT: one disk with all of them; INIT is the init of each. FILE.roothash is of the verified one.
make_disk() {
    local out=$1 work number name size kind start=1 uuid
    work=$(mktemp -d)
    mkdir -p "$work"/tree/{dev,proc,sys,run,sbin}
    cp "$2" "$work/tree/sbin/init"
    truncate -s 1G "$out"
    partition_table | sfdisk -q "$out"
    while read -r number name size kind; do
        truncate -s "${size}M" "$work/$name"
        uuid=$(fs_uuid "$number")
        [[ $name != twin ]] || uuid=$(fs_uuid 1)
        make_fs "$name" "$uuid" "$work/$name" "$work/tree"
    done <<< "$PARTITIONS"
    make_verity "$work" "$out.roothash"
    mkfs.btrfs -q -f -L multi -U "$(fs_uuid 9)" "$work/multi-a" "$work/multi-b"
    while read -r number name size kind; do
        trouble "$name" "$work/$name"
        truncate -s "${size}M" "$work/$name"
        dd if="$work/$name" of="$out" bs=1M seek="$start" conv=notrunc,sparse status=none
        start=$((start + size))
    done <<< "$PARTITIONS"
    rm -r "$work"
}
