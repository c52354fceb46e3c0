#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/kernel-source on a tiny archive: no network, no machine state.

bats_require_minimum_version 1.5.0
load fake-archive

setup() {
    archive_setup
    archive_source 9.9 9.9.1-1
}

# expect_whole TREE VERSION: all of the tree, and nothing beside it.
expect_whole() {
    [[ $(cat "$1/kernel/version") == "$2" && $(cat "$1/z-last") == last ]]
    [[ $(jq -r .version "$1/.hvkit-source.json") == "$2" ]]
    expect_no_rest
}

# expect_no_rest: no half tree and no archive.
expect_no_rest() {
    [[ -z $(find "$HVKIT_CACHE/source" -maxdepth 1 -name '.unpack-*') ]]
    [[ -z $(find "$HVKIT_CACHE/archive" -type f) ]]
}

# stall_xz: unpacking tells of itself, and stops for two seconds in the middle of the tree.
stall_xz() {
    cat > "$SHIM/xz" << END
#!/bin/sh
echo >> "$BATS_TEST_TMPDIR/unpacked"
PATH=${PATH#*:}
xz "\$@" | { head -c 200000; sleep 2; cat; }
END
    chmod +x "$SHIM/xz"
}

# on_disk_of SIZE: a run whose trees go to a disk of that size; prints what it leaves there.
on_disk_of() {
    unshare -rm mount -t tmpfs none /mnt || skip "a mount namespace of one's own is not allowed here"
    mkdir -p "$HVKIT_CACHE/source"
    run --separate-stderr unshare -rm bash -c "mount -t tmpfs -o size=$1 none '$HVKIT_CACHE/source' &&
        { '$TOP/scripts/kernel-source' 9.9; status=\$?; echo left: \$(ls -A '$HVKIT_CACHE/source'); exit \$status; }"
}

@test "prints the path of a whole tree, and nothing else" {
    kernel_source 9.9
    expect 0
    [[ $output == "$(tree_path 9.9 9.9.1-1)" && -z $stderr ]]
    expect_whole "$output" 9.9.1-1
}

@test "--json describes the tree" {
    kernel_source --json 9.9
    expect 0
    sum=$(sha256sum < "$REPO"/linux-source-9.9_9.9.1-1_all.deb)
    jq -e --arg sum "${sum%% *}" --arg tree "$(tree_path 9.9 9.9.1-1)" '. == {schema: "hvkit.source/1",
        package: "linux-source-9.9", version: "9.9.1-1", series: "9.9", archive_sha256: $sum, tree: $tree}' <<< "$output"
}

@test "a second run asks the archive for nothing" {
    kernel_source 9.9
    rm -r "$REPO"
    kernel_source 9.9
    expect 0
    [[ $output == "$(tree_path 9.9 9.9.1-1)" && -z $stderr ]]
}

@test "a newer version is seen with --refresh, beside the old one" {
    kernel_source 9.9
    archive_source 9.9 9.9.2-1
    archive_source 9.9 9.9.2-1~bpo1
    kernel_source 9.9
    [[ $output == "$(tree_path 9.9 9.9.1-1)" ]]
    kernel_source --refresh 9.9
    [[ $output == "$(tree_path 9.9 9.9.2-1)" ]]
    expect_whole "$output" 9.9.2-1
    [[ -d $(tree_path 9.9 9.9.1-1) ]]
}

@test "9.x is the newest 9, by number" {
    archive_source 9.10 9.10.1-1
    archive_source 10.1 10.1.1-1
    kernel_source 9.x
    expect 0
    [[ $output == "$(tree_path 9.10 9.10.1-1)" ]]
}

@test "four runs at once make one tree, once" {
    stall_xz
    for i in 1 2 3 4; do
        "$TOP/scripts/kernel-source" 9.9 > "$BATS_TEST_TMPDIR/out.$i" 3>&- &
    done
    wait
    [[ $(sort -u "$BATS_TEST_TMPDIR"/out.?) == "$(tree_path 9.9 9.9.1-1)" ]]
    [[ $(cat "$BATS_TEST_TMPDIR"/out.? | wc -l) == 4 ]]
    [[ $(wc -l < "$BATS_TEST_TMPDIR/unpacked") == 1 ]]
    expect_whole "$(tree_path 9.9 9.9.1-1)" 9.9.1-1
}

