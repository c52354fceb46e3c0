#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Ten thousand random operations on pools, killed at every system call and in the middle of every write. The
# ordinary run does a hundred.
#
# They are forty parts, as many at a time as there are processors. A part is the same in every run of the same
# program, so one that has passed is kept in build/pool-crash and not run again: an interrupted run goes on.

load ../common

readonly PARTS=40 OPERATIONS=250

# part SEED FOLDER: FOLDER/SEED is there once it has passed.
part() {
    local said=$2/.$1
    [[ ! -e $2/$1 ]] || return 0
    if HVKIT_POOL_OPS=$OPERATIONS HVKIT_POOL_SEED=$1 "$2/program" > "$said" 2>&1; then
        mv "$said" "$2/$1"
    else
        mv "$said" "$2/failed-$1"
        return 1
    fi
}

@test "10,000 operations lose no acknowledged record" {
    local folder seed
    make -s -C "$TOP" build/tests/unit/lib_pool_crash
    folder=$TOP/build/pool-crash/$(sha256sum < "$TOP/build/tests/unit/lib_pool_crash" | cut -c 1-16)
    mkdir -p "$folder"
    # Of its own, as the next build replaces that one.
    cp "$TOP/build/tests/unit/lib_pool_crash" "$folder/program"
    rm -f "$folder"/failed-* "$folder"/.[0-9]*
    export -f part
    export OPERATIONS
    # shellcheck disable=SC2016 # the shell's that xargs starts
    seq "$PARTS" | xargs -P "$(nproc)" -I SEED bash -c 'part SEED "$1"' part "$folder" || {
        tail -n 20 "$folder"/failed-*
        false
    }
    for seed in $(seq "$PARTS"); do
        sed -n "s/^# /# part $seed, /p" "$folder/$seed" >&3
        grep -qF "pool 0: $((OPERATIONS / 2)) operations" "$folder/$seed"
        grep -qF "pool 1: $((OPERATIONS / 2)) operations" "$folder/$seed"
    done
}
