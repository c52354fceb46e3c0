# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What every script shares. Source it first; it sets HVKIT_TOP and HVKIT_CACHE.

HVKIT_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
HVKIT_CACHE=${HVKIT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hvkit}
export HVKIT_TOP HVKIT_CACHE
SELF=${0##*/}

# Exit codes, the same for every program and script (see README).
# shellcheck disable=SC2034
EXIT_FAILED=1 EXIT_USAGE=2 EXIT_FOUND=3

# say WORDS: a line for the person, on stderr.
say() {
    status ''
    printf '%s: %s\n' "$SELF" "$*" >&2
}

# die CODE WORDS: one clear error, then exit.
die() {
    local code=$1
    shift
    say "$@"
    exit "$code"
}

# usage_text FILE: the comment block at the head of a script is its --help.
usage_text() {
    sed -n '3,/^[^#]/{s/^# \{0,1\}//p}' "$1"
}

# want_program NAME PACKAGE: a missing program is one clear error, not a shell's.
want_program() {
    command -v "$1" > /dev/null || die "$EXIT_FAILED" "$1 is missing: install the package $2 (scripts/deps lists all)"
}

# status WORDS: progress on a terminal, one line that overwrites itself; status with no words clears it.
status() {
    [[ -t 2 ]] || return 0
    printf '\r\033[K%s' "$*" >&2
}
