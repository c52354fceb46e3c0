#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Every way in which a boot ends before it has a root: the parseable line, and the host has read it too.

load early

setup_file() {
    load early
    cases_disk "$BATS_FILE_TMPDIR/disk"
    early_image "$BATS_FILE_TMPDIR/image"
}

# shellcheck disable=SC2034 # what early boots
setup() {
    IMAGE=$BATS_FILE_TMPDIR/image
    DISK=$BATS_FILE_TMPDIR/disk
}

# case_fails NAME: as the case of that name, of the boots without a host, ends.
case_fails() {
    local words expected
    IFS='|' read -r _ _ words expected < <(few_cases | grep "^$1|" | sed 's/%D/sda/g; s/%P/sda/g')
    early "$words rootwait=5" "${COMES[@]}" "${FAILS[@]}"
    expected=${expected%%end *}
    fails_with "${expected#* warning * }"
}

@test "corrupt: a superblock that cannot be" { case_fails corrupt; }
@test "missing: no such UUID" { case_fails missing; }
@test "noinit: a root without an init" { case_fails noinit; }
@test "multi: a btrfs without an init" { case_fails multi; }
@test "empty: no file system" { case_fails empty; }
@test "swap: no file system to mount" { case_fails swap; }
@test "unsupported: a root of a kind that this does not do" { case_fails unsupported; }
@test "verity-wrong: another root hash" { case_fails verity-wrong; }
@test "verity-corrupt: another first block" { case_fails verity-corrupt; }
@test "otherinit: no such init" { case_fails otherinit; }

@test "a key that never comes" {
    early 'root=kvp:nowhere rootwait=3' "${COMES[@]}" "${FAILS[@]}"
    fails_with 'root failed kvp:nowhere: errno 61 why=no-such-key waited_ms=[0-9]+ seen='
}

@test "a key whose value is no root" {
    early 'root=kvp:where' "${COMES[@]}" 'kvp set external where /dev/mapper/x' \
        "${FAILS[@]}"
    fails_with 'root failed /dev/mapper/x: errno 95 why=unsupported seen='
}
