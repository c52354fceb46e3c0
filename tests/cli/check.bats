#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The test runner itself, in a tree of its own with tests that pass, fail, skip and die.

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir -p scripts/lib tests/cli
    cp "$TOP/scripts/check" scripts/
    cp "$TOP/scripts/lib/common.sh" scripts/lib/
    fake scripts/deps 'exit 0'
    fake scripts/lint 'echo 1..1; echo ok 1 - lint'
}

# fake FILE BODY: an executable.
fake() {
    printf '#!/usr/bin/env bash\n%s\n' "$2" > "$1"
    chmod +x "$1"
}

# bats_file NAME BODY...: a test file with one test per BODY.
bats_file() {
    local file=tests/$1.bats body n=0
    shift
    for body in "$@"; do
        printf '@test "case %d" {\n%s\n}\n' "$((++n))" "$body"
    done > "$file"
}

@test "counts what passed and what was skipped, with the reason" {
    bats_file cli/a true true
    bats_file cli/b 'skip "no such hardware"'
    run scripts/check cli
    [ "$status" -eq 0 ]
    says 'skipped: case 1 # skip no such hardware'
    [ "${lines[-1]}" = '2 passed, 0 failed, 1 skipped' ]
}

@test "a failure: exit 1, its output last, and how to replay it" {
    bats_file cli/a true
    bats_file cli/b true 'echo the reason is this; false'
    bats_file cli/c true
    run scripts/check
    [ "$status" -eq 1 ]
    says 'FAILED cli/b'
    says '# the reason is this'
    says '    scripts/check cli/b'
    [[ ${output%%the reason is this*} == *'ok     cli/c'* ]]
    [ "${lines[-1]}" = '4 passed, 1 failed, 0 skipped' ]
}

@test "a test that dies without a word has failed" {
    fake scripts/lint 'echo 1..3; echo ok 1 - a; exit 7'
    run scripts/check lint
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '1 passed, 1 failed, 0 skipped' ]
}

@test "a test without tests has failed, and a folder of its name is no test" {
    fake scripts/lint 'echo nothing'
    mkdir lint
    run scripts/check lint
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '0 passed, 1 failed, 0 skipped' ]
}

@test "long tests run when asked for" {
    bats_file cli/a true
    bats_file cli/slow.long true
    run scripts/check cli
    [ "${lines[-1]}" = '1 passed, 0 failed, 0 skipped' ]
    run scripts/check --long cli
    [ "${lines[-1]}" = '2 passed, 0 failed, 0 skipped' ]
    run scripts/check cli/slow.long
    [ "${lines[-1]}" = '1 passed, 0 failed, 0 skipped' ]
    run scripts/check --list
    says 'cli/slow.long'
}

@test "an unknown name: usage" {
    run scripts/check nosuch
    [ "$status" -eq 2 ]
    says 'no such test: nosuch'
}

@test "missing packages end it before anything runs" {
    fake scripts/deps 'echo apt-get install x; exit 1'
    bats_file cli/a true
    run scripts/check cli
    [ "$status" -eq 1 ]
    [ "$output" = 'apt-get install x' ]
}

# programs NAME...: a tree whose make copies sources to programs, and tells in "asked" how often it was asked.
programs() {
    local name
    mkdir -p tests/unit
    for name in "$@"; do
        printf '#!/bin/sh\necho 1..1\necho ok 1 - %s\n' "$name" > "tests/unit/$name.c"
    done
    cat > Makefile << 'END'
B := build
$(shell echo $(MAKECMDGOALS) >> asked)
$(B)/tests/unit/%: tests/unit/%.c
	@mkdir -p $(@D)
	@! grep -H syntax $<
	@cp $< $@ && chmod +x $@
END
}

@test "make is asked once for a tier, and for what is to run only" {
    programs lib_a lib_b lib_c
    run scripts/check unit sanitized
    [ "${lines[-1]}" = '6 passed, 0 failed, 0 skipped' ]
    [ "$(wc -l < asked)" -eq 2 ]
    rm -r build asked
    HVKIT_BUILT=yes run scripts/check unit/lib_b
    [ "${lines[-1]}" = '1 passed, 0 failed, 0 skipped' ]
    [ "$(< asked)" = build/tests/unit/lib_b ]
}

@test "a program that does not build is a failure of its own, with the compiler's words; what it was is not run" {
    programs lib_a lib_b lib_c
    run scripts/check unit
    [ "$status" -eq 0 ]
    echo '# syntax error' >> tests/unit/lib_b.c
    touch -d '+1 minute' tests/unit/lib_b.c
    run scripts/check unit
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '2 passed, 1 failed, 0 skipped' ]
    says 'FAILED unit/lib_b'
    says '# syntax error'
    [[ ${output%%# syntax error*} == *'ok     unit/lib_c'* ]]
}
