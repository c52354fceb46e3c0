#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What a stock kernel and the kernel project's daemons do when the host misbehaves, and that they are well
# afterwards: each test ends with a service that answers.

load common

setup_file() {
    load common
    cd "$BATS_FILE_TMPDIR" || return
    seq 1 400000 | head -c 1000000 > large
    for service in heartbeat timesync shutdown kvp vss fcopy; do
        printf 'expect ic service=%s state=ready within 60\n' "$service"
    done > ready
    printf 'expect kvp_facts within 20\nexpect console text~"guest# " within 30\n' >> ready
    printf 'shutdown poweroff\nexpect shutdown status=0\n' > end
}

# suffers TARGET: run the scenario on standard input between ready and end.
suffers() {
    need_guest "$1"
    cat "$BATS_FILE_TMPDIR/ready" - "$BATS_FILE_TMPDIR/end" > "$BATS_TEST_TMPDIR/scenario"
    cd "$BATS_FILE_TMPDIR" || return
    plays "$BATS_TEST_TMPDIR/scenario"
    well
}

@test "malformed, short, long and repeated messages" {
    suffers debian-6.1 << 'END'
# hv_utils drops what is too short or too long for it without an answer; versions anew clear the line
fault kvp short 20
kvp get guest a
refuse kvp within 0.5
negotiate kvp 3.0 4.0
expect ic service=kvp state=ready within 20
fault shutdown short 40
shutdown poweroff
refuse shutdown within 0.5
negotiate shutdown 3.0 3.2
expect ic service=shutdown state=ready
fault heartbeat long 4000
expect heartbeat counted=true within 5
fault vss type 77
vss check
refuse vss within 0.5
negotiate vss 3.0 5.0
expect ic service=vss state=ready
# the first answer is to the request, the others to none
fault vss repeat 3
vss check
expect vss op=check
expect ic service=vss state=unexpected
vss test
expect vss op=test status=0 within 15
# one by one: hv_utils stops reading at a packet that it drops, and as the ring is not empty then, nothing
# that stands behind it is ever signalled
packet timesync 0102030405060708
pause 0.3
packet timesync 01000000140000000100000004000300000000000000ffffffff000000000000
pause 0.3
time sync
expect timesync status=0
# of the VMBus itself: channels that are not there, an answer to no question, no message at all
message 0200000000000000ff070000
message 0c0000000000000001000000
message 0f00000000000000
message ff00000000000000
vss test
expect vss op=test status=0 within 15
END
}

@test "wrong versions" {
    suffers debian-6.1 << 'END'
negotiate kvp 2.0 4.0
expect ic service=kvp state=refused within 20
negotiate kvp - -
expect ic service=kvp state=refused
negotiate kvp 1.0,3.0 9.9
expect ic service=kvp state=refused
negotiate kvp 1.0,3.0 3.0,4.0,5.0
expect ic service=kvp state=ready version=4.0
negotiate timesync 3.0 3.0
expect ic service=timesync state=ready version=3.0
time sync
expect timesync status=0
negotiate heartbeat 1.0 1.0
expect ic service=heartbeat state=ready framework=1.0 version=1.0
expect heartbeat counted=true within 5
negotiate shutdown 3.0 3.0
expect ic service=shutdown state=ready version=3.0
END
}

@test "a host that goes silent, is slow, or leaves no room in the ring" {
    suffers debian-6.12 << 'END'
silent kvp on
kvp enumerate auto
refuse kvp within 0.5
silent kvp off
expect kvp status=0x80070103 within 10
fault vss mute
vss check
refuse vss within 0.5
negotiate vss 3.0 5.0
expect ic service=vss state=ready
fault kvp delay 300
kvp get guest a
refuse kvp within 0.2
expect kvp op=get within 5
fault kvp none
# more heartbeats than the ring to the guest holds, and a host that reads no answer until there are many
silent heartbeat on
fault heartbeat repeat 400
refuse heartbeat status=0 within 4
silent heartbeat off
expect ic service=heartbeat state=unexpected
pause 2
expect heartbeat counted=true within 6
END
}

@test "a host that never thaws is outlived by its guest" {
    suffers debian-6.1 << 'END'
type "truncate -s 8M /tmp/d; mke2fs -q -F /tmp/d; losetup /dev/loop0 /tmp/d 2> /dev/null; echo made"
expect console text~made within 20
vss check
expect vss op=check
vss freeze
expect vss op=freeze status=0
# rescinded in the middle of it: the daemon is let go of, and thaws
rescind vss
expect vmbus_channel state=released within 20
offer vss
expect ic service=vss state=ready within 20
vss test
expect vss op=test status=0 within 15
END
}

@test "a copy that is cancelled, and a device rescinded in mid-transaction" {
    suffers debian-6.1 << 'END'
fault fcopy delay 20
fcopy copy large /tmp/ overwrite
pause 0.3
fcopy cancel
expect fcopy op=done status=0x800704c7 error=cancelled within 10
fcopy copy large /tmp/ overwrite
pause 0.3
rescind fcopy
expect fcopy op=done status=0x800704c7 error~"went away"
expect vmbus_channel state=released within 20
offer fcopy
expect ic service=fcopy state=ready within 20
fault fcopy none
# the daemon starts anew
pause 1
fcopy copy large /tmp/ overwrite
expect fcopy op=done status=0 bytes=1000000 within 20
END
}

@test "the clock jumps and comes back" {
    suffers debian-6.1 << 'END'
time sync 86400
expect timesync status=0
type "date +%Y-%m-%d"
expect console text~20
time sync -86400
expect timesync status=0
time sync
expect timesync status=0
END
}
