# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# Devices that are taken from the guest and given back, again and again.

load common

# reoffers TARGET ROUNDS: what the host holds after the first round it holds after the last.
reoffers() {
    local service scenario=$BATS_TEST_TMPDIR/scenario
    need_guest "$1"
    {
        printf 'expect console text~"guest# " within 60\nexpect kvp_facts within 20\n'
        for round in $(seq "$2"); do
            for service in heartbeat timesync shutdown kvp vss fcopy scsi; do
                printf 'rescind %s\nexpect vmbus_channel state=released within 20\noffer %s\n' "$service" "$service"
                if [[ $service == scsi ]]; then
                    # Linux hangs when its controller is rescinded while it still looks for disks: it takes no
                    # answers any more, and waits for them.
                    printf 'expect vmbus_channel name=scsi state=open within 20\npause 1.5\n'
                else
                    printf 'expect ic service=%s state=ready within 30\n' "$service"
                fi
            done
            ((round > 1 && round < $2)) || printf 'usage\nexpect usage\n'
        done
        printf 'shutdown poweroff\nexpect shutdown status=0\n'
    } > "$scenario"
    plays "$scenario" --timeout 900
    well || return
    jq -s 'map(select(.event == "usage"))' "$EVENTS"
    run jq -es '[.[] | select(.event == "usage")] | length == 2 and .[0].files == .[1].files' "$EVENTS"
    [ "$status" -eq 0 ]
    # What it keeps of events differs in length; a leak of anything, even once a round, would be more.
    run jq -es '[.[] | select(.event == "usage")] | .[1].heap_bytes - .[0].heap_bytes < 4096' "$EVENTS"
    [ "$status" -eq 0 ]
}
