# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# What the bats files share: where things are, and the kernel most of them boot.

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export TOP

# need_micro: the flavor micro as most tests boot it, quick to unpack and with file copy; built when it is not, and
# asked about once in a run. Sets MICRO to its bzImage.
need_micro() {
    local kept=${HVKIT_RUN:-$BATS_RUN_TMPDIR}/micro
    [[ -s $kept ]] || {
        "$TOP/scripts/kernel-build" micro+lz4+fcopy > "$kept.$$" || {
            echo "the flavor micro does not build" >&2
            return 1
        }
        mv -f "$kept.$$" "$kept"
    }
    MICRO=$(< "$kept")
    export MICRO
}

# says TEXT: the last run's output has it, whole or not.
says() {
    [[ $output == *"$1"* ]] || {
        printf 'missing: %s\nin: %s\n' "$1" "$output" >&2
        return 1
    }
}

# file_says FILE TEXT
file_says() {
    grep -qF -e "$2" "$1" || {
        printf 'missing: %s\nin %s, which ends:\n' "$2" "$1" >&2
        tail -n 20 "$1" >&2
        return 1
    }
}
