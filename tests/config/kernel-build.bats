#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kernel-build around a tree that builds at once; the real micro is built by the boot tests.
#
# shellcheck disable=SC2016  # a HOOK is expanded by make

bats_require_minimum_version 1.5.0

load ../common.bash
load fake-kernel.bash

setup_file() { fake_conf; }

setup() {
    fake_kernel
    flavor test 'image_bytes_max = 2000' 'modules_bytes_max = 0'
    fragment main <<< 'CONFIG_ACPI=y'
    DIR=$HVKIT_BUILD/test-6.12-x86_64
}

build_run() {
    run "$TOP/scripts/kernel-build" "$BATS_TEST_TMPDIR/flavors/test.flavor"
}

@test "image, System.map, config and provenance stand in the flavor's folder" {
    build_run
    ((status == 0))
    [[ $output == "$DIR/bzImage" ]]
    [[ -f $DIR/System.map && -f $DIR/config ]]
    [[ $(jq -r '[.schema, .flavor, .series, .arch, .kernel_release, .cmdline, .source.version] | join(" ")' \
        "$DIR/provenance.json") == 'hvkit.provenance/1 test 6.12 x86_64 6.12.0-fake quiet 6.12.0' ]]
    [[ $(jq .image.bytes "$DIR/provenance.json") == 1000 ]]
    [[ $(jq -r .image.sha256 "$DIR/provenance.json") == "$(sha256sum < "$DIR/bzImage" | cut -d ' ' -f 1)" ]]
    [[ $(jq -r .config_sha256 "$DIR/provenance.json") == "$(sha256sum < "$DIR/config" | cut -d ' ' -f 1)" ]]
}

@test "an image over the budget: exit 3, and by how much" {
    SIZE=2001 build_run
    ((status == 3))
    says 'test: the image has 2001 bytes, the budget is 2000'
}

@test "a folder that holds another build is refused and left alone" {
    build_run
    ((status == 0))
    mv "$DIR" "$HVKIT_BUILD/other-6.12-x86_64"
    mv "$BATS_TEST_TMPDIR/flavors/test.flavor" "$BATS_TEST_TMPDIR/flavors/other.flavor"
    run "$TOP/scripts/kernel-build" "$BATS_TEST_TMPDIR/flavors/other.flavor"
    ((status == 1))
    says "other-6.12-x86_64 holds a build of test 6.12 x86_64, not of other 6.12 x86_64"
    file_says "$HVKIT_BUILD/other-6.12-x86_64/config" '"-test"'
}

@test "a folder with objects of unknown origin is refused" {
    mkdir -p "$DIR/obj"
    build_run
    ((status == 1))
    says 'holds a build of something else'
}

@test "a failed build shows the end of its log and leaves the image of before" {
    build_run
    ((status == 0))
    HOOK='echo "main.c:1: error: nonsense"; exit 1' build_run
    ((status == 1))
    says 'error: nonsense'
    says build.log
    [[ $(stat -c %s "$DIR/bzImage") == 1000 ]]
}

@test "an interrupted build goes on in its folder" {
    HOOK='kill -INT $$PPID; sleep 1; exit 1' build_run
    ((status != 0))
    [[ ! -e $DIR/bzImage ]]
    build_run
    ((status == 0))
    [[ -f $DIR/bzImage ]]
}

@test "a kernel that changes its config while building is a failure" {
    HOOK='echo CONFIG_NEW=y >> $(O)/.config' build_run
    ((status == 1))
    says 'changed its config'
}

@test "the compiler in CC is used and recorded; who and when are fixed" {
    printf '#!/bin/sh\necho my-cc 1.0\n' > "$BATS_TEST_TMPDIR/my-cc" && chmod +x "$BATS_TEST_TMPDIR/my-cc"
    HOOK='echo $(CC) $(KBUILD_BUILD_USER) $$KBUILD_BUILD_TIMESTAMP' CC=$BATS_TEST_TMPDIR/my-cc build_run
    ((status == 0))
    [[ $(jq -r .compiler "$DIR/provenance.json") == 'my-cc 1.0' ]]
    file_says "$DIR/build.log" 'my-cc hvkit Thu Jan 1 00:00:00 UTC 2026'
}

