# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# Our own hv_kvp_daemon and hv_vss_daemon on the emulated Hyper-V host, from the folder DAEMONS.

load common

# vss_disks: what is attached, in the folder of the file's tests.
vss_disks() {
    cd "$BATS_FILE_TMPDIR" || return
    truncate -s 16M ext3 ext4
    mkfs.ext4 -q ext4
    mkfs.ext3 -q ext3
}

# kvp_cases: upstream's expectations hold for ours, but for a GET that works.
kvp_cases() {
    local folder=$BATS_TEST_DIRNAME file
    printf 'expect ic service=kvp state=ready within 240\n'
    printf 'expect kvp_facts count=16 failed=0 within 60\nexpect console text~"guest# " within 90\n'
    find "$folder"/scenarios/KVP_*.scenario "$folder"/scenarios-hvkit/KVP_*.scenario ! -name KVP_TestKvpGET.scenario |
        sort | while IFS= read -r file; do
        printf '# case %s\n' "$(basename "$file" .scenario)"
        cat "$file"
    done
    printf 'shutdown poweroff\nexpect shutdown status=0\n'
}

# vss_cases [NAME]...: Microsoft's, ours, and further ones of ours.
vss_cases() {
    local file own=$BATS_TEST_DIRNAME/vssd
    # Other daemons need not be there.
    printf 'expect ic service=vss state=ready within 240\nexpect console text~"guest# " within 90\n'
    for file in "$BATS_TEST_DIRNAME"/scenarios/STOR_VSS_*.scenario; do
        printf '# case %s\n' "$(basename "$file" .scenario)"
        cat "$file"
    done
    cat "$own/setup.scenario"
    for file in killed stopped forgotten left gone trial "$@"; do
        printf '# case %s\n' "$file"
        [[ ! -e $own/$file.setup.scenario ]] || cat "$own/$file.setup.scenario"
        cat "$own/begin.scenario" "$own/$file.scenario" "$own/end.scenario"
    done
    printf 'shutdown poweroff\nexpect shutdown status=0\n'
}

# goes_through TARGET: the cases on standard input, in one boot; what fails is told with the case's name.
goes_through() {
    local scenario=$BATS_TEST_TMPDIR/cases.scenario line
    INITRD=$BATS_TEST_TMPDIR/guest.cpio
    # shellcheck disable=SC2034 # plays takes it
    KERNEL=$("$TOP/scripts/debian-kernel" --json "${1#debian-}" | jq -er .vmlinuz)
    "$TOP/scripts/test-guest" --daemons "$DAEMONS" "$1" "$INITRD" > /dev/null
    cat > "$scenario"
    cd "$BATS_FILE_TMPDIR" || return
    plays "$scenario" --timeout 600
    line=$(sed -n "s|^hvhost: $scenario:\([0-9]*\):.*|\1|p" <<< "$output")
    [[ ! $line ]] || head -n "$line" "$scenario" | sed -n 's/^# case /failed: /p' | tail -n 1
    well
}
