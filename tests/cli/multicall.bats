#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The static programs: hvkit, which is all of them, and the daemons against musl.

bats_require_minimum_version 1.5.0

load ../common

setup_file() {
    # shellcheck disable=SC2119
    make -s -C "$BATS_TEST_DIRNAME/../.." static
}

setup() {
    HVKIT=$TOP/build/tools-static/hvkit
    cd "$BATS_TEST_TMPDIR" || return
}

# of_kbuild VARIABLE: its words.
of_kbuild() {
    sed -n "s/^$1 *:= *//p" "$TOP/Kbuild"
}

# names VARIABLE: the names of the programs that it lists.
names() {
    local program name
    for program in $(of_kbuild "$1"); do
        name=$(of_kbuild "$program-name")
        echo "${name:-$program}"
    done
}

# needs_nothing FILE: neither a library nor a loader.
needs_nothing() {
    ! readelf -dl "$1" | grep -E 'NEEDED|INTERP'
}

@test "hvkit knows every program of Kbuild, and their further names" {
    run "$HVKIT" --list
    [ "$status" -eq 0 ]
    for name in $(names multicall-y) $(of_kbuild '[a-z]*-links'); do
        grep -qxF "$name" <<< "$output" || {
            echo "missing: $name"
            false
        }
    done
}

@test "a program says in hvkit what it says by itself, by word and by link" {
    mkdir bin
    "$HVKIT" --install bin
    for name in $(names multicall-y); do
        "$TOP/build/tools/$name" --help > alone
        "$HVKIT" "$name" --help > word
        "bin/$name" --help > by_link
        cmp alone word
        cmp alone by_link
        "bin/$name" --version | grep -F "$name (hvkit)"
    done
}

@test "the words behind a program's name are its own, and so is its exit code" {
    mkdir -p bin root/sys/bus/vmbus/devices
    "$HVKIT" --install bin
    run -0 "$HVKIT" lsvmbus --root root
    [ -z "$output" ]
    run -1 bin/lsvmbus --root nowhere
    says 'lsvmbus: nowhere'
    run -2 "$HVKIT" lsvmbus --nope
    says 'lsvmbus: no such option: --nope'
}

@test "--install replaces links, and leaves files alone" {
    mkdir bin
    ln -s nowhere bin/lsvmbus
    "$HVKIT" --install bin
    [ "$(readlink bin/lsvmbus)" = "$HVKIT" ]
    "$HVKIT" --install bin
    rm bin/lsvmbus
    echo mine > bin/lsvmbus
    run -1 "$HVKIT" --install bin
    says 'bin/lsvmbus: File exists'
    [ "$(< bin/lsvmbus)" = mine ]
    run -1 "$HVKIT" --install nowhere
    says nowhere
}

@test "wrong usage is exit 2" {
    for words in '' nope --nope '--install'; do
        # shellcheck disable=SC2086
        run --separate-stderr -2 "$HVKIT" $words
        [ -z "$output" ]
        [ -n "$stderr" ]
    done
}

@test "static programs need nothing, and those against musl are small" {
    needs_nothing "$HVKIT"
    for name in $(names progs-musl-y); do
        needs_nothing "$TOP/build/tools-musl/$name"
        "$TOP/build/tools-musl/$name" --version | grep -F "$name (hvkit)"
        [ "$(stat -c %s "$TOP/build/tools-musl/$name")" -lt 262144 ]
    done
}