@test "a wrong setting stops it before anything is built" {
    fragment main <<< 'CONFIG_ACPI=m'
    build_run
    ((status == 3))
    [[ ! -e $HVKIT_BUILD ]]
}

@test "--lossy: what is lost is named, and built without" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_HYPERV_STORAGE=y'
    build_run
    ((status == 3))
    run "$TOP/scripts/kernel-build" --lossy "$BATS_TEST_TMPDIR/flavors/test.flavor"
    ((status == 0))
    says 'CONFIG_HYPERV_STORAGE'
    file_says "$DIR/config" 'CONFIG_ACPI=y'
    run grep -q '^CONFIG_HYPERV_STORAGE=' "$DIR/config"
    ((status == 1))
}

@test "modules are staged without links to the build, and counted" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_MODULES=y'
    flavor test 'modules_bytes_max = 600'
    build_run
    ((status == 0))
    [[ -f $DIR/modules/lib/modules/6.12.0-fake/kernel/a.ko.xz ]]
    [[ ! -L $DIR/modules/lib/modules/6.12.0-fake/build ]]
    [[ $(jq -c '[.modules_bytes, .modules, .signing_key]' "$DIR/provenance.json") == '[600,2,null]' ]]
}

@test "modules over the budget: exit 3, and by how much; without modules none stay behind" {
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_MODULES=y'
    flavor test 'modules_bytes_max = 599'
    build_run
    ((status == 3))
    says 'test: the modules have 600 bytes, the budget is 599'
    fragment main <<< 'CONFIG_ACPI=y'
    build_run
    ((status == 0))
    [[ ! -e $DIR/modules ]]
    [[ $(jq .modules_bytes "$DIR/provenance.json") == 0 ]]
}

@test "the key of signed modules is used, then its private half is gone, and the record says so" {
    local key=$DIR/obj/certs/signing_key.pem
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_MODULES=y\nCONFIG_MODULE_SIG=y'
    flavor test
    build_run
    ((status == 0))
    file_says "$DIR/build.log" 'PRIVATE KEY'
    run ! grep -q PRIVATE "$key"
    file_says "$key" 'BEGIN CERTIFICATE'
    [[ $(jq -r '[.signing_key.private_half, .signing_key.reproducible] | map(tostring) | join(" ")' \
        "$DIR/provenance.json") == 'deleted false' ]]
}

@test "another build after that makes another key" {
    local before
    fragment main <<< $'CONFIG_ACPI=y\nCONFIG_MODULES=y\nCONFIG_MODULE_SIG=y'
    flavor test
    build_run
    ((status == 0))
    before=$(jq -r .signing_key.certificate_sha256 "$DIR/provenance.json")
    build_run
    ((status == 0))
    file_says "$DIR/build.log" 'PRIVATE KEY'
    [[ $(jq -r .signing_key.certificate_sha256 "$DIR/provenance.json") != "$before" ]]
}

@test "the command line has the architecture's words first" {
    flavor test 'cmdline_x86_64 = console=ttyS0' 'cmdline_arm64 = console=ttyAMA0'
    build_run
    ((status == 0))
    [[ $(jq -r .cmdline "$DIR/provenance.json") == 'console=ttyS0 quiet' ]]
}

@test "an overlay has a folder, a release and budgets of its own" {
    fragment over <<< 'CONFIG_HYPERV=y'
    overlay extra 'cmdline = loud' 'image_bytes_max = 999'
    run "$TOP/scripts/kernel-build" "$BATS_TEST_TMPDIR/flavors/test+extra.flavor"
    ((status == 3))
    says 'test+extra: the image has 1000 bytes, the budget is 999'
    [[ $(jq -r '[.flavor, .cmdline] | join("|")' "$HVKIT_BUILD/test+extra-6.12-x86_64/provenance.json") == 'test+extra|quiet loud' ]]
}