@test "a run killed in the middle of unpacking leaves no half tree, and the next sweeps up" {
    stall_xz
    "$TOP/scripts/kernel-source" 9.9 3>&- &
    victim=$!
    until [[ -s $BATS_TEST_TMPDIR/unpacked ]]; do sleep 0.05; done
    sleep 0.5
    kill -9 "$victim"
    [[ -n $(find "$HVKIT_CACHE"/source/.unpack-*/Makefile) && ! -e $(tree_path 9.9 9.9.1-1) ]]
    kernel_source 9.9
    expect 0
    expect_whole "$output" 9.9.1-1
}

@test "a damaged package in the cache is named, and not unpacked" {
    mkdir -p "$HVKIT_CACHE/archive"
    deb=$HVKIT_CACHE/archive/linux-source-9.9_9.9.1-1.deb
    head -c 500 "$REPO"/linux-source-9.9_9.9.1-1_all.deb > "$deb"
    kernel_source 9.9
    expect 1 "$deb is damaged"
    [[ $stderr == *"$(sha256sum < "$deb" | cut -d ' ' -f 1)"*"$(sha256sum < "$REPO"/*.deb | cut -d ' ' -f 1)"*delete* ]]
    [[ -z $(ls -A "$HVKIT_CACHE/source") ]]
    rm "$deb"
    kernel_source 9.9
    expect 0
}

@test "a package that is not what the index says is refused" {
    printf damaged | dd of="$REPO/linux-source-9.9_9.9.1-1_all.deb" bs=1 seek=300 conv=notrunc status=none
    kernel_source 9.9
    expect 1
    [[ -z $output && -z $(ls -A "$HVKIT_CACHE/source") ]]
}

@test "a disk too full is said before the download" {
    on_disk_of 4k
    expect 1 "in $HVKIT_CACHE/source, which has 0 MiB free and needs about 1: the disk is too full"
}

@test "a disk that fills up while unpacking leaves nothing" {
    archive_source 9.9 9.9.2-1 20
    on_disk_of 2m
    expect 1 "in $HVKIT_CACHE/source, which has 0 MiB free and needs about 1: tar: "
    [[ $output == "left:" ]]
}

@test "a series that Debian lacks is a usage error, and those it has are listed" {
    archive_source 9.10 9.10.1-1
    kernel_source 9.8
    expect 2 "it has 9.9 9.10"
}

@test "what is no series, no option or too much is a usage error" {
    for args in 'six' '9' '9.9.1' '' '--what' '9.9 9.10'; do
        # shellcheck disable=SC2086
        kernel_source $args
        expect 2
    done
}

@test "KERNEL_SRC: a tree of one's own, to which nothing is written" {
    mkdir -p "$BATS_TEST_TMPDIR/own"
    cd "$BATS_TEST_TMPDIR"
    printf '# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION = -rc1\nNAME = x\n' > own/Makefile
    for series in '' 6.12 6.x; do
        KERNEL_SRC=own kernel_source $series
        expect 0
        [[ $output == "$BATS_TEST_TMPDIR/own" ]]
    done
    KERNEL_SRC=own kernel_source --json
    jq -e --arg tree "$BATS_TEST_TMPDIR/own" '. == {schema: "hvkit.source/1", package: null,
        version: "6.12.3-rc1", series: "6.12", archive_sha256: null, tree: $tree}' <<< "$output"
    [[ $(ls -A own) == Makefile && ! -e $HVKIT_CACHE ]]
    KERNEL_SRC=own kernel_source 6.1
    expect 2 "is Linux 6.12.3-rc1, not of the series 6.1"
    echo 'all:' > own/Makefile
    KERNEL_SRC=own kernel_source
    expect 2 "not a kernel source tree"
    KERNEL_SRC=/nonexistent kernel_source 6.12
    expect 2 "not a kernel source tree"
}
