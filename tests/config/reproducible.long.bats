#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The same kernel, bit for bit, from another clone, another build folder and another source folder.

load ../common.bash

# build_in FOLDER: micro from copies of everything below FOLDER, without the compiler cache; prints its sha256.
build_in() {
    mkdir -p "$1"
    git -C "$TOP" ls-files -co --exclude-standard -z | (cd "$TOP" && cpio -0pdm --quiet "$1/clone")
    cp -a "$TREE" "$1/linux"
    KERNEL_SRC=$1/linux CCACHE_DISABLE=1 "$1/clone/scripts/kernel-build" micro > /dev/null
    sha256sum < "$1/clone/build/micro-6.12-x86_64/bzImage"
    rm -rf "$1"
}

@test "two clones, two source folders, one image" {
    local one two
    TREE=$("$TOP/scripts/kernel-source" 6.12)
    one=$(build_in "$BATS_TEST_TMPDIR/a")
    two=$(build_in "$BATS_TEST_TMPDIR/a-longer/path/to/b")
    [[ $one == "$two" ]]
}
