#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The front door: install and uninstall, and the database for clang tools.

load ../common

@test "install puts each program and page in its place, uninstall leaves nothing" {
    make -s -C "$TOP" install "DESTDIR=$BATS_TEST_TMPDIR/root" PREFIX=/usr
    cd "$BATS_TEST_TMPDIR/root"
    read -ra programs < <(sed -n 's/^progs-y *:= *//p' "$TOP/Kbuild")
    for folder in "${programs[@]}"; do
        program=$(sed -n "s/^$folder-name *:= *//p" "$TOP/Kbuild")
        program=${program:-$folder}
        [ -x "usr/sbin/$program" ]
        [ -s "usr/share/man/man8/$program.8" ]
        "usr/sbin/$program" --version | grep -F '(hvkit)'
        [ -s "usr/share/bash-completion/completions/$program" ]
    done
    make -s -C "$TOP" uninstall "DESTDIR=$BATS_TEST_TMPDIR/root" PREFIX=/usr
    [ -z "$(find . -type f)" ]
}

@test "completion offers the options of a program and of its command" {
    PATH=$TOP/build/tools:$PATH
    # shellcheck source=scripts/lib/completion.bash
    source "$TOP/scripts/lib/completion.bash"
    COMP_WORDS=(hvhost --vm) COMP_CWORD=1
    _hvkit hvhost --vm hvhost
    [ "${COMPREPLY[*]}" = --vmbus-version ]
    COMP_WORDS=(kconf merge --o) COMP_CWORD=2
    _hvkit kconf --o merge
    [ "${COMPREPLY[*]}" = --output ]
}

@test "compile_commands.json names every source of a program" {
    make -s -C "$TOP" compile_commands.json
    run jq -r '.[].file' "$TOP/compile_commands.json"
    rm -f "$TOP/compile_commands.json"
    for source in hv-tools/vmbus/vmbus.c hv-tools/lib/cli.c hv-tools/kconf/main.c; do
        says "$source"
    done
}

@test "the static programs need no library" {
    make -s -C "$TOP" tools init
    for program in "$TOP"/build/tools-static/*; do
        [[ $(readelf -d "$program" 2> /dev/null) != *NEEDED* ]]
    done
}

@test "make and the inventory agree on what is a program" {
    run ls "$TOP/hv-tools"
    for folder in $output; do
        [[ $folder == lib || $folder == hvkit ]] || grep -qE "^([a-z]+-parts|progs-y) .*\b$folder\b" "$TOP/Kbuild"
    done
}
