#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hv_vss_daemon of ours in a guest, through the kernel's own driver: Microsoft's cases for backups, and what
# upstream's daemon does not survive.

load common

setup_file() {
    make -s -C "$TOP" build/tools/hv_vss_daemon
    mkdir "$BATS_FILE_TMPDIR/daemons"
    ln "$TOP/build/tools/hv_vss_daemon" "$BATS_FILE_TMPDIR/daemons" 2> /dev/null ||
        cp "$TOP/build/tools/hv_vss_daemon" "$BATS_FILE_TMPDIR/daemons"
    cd "$BATS_FILE_TMPDIR" || return
    truncate -s 16M ext3 ext4
    mkfs.ext4 -q ext4
    mkfs.ext3 -q ext3
}

# cases: all of a boot, one after the other.
cases() {
    local file own=$BATS_TEST_DIRNAME/vssd
    # Other daemons are not there.
    printf 'expect ic service=vss state=ready within 60\nexpect console text~"guest# " within 30\n'
    for file in "$BATS_TEST_DIRNAME"/scenarios/STOR_VSS_*.scenario; do
        printf '# case %s\n' "$(basename "$file" .scenario)"
        cat "$file"
    done
    cat "$own/setup.scenario"
    for file in killed stopped forgotten left gone trial; do
        printf '# case %s\n' "$file"
        cat "$own/begin.scenario" "$own/$file.scenario" "$own/end.scenario"
    done
    printf 'shutdown poweroff\nexpect shutdown status=0\n'
}

# backs_up TARGET
backs_up() {
    local line scenario=$BATS_TEST_TMPDIR/cases.scenario
    INITRD=$BATS_TEST_TMPDIR/guest.cpio
    # shellcheck disable=SC2034 # plays takes it
    KERNEL=$("$TOP/scripts/debian-kernel" --json "${1#debian-}" | jq -er .vmlinuz)
    "$TOP/scripts/test-guest" --daemons "$BATS_FILE_TMPDIR/daemons" "$1" "$INITRD"
    cases > "$scenario"
    cd "$BATS_FILE_TMPDIR" || return
    plays "$scenario" --timeout 300
    line=$(sed -n "s|^hvhost: $scenario:\([0-9]*\):.*|\1|p" <<< "$output")
    [[ ! $line ]] || head -n "$line" "$scenario" | sed -n 's/^# case /failed: /p' | tail -n 1
    well
}

@test "Debian's cloud kernel 6.1" {
    backs_up debian-6.1
}

@test "Debian's cloud kernel 6.12" {
    backs_up debian-6.12
}
