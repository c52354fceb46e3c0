#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hvkit's hv_kvp_daemon in guests of the emulated Hyper-V host: Microsoft's cases as for upstream's daemon, and those
# that upstream's fails.

load common

setup_file() {
    local daemons=${DAEMONS-$BATS_FILE_TMPDIR/daemons}
    load common
    mkdir -p "$BATS_FILE_TMPDIR/daemons"
    [[ ${DAEMONS-} ]] || {
        make -s -C "$TOP" build/tools/hv_kvp_daemon
        ln -s "$TOP/build/tools/hv_kvp_daemon" "$daemons/"
    }
    export DAEMONS=$daemons
}

# cases: upstream's expectations hold for ours, but for a GET that works.
cases() {
    local folder=$BATS_TEST_DIRNAME
    find "$folder"/scenarios/KVP_*.scenario "$folder"/scenarios-hvkit/KVP_*.scenario ! -name KVP_TestKvpGET.scenario
}

# kvpd TARGET OPTION...: all cases in one boot; what fails is told with the case's name.
kvpd() {
    local target=$1 scenario=$BATS_TEST_TMPDIR/kvpd.scenario file line
    shift
    INITRD=$BATS_FILE_TMPDIR/guest-$target.cpio
    "$TOP/scripts/test-guest" --daemons "$DAEMONS" "$target" "$INITRD" > /dev/null
    # shellcheck disable=SC2034 # plays reads it
    KERNEL=$("$TOP/scripts/debian-kernel" --json "${target#debian-}" | jq -er .vmlinuz)
    {
        printf 'expect ic service=kvp state=ready within 60\n'
        printf 'expect kvp_facts count=16 failed=0 within 20\nexpect console text~"guest# " within 30\n'
        for file in $(cases | sort); do
            printf '# case %s\n' "$(basename "$file" .scenario)"
            cat "$file"
        done
        printf 'shutdown poweroff\nexpect shutdown status=0\n'
    } > "$scenario"
    plays "$scenario" --timeout 300 "$@"
    line=$(sed -n "s|^hvhost: $scenario:\([0-9]*\):.*|\1|p" <<< "$output")
    [[ ! $line ]] || head -n "$line" "$scenario" | sed -n 's/^# case /failed: /p' | tail -n 1
    well
}

@test "Debian's cloud kernel 6.1" {
    kvpd debian-6.1
}

@test "Debian's cloud kernel 6.12" {
    kvpd debian-6.12
}
