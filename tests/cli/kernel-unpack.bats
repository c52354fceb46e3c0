#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What is packed in a bzImage, out of images made here.

load ../common

UNPACK=$TOP/scripts/lib/kernel-unpack
ENTRY=$TOP/scripts/lib/kernel-entry

# le NUMBER BYTES: little-endian.
le() {
    local n=$1 i
    for ((i = 0; i < $2; i++)); do
        # shellcheck disable=SC2059 # the format is the byte
        printf "\\x$(printf %02x $((n & 255)))"
        n=$((n >> 8))
    done
}

# put OFFSET: standard input into the image.
put() {
    dd of=image bs=1 seek="$1" conv=notrunc status=none
}

# image FILE: a bzImage with one setup sector, its payload 16 bytes into its second part.
image() {
    truncate -s 0 image
    truncate -s $((1024 + 16)) image
    le 1 1 | put 497
    printf HdrS | put 514
    le 16 4 | put 584
    le "$(stat -c %s "$1")" 4 | put 588
    cat "$1" >> image
    head -c 100 /dev/zero >> image # a kernel has more behind its payload
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    { printf '\177ELF' && head -c 20 /dev/zero && le 16780355 8 && seq 10000; } > kernel
}

# packs COMMAND...: as the kernel's build does, with the unpacked size behind it unless told to.
packs() {
    { "$@" < kernel && le "$(stat -c %s kernel)" 4; } > packed
    image packed
    "$UNPACK" image > out
    cmp kernel out
    [ "$("$ENTRY" image)" = 16780355 ]
}

@test "XZ" {
    packs xz --check=crc32 --x86 --lzma2 -c
}

@test "Zstandard" {
    packs zstd -22 --ultra -cq
}

@test "LZ4 in its old format" {
    packs lz4 -l -9 -cq
}

@test "gzip, which has a size of its own" {
    gzip -nc kernel > packed
    image packed
    "$UNPACK" image > out
    cmp kernel out
}

@test "a damaged payload, one of an unknown kind and what is no bzImage fail" {
    zstd -cq kernel > packed
    image packed
    printf xxxx | put $((1040 + 100))
    run "$UNPACK" image
    [ "$status" -ne 0 ]
    image kernel
    run "$UNPACK" image
    [ "$status" -ne 0 ]
    run "$UNPACK" kernel
    [ "$status" -ne 0 ]
    [ -z "$("$ENTRY" kernel)" ]
}
