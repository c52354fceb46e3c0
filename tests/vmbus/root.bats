#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A whole Debian 12 with systemd on a disk behind storvsc.

load common

setup_file() {
    load common
    "$TOP/scripts/debian-root" "$BATS_FILE_TMPDIR/root.img" > /dev/null
    "$TOP/scripts/test-guest" --root debian-6.1 "$BATS_FILE_TMPDIR/root.cpio" > /dev/null
}

# host SCENARIO OPTION...
host() {
    KERNEL=$("$TOP/scripts/debian-kernel" --json 6.1 | jq -er .vmlinuz)
    "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$BATS_FILE_TMPDIR/root.cpio" --memory 512 \
        --scenario "$1" --timeout 400 --cmdline \
        'console=ttyS0 quiet panic=-1 hvkit.run=/bin/guest-root systemd.show_status=no' "${@:2}"
}

# boots SCENARIO OPTION...: leaves status and output.
boots() {
    CONSOLE=$BATS_TEST_TMPDIR/console
    EVENTS=$BATS_TEST_TMPDIR/events
    run host "$1" --console "$CONSOLE" --events "$EVENTS" "${@:2}"
}

# tells LINE...: a scenario of these lines, once the system is up.
tells() {
    SCENARIO=$BATS_TEST_TMPDIR/scenario
    printf 'expect console text~"root# " within 180\n' > "$SCENARIO"
    printf '%s\n' "$@" >> "$SCENARIO"
}

@test "it comes up to multi-user, with Microsoft's devices in lsvmbus" {
    tells 'type "systemctl is-system-running --wait; systemctl is-active multi-user.target; findmnt -no SOURCE /"' \
        'expect console text=active within 60' 'expect console text=/dev/sda' \
        'type "lsvmbus; echo listed"' \
        'expect console text~"Synthetic SCSI Controller" within 20' 'expect console text~Heartbeat' \
        'expect console text~"Data Exchange"' 'expect console text~Backup' \
        'expect console text~listed' 'shutdown poweroff' 'expect shutdown status=0'
    boots "$SCENARIO" --disk "$BATS_FILE_TMPDIR/root.img,snapshot"
    well
}

@test "256 MiB are written, dropped from the cache and read back as they were" {
    tells 'type "head -c 268435456 /dev/urandom > /root/data; sha256sum < /root/data; sync; echo 3 > /proc/sys/vm/drop_caches; sha256sum < /root/data; echo read"' \
        'expect console text=read within 200' 'shutdown poweroff' 'expect shutdown status=0'
    boots "$SCENARIO" --disk "$BATS_FILE_TMPDIR/root.img,snapshot"
    well
    [ "$(grep -aoE '[0-9a-f]{64}' "$CONSOLE" | sort | uniq -c | awk '{ print $1 }')" = 2 ]
    run jq -es '.[-1].scsi | .written_bytes >= 268435456 and .read_bytes >= 268435456 and .errors == 0' "$EVENTS"
    [ "$status" -eq 0 ]
}

@test "power that is pulled in mid-write leaves a journal that replays" {
    cp --sparse=always "$BATS_FILE_TMPDIR/root.img" "$BATS_TEST_TMPDIR/disk"
    # shellcheck disable=SC2016 # the guest's shell
    tells 'type "echo kept > /root/kept; sync; i=0; while :; do i=$((i + 1)); mkdir /root/d$i; head -c 300000 /dev/urandom > /root/d$i/f; done &"' \
        'type "sleep 8; ls /root | wc -l; echo busy"' 'expect console text~busy within 60' 'pause 1'
    # The scenario has nothing more to do, and the guest goes on: it is killed in the middle of it.
    host "$SCENARIO" --console "$BATS_TEST_TMPDIR/first" --disk "$BATS_TEST_TMPDIR/disk" > /dev/null 2>&1 3>&- &
    runner=$!
    for _ in $(seq 600); do
        grep -qa busy "$BATS_TEST_TMPDIR/first" 2> /dev/null && break
        kill -0 "$runner"
        sleep 0.5
    done
    sleep 1
    pull_power "$BATS_TEST_TMPDIR/disk"
    wait "$runner" || true
    dumpe2fs -h "$BATS_TEST_TMPDIR/disk" 2> /dev/null | grep -q needs_recovery
    # The guest that boots next replays it, and finds what had been synced.
    tells 'type "cat /root/kept; dmesg | grep -c recovery; echo looked"' 'expect console text=kept' \
        'expect console text=looked' 'shutdown poweroff' 'expect shutdown status=0'
    boots "$SCENARIO" --disk "$BATS_TEST_TMPDIR/disk"
    well
    run e2fsck -fn "$BATS_TEST_TMPDIR/disk"
    [ "$status" -eq 0 ]
}
