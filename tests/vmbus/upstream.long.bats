#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Upstream's daemons where ours hold: each goes through what is asked of ours in kvpd.bats, vssd.bats and fcopyd.bats,
# and fails at the line that the defect is in. Without this, those tests would not be known to find anything.

load common

readonly CASES=$BATS_TEST_DIRNAME/scenarios-hvkit

setup() {
    cd "$BATS_FILE_TMPDIR" || return
    [[ -e small ]] || seq 1 20000 | head -c 10000 > small
    [[ -e large ]] || seq 1 400000 | head -c 2097152 > large
    [[ -e ext4 ]] || { truncate -s 16M ext4 && mkfs.ext4 -q ext4; }
}

# fails_at SERVICE LINE: Debian's daemons on its cloud kernel 6.12 go through the scenario on standard input up to that
# line, and not further.
fails_at() {
    local scenario=$BATS_TEST_TMPDIR/case.scenario line
    need_guest debian-6.12
    {
        printf 'expect ic service=%s state=ready within 240\nexpect console text~"guest# " within 90\n' "$1"
        cat
    } > "$scenario"
    plays "$scenario"
    [ "$status" -eq 1 ]
    line=$(sed -n "s|^hvhost: $scenario:\([0-9]*\):.*|\1|p" <<< "$output")
    [ "$(sed -n "${line}p" "$scenario")" = "$2" ]
}

@test "KVP: a record that cannot be told hides those behind it" {
    fails_at kvp 'expect kvp op=enumerate pool=guest index=1 key=wide value~中 status=0' < "$CASES/KVP_Bad_Record.scenario"
}

@test "KVP: what is set cannot be read again" {
    fails_at kvp 'expect kvp op=get key=EEE status=0 value=555' < "$CASES/KVP_Get.scenario"
}

@test "KVP: the host name stays that of the start" {
    fails_at kvp 'expect kvp index=0 key=FullyQualifiedDomainName value=renamed.example' < "$CASES/KVP_Hostname.scenario"
}

@test "KVP: 1024 records are read again for each of them" {
    fails_at kvp 'expect console text~few' < "$CASES/KVP_Many.scenario"
}

@test "KVP: addresses as long as their field end the daemon" {
    fails_at kvp 'expect console text~same' < "$CASES/KVP_Long_Fields.scenario"
}

@test "VSS: killed while a filesystem is frozen, it leaves it so" {
    fails_at vss 'expect console text~written within 5' < <(
        cat "$BATS_TEST_DIRNAME/vssd/begin.scenario"
        printf 'type "killall -9 hv_vss_daemon; sleep 1; registered"\nexpect console text~written within 5\n'
    )
}

@test "VSS: a host that never thaws is waited for" {
    fails_at vss 'expect console text~written within 10' < <(cat "$BATS_TEST_DIRNAME"/vssd/{begin,forgotten}.scenario)
}

@test "file copy: a name outside ASCII is another" {
    fails_at fcopy 'expect console text~c6b50d072901db52630009c18a18f0eb' << 'END'
fcopy copy small "/tmp/résumé-中.txt"
expect fcopy op=done status=0
type "take $(printf '/tmp/r\\303\\251sum\\303\\251-\\344\\270\\255.txt')"
expect console text~c6b50d072901db52630009c18a18f0eb
END
}

@test "file copy: a link leads to where the host was not to write" {
    fails_at fcopy 'expect fcopy op=done status=0x80004005' << 'END'
type "ln -s /etc /tmp/folder; echo linked"
expect console text~linked
fcopy copy small /tmp/folder/evil overwrite create
expect fcopy op=done status=0x80004005
END
}

@test "file copy: what was cancelled stays, in part" {
    fails_at fcopy 'expect console text~none' << 'END'
fault fcopy delay 20
fcopy copy large /tmp/part
pause 0.3
fcopy cancel
expect fcopy op=done status=0x800704c7 within 10
fault fcopy none
type "ls /tmp/part || echo none"
expect console text~none
END
}
