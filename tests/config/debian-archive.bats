#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What scripts/kernel-source, debian-package and debian-kernel make of archives out of reach, not to be trusted,
# or laid out in more than one way.

bats_require_minimum_version 1.5.0
load fake-archive

setup() {
    archive_setup
    archive_source 9.9 9.9.1-1
}

@test "an archive out of reach: the reason, and nothing made" {
    rm -r "$REPO"
    kernel_source 9.9
    expect 1 "$REPO"
    [[ -z $output && ! -e $HVKIT_CACHE/source ]]
}

@test "an archive out of reach: the newest tree of the series serves, and that is said" {
    for version in 9.9.1-1 9.9.2-1 9.9.10-1; do
        archive_source 9.9 "$version"
        kernel_source --refresh 9.9
    done
    archive_source 9.10 9.10.1-1
    kernel_source --refresh 9.10
    rm -r "$REPO"
    kernel_source --refresh 9.9
    expect 0 "not all package indexes are fresh"
    [[ $output == "$(tree_path 9.9 9.9.10-1)" ]]
    rm -r "$HVKIT_CACHE/apt"
    kernel_source --json 9.9
    expect 0 "using what is here already, linux-9.9-9.9.10-1"
    [[ $(jq -r .version <<< "$output") == 9.9.10-1 ]]
    kernel_source 9.x
    expect 0 "using what is here already, linux-9.10-9.10.1-1"
}

@test "an archive that was out of reach is asked again at the next run" {
    kernel_source 9.9
    mv "$REPO" "$REPO.away"
    kernel_source --refresh 9.9
    expect 0 "not all package indexes are fresh"
    mv "$REPO.away" "$REPO"
    archive_source 9.9 9.9.2-1
    kernel_source 9.9
    expect 0
    [[ $output == "$(tree_path 9.9 9.9.2-1)" && -z $stderr ]]
}

@test "an archive that vanished after it was read: an older tree serves" {
    kernel_source 9.9
    archive_source 9.9 9.9.2-1
    kernel_source --refresh 10.1
    expect 2
    rm "$REPO"/*.deb
    kernel_source 9.9
    expect 0 "using what is here already, linux-9.9-9.9.1-1"
    [[ $output == "$(tree_path 9.9 9.9.1-1)" ]]
}

@test "a file: archive that vanished is out of reach, not an unknown series" {
    echo "deb [trusted=yes] file:$REPO ./" > "$HVKIT_APT_SOURCES"
    kernel_source 9.9
    expect 0
    rm -r "$REPO"
    kernel_source 9.9
    expect 0 "using what is here already"
    kernel_source 9.8
    expect 1 "$REPO"
}

@test "an unsigned archive is refused" {
    echo "deb copy:$REPO ./" > "$HVKIT_APT_SOURCES"
    kernel_source 9.9
    expect 1 "is not signed"
    [[ -z $output && ! -e $HVKIT_CACHE/source ]]
}

@test "sources that cannot be read are a usage error" {
    HVKIT_APT_SOURCES=/nonexistent kernel_source 9.9
    expect 2 /nonexistent
}

# kernel_file PATH: a file for the next archive_package.
kernel_file() {
    mkdir -p "$BATS_TEST_TMPDIR/content/${1%/*}"
    echo "$1" > "$BATS_TEST_TMPDIR/content/$1"
}

@test "debian-kernel: the newest of a series, in one package" {
    for abi in 9 10; do
        release=9.9.0-$abi-cloud-amd64
        kernel_file "boot/vmlinuz-$release"
        kernel_file "boot/config-$release"
        kernel_file "lib/modules/$release/kernel/hv.ko"
        archive_package "linux-image-$release" "9.9.$abi-1" kmod
    done
    archive_package linux-image-9.9-cloud-amd64 9.9.11-1 "linux-image-$release (= 9.9.10-1)"
    archive_package linux-image-9.9.0-12-cloud-amd64-dbg 9.9.12-1 ''
    run --separate-stderr "$TOP/scripts/debian-kernel" --json 9.9
    expect 0
    root=$HVKIT_CACHE/kernel/linux-image-$release-9.9.10-1
    jq -e --arg root "$root" --arg release "$release" '. == {schema: "hvkit.debian-kernel/1",
        package: "linux-image-\($release)", version: "9.9.10-1", release: $release, root: $root,
        vmlinuz: "\($root)/boot/vmlinuz-\($release)", config: "\($root)/boot/config-\($release)",
        modules: "\($root)/lib/modules/\($release)"}' <<< "$output"
    run --separate-stderr "$TOP/scripts/debian-kernel" 9.8
    expect 2 "no cloud kernel of the series 9.8"
}

@test "debian-kernel: a kernel split into several packages" {
    release=9.10.4+deb13-cloud-amd64 version=9.10.4-1~bpo13+1 lib=usr/lib/modules/9.10.4+deb13-cloud-amd64
    kernel_file "$lib/config"
    archive_package "linux-base-$release" "$version" ''
    kernel_file "$lib/vmlinuz"
    archive_package "linux-binary-$release" "$version" ''
    kernel_file "$lib/kernel/hv.ko"
    archive_package "linux-modules-$release" "$version" ''
    archive_package "linux-image-$release" "$version" \
        "kmod | tool, linux-base-$release (= $version), linux-binary-$release (= $version), linux-modules-$release (= $version)"
    run --separate-stderr "$TOP/scripts/debian-kernel" --json 9.x
    expect 0
    for part in vmlinuz config modules; do
        [[ $(jq -r ".$part" <<< "$output") == "$HVKIT_CACHE/kernel/linux-image-$release-$version/$lib"* ]]
        [[ -e $(jq -r ".$part" <<< "$output") ]]
    done
    [[ -z $(find "$HVKIT_CACHE/archive" -type f) ]]
}

@test "debian-package: unpacked once, not installed; what is not there is a usage error" {
    kernel_file bin/tool
    archive_package tool 1:2.0-1 ''
    run --separate-stderr "$TOP/scripts/debian-package" tool
    expect 0
    [[ $output == "$HVKIT_CACHE/package/tool-1_2.0-1" && $(cat "$output/bin/tool") == bin/tool ]]
    rm "$REPO"/tool*
    run --separate-stderr "$TOP/scripts/debian-package" tool
    expect 0
    run --separate-stderr "$TOP/scripts/debian-package" tooling
    expect 2 "no package tooling"
    run --separate-stderr "$TOP/scripts/debian-package" --suite other tool
    expect 2 "no package tool in other"
    run --separate-stderr "$TOP/scripts/debian-package" 'too*'
    expect 2 "not the name of a package"
    run --separate-stderr "$TOP/scripts/debian-package" --suite
    expect 2 "--suite"
}
