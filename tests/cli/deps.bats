#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/deps with stand-ins for dpkg-query, apt-get, id and sudo: nothing is installed.

bats_require_minimum_version 1.5.0

setup() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    SHIM=$BATS_TEST_TMPDIR
    LOG=$BATS_TEST_TMPDIR/log
    PATH=$SHIM:$PATH
    : > "$SHIM/installed"
    : > "$LOG"
    stand_in dpkg-query "echo dpkg-query >> '$LOG'; sed 's/^/installed /' '$SHIM/installed'; echo 'config-files bc'"
    stand_in apt-get "echo apt-get \$* >> '$LOG'"
    stand_in sudo 'shift; exec "$@"'
    stand_in id 'echo 0'
}

# stand_in PROGRAM SCRIPT
stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" > "$SHIM/$1"
    chmod +x "$SHIM/$1"
}

deps() {
    run --separate-stderr "$TOP/scripts/deps" "$@"
}

everything_but() {
    "$TOP/scripts/deps" --list | awk '{ print $2 }' | grep -vx "$1" > "$SHIM/installed"
}

@test "silent, and one dpkg-query, when nothing is missing" {
    everything_but nothing
    deps
    [[ $status == 0 && -z $output$stderr && $(cat "$LOG") == dpkg-query ]]
}

@test "--list gives purpose, package and reason, and changes nothing" {
    deps --list
    [[ $status == 0 && ! -s $LOG ]]
    ! grep -vE '^(build|boot|test|docs) +[a-z0-9.+-]+ +[^ ].+' <<< "$output" || false
    [[ $(awk '{ print $1, $2 }' <<< "$output" | sort | uniq -d) == '' ]]
    deps --list docs boot
    [[ $(awk '{ print $1 }' <<< "$output" | sort -u | xargs) == 'boot docs' ]]
}

@test "root: installs what is missing, once, without recommendations" {
    everything_but 'bc\|jq'
    deps build boot
    [[ $status == 0 && -z $output ]]
    [[ $(sed 1d "$LOG") == 'apt-get install --yes --no-install-recommends bc jq '* ]]
}

@test "only what the purpose needs" {
    everything_but 'bc\|mandoc'
    deps docs
    [[ $(sed 1d "$LOG") == 'apt-get install --yes --no-install-recommends mandoc '* ]]
}

@test "no package indexes: read, then tried again" {
    everything_but bc
    stand_in apt-get "echo apt-get \$* >> '$LOG'; case \$* in *update) touch '$SHIM/lists' ;; *) test -e '$SHIM/lists' ;; esac"
    deps
    [[ $status == 0 ]]
    [[ $(sed 1d "$LOG" | grep -oE 'install --yes|update' | xargs) == 'install --yes update install --yes' ]]
}

@test "an installation that fails is one error and status 1" {
    everything_but bc
    stand_in apt-get 'exit 100'
    deps
    [[ $status == 1 && -z $output && $stderr == *'cannot install all of: bc' ]]
}

@test "a user with sudo: installs through it" {
    everything_but bc
    stand_in id 'echo 1000'
    deps
    [[ $status == 0 && $(sed 1d "$LOG") == 'apt-get install '* ]]
}

@test "a user without sudo: the exact command on stdout, and status 1" {
    everything_but 'bc\|bats'
    stand_in id 'echo 1000'
    stand_in sudo 'exit 1'
    deps
    [[ $status == 1 && $output == 'apt-get install --yes --no-install-recommends bats bc' ]]
    [[ $(cat "$LOG") == dpkg-query ]]
}

@test "not a Debian: told so, status 1" {
    ln -s "$(command -v bash)" "$(command -v dirname)" "$(command -v grep)" "$(command -v cat)" "$SHIM"
    rm "$SHIM/dpkg-query"
    run --separate-stderr env PATH="$SHIM" bash "$TOP/scripts/deps"
    [[ $status == 1 && $stderr == *'no Debian'* ]]
}

@test "a purpose it does not know is a usage error" {
    deps paint
    [[ $status == 2 && $stderr == *"'paint'"* ]]
}
