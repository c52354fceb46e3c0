#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # bats sets output, status and lines
# kconf check on the real trees: every flavor for all its series and architectures, in time, and each symbol that any
# of them requires is named when it is gone.

bats_require_minimum_version 1.5.0

load ../common.bash

# The processor's seconds that all of it may take: three minutes, also where there is only one.
readonly LIMIT=180

setup_file() {
    local series
    make -s -C "$TOP" build/tools/kconf >&2
    for series in 6.1 6.12 7.3; do
        "$TOP/scripts/kernel-source" "$series" > /dev/null
    done
}

setup() {
    cd "$TOP" || return
    KCONF=$TOP/build/tools/kconf
    read -ra FLAVORS < <(sed -n 's/^flavors-y *:= *//p' Kbuild)
}

@test "every flavor holds, with each overlay too, within three minutes of a processor" {
    local TIMEFORMAT='%U %S %R' flavor series user system wall
    { time "$KCONF" check --all > "$BATS_TEST_TMPDIR/said" 2> "$BATS_TEST_TMPDIR/words"; } 2> "$BATS_TEST_TMPDIR/time" || {
        cat "$BATS_TEST_TMPDIR"/{said,words}
        return 1
    }
    run ! grep -v ': holds, ' "$BATS_TEST_TMPDIR/said"
    for flavor in "${FLAVORS[@]}"; do
        for series in 6.1 6.12 7.3; do
            file_says "$BATS_TEST_TMPDIR/said" "$flavor $series x86_64: holds"
            [[ $flavor == cvm ]] || file_says "$BATS_TEST_TMPDIR/said" "$flavor $series arm64: holds"
        done
    done
    read -r user system wall < "$BATS_TEST_TMPDIR/time"
    printf '# %s configs, %s + %s s of a processor, %s s in all\n' "$(wc -l < "$BATS_TEST_TMPDIR/said")" "$user" "$system" "$wall" >&3
    awk -v limit="$LIMIT" '{ exit $1 + $2 >= limit }' "$BATS_TEST_TMPDIR/time"
}

@test "each required symbol is missed where it is taken out, in every flavor, series and architecture" {
    run python3 "$BATS_TEST_DIRNAME/kconf_required.py" "$KCONF" kernel-configs "$BATS_TEST_TMPDIR/copies" -- "${FLAVORS[@]}"
    printf '%s\n' "$output"
    ((status == 0))
    says "$((12 * ${#FLAVORS[@]})) requirements"
    printf '# %s\n' "${lines[@]}" >&3
}
