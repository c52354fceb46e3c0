#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf audit: configs of any origin held against requirement lists.
# shellcheck disable=SC2154 # bats sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup_file() { make -s -C "$TOP" build/tools/kconf; }

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir lists
    cat > lists/some.policy << 'END'
title = Some list
source doc = the manual
[must] required What must be
BUILT_IN=y ; doc chapter 1 ; needed at boot
EITHER or OTHER ; doc
!FORBIDDEN ; doc
LIMIT>=100 ; doc
LSM has yama ; doc

when series ..6.6.29 6.7..6.8.8
OLD_NAME=y ; doc

when series 6.6.30..6.6 6.8.9..
NEW_NAME=y ; doc

when arch arm64
ARM_ONLY ; doc

[may] optional
EXTRA ; doc
END
    config 6.12.5
}

# config RELEASE [LINE...]: one that meets all, with these lines besides.
config() {
    {
        printf '#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 %s Kernel Configuration\n#\n' "$1"
        printf 'CONFIG_X86_64=y\nCONFIG_BUILT_IN=y\nCONFIG_OTHER=m\n# CONFIG_FORBIDDEN is not set\nCONFIG_LIMIT=0x64\n'
        printf 'CONFIG_LSM="landlock,yama"\nCONFIG_NEW_NAME=y\n'
        printf '%s\n' "${@:2}"
    } > config
}

audit() { run --separate-stderr "$TOP/build/tools/kconf" audit -P lists "$@"; }

# without LINE: the config lacks it.
without() { sed -i "/$1/d" config; }

@test "all that is required is met" {
    audit config
    ((status == 0))
    [[ ${lines[0]} =~ ^config\ +release\ +arch\ +some$ ]]
    [[ ${lines[1]} =~ ^config\ +6\.12\.5\ +x86_64\ +6/6$ ]]
    ((${#lines[@]} == 2))
}

@test "y, m, n, not set and absent are told apart" {
    without CONFIG_BUILT_IN && echo CONFIG_BUILT_IN=m >> config
    without CONFIG_FORBIDDEN && echo CONFIG_FORBIDDEN=m >> config
    without CONFIG_OTHER && echo '# CONFIG_OTHER is not set' >> config
    audit -v config
    ((status == 3))
    says 'BUILT_IN is m, wants y [must]: needed at boot'
    says 'from the manual, chapter 1'
    says 'FORBIDDEN is m, wants off'
    says 'wants EITHER or OTHER: EITHER is absent, OTHER is not set'
    says '3 of 6 unmet'
}

@test "numbers and lists of words" {
    without CONFIG_LIMIT && without CONFIG_LSM && printf 'CONFIG_LIMIT=99\nCONFIG_LSM="yamaha"\n' >> config
    audit -v config
    ((status == 3))
    says 'LIMIT is 99, wants at least 100'
    says 'LSM is "yamaha", wants with yama'
}

@test "the release is the config's, down to the point release" {
    without CONFIG_NEW_NAME && echo CONFIG_OLD_NAME=y >> config
    for release in 6.6.29 6.7.1 6.8.8-rt 5.10.1; do
        sed -i "s/^# Linux.*/# Linux\/x86_64 $release Kernel Configuration/" config
        audit config
        ((status == 0))
    done
    for release in 6.6.30.mshv1 6.6.134.1 6.8.9 6.18.39-79.141.amzn2023.x86_64.microvm 7.0.1+deb14-cloud-amd64; do
        sed -i "s/^# Linux.*/# Linux\/x86_64 $release Kernel Configuration/" config
        audit config
        ((status == 3))
        says "NEW_NAME"
        says "$release"
    done
    audit -s 6.6.29 config
    ((status == 0))
}

@test "a config without heading needs --series; one without an architecture --arch" {
    sed -i '/^#/d' config
    audit config
    ((status == 1))
    [[ $stderr == *"say --series"* ]]
    audit -s 6.12 config
    ((status == 0))
    without CONFIG_X86_64
    audit -s 6.12 config
    ((status == 1))
    [[ $stderr == *"say --arch"* ]]
    audit -s 6.12 -a arm64 config
    ((status == 3))
    says ARM_ONLY
}

@test "compressed as /proc/config.gz is, and from standard input" {
    gzip -k config
    audit config.gz
    ((status == 0))
    audit - < config
    ((status == 0))
    head -c 100 config.gz > cut.gz
    audit cut.gz
    ((status == 1))
    [[ $stderr == *"cut.gz: damaged, or cut off"* ]]
}

@test "optional things count when asked for" {
    audit --level optional config
    ((status == 3))
    says EXTRA
    audit --level sometimes config
    ((status == 2))
}

@test "a flavor's exceptions are accepted until they end, and unused ones are named" {
    without CONFIG_BUILT_IN
    cat > lists/small.exceptions << 'END'
lists = some
some BUILT_IN until 6.12 ; not in this flavor
some LIMIT until 6.12 ; never needed
END
    audit -f small config
    ((status == 0))
    says '5+1/6'
    audit -f small -v config
    says 'accepted until 6.12: not in this flavor'
    says 'small.exceptions:3: some LIMIT: no config here needs this exception'
    audit -f small -v -s 6.13 config
    ((status == 3))
    says 'was accepted until 6.12'
    audit -f none config
    ((status == 2))
    [[ $stderr == *"flavor none has no file none.exceptions"* ]]
}

@test "JSON has the numbers, what is unmet and with --verbose everything" {
    without CONFIG_BUILT_IN
    audit --json config
    ((status == 3))
    jq -e '.schema == "hvkit.kconf-audit/1" and .configs[0].release == "6.12.5"' <<< "$output"
    jq -e '.configs[0].lists[0] | .passed == false and .required == {met: 5, unmet: 1, accepted: 0, not_meant: 2}' <<< "$output"
    jq -e '.configs[0].lists[0].verdicts | map(select(.level == "required")) | length == 1 and .[0].symbol == "BUILT_IN" and
        .[0].symbols[0].value == "absent" and .[0].source == "the manual" and .[0].place == "chapter 1"' <<< "$output"
    audit --json -v config
    jq -e '.configs[0].lists[0].verdicts | length == 9' <<< "$output"
}

@test "several configs: one that cannot be read does not keep the others from being judged" {
    audit config missing config
    ((status == 1))
    [[ $stderr == *"missing: No such file"* ]]
    ((${#lines[@]} == 3))
}

@test "what is no config is said to be none; strange lines are told" {
    audit /dev/null
    ((status == 1))
    printf 'hello\n' > text
    audit text
    ((status == 1))
    [[ $stderr == *"not a kernel config"* ]]
    printf 'CONFIG_BUILT_IN=n\nCONFIG_ODD\n' >> config
    audit config
    ((status == 3))
    [[ $stderr == *"config:13: CONFIG_BUILT_IN: set to n here, after y at line 6: the last counts"* ]]
    [[ $stderr == *"config:14: no '=' after the symbol"* ]]
}

@test "lists are chosen by name; a broken list is named with its line" {
    audit -l other config
    ((status == 2))
    [[ $stderr == *"no requirement list 'other'; there are: some"* ]]
    echo 'X' >> lists/some.policy
    audit config
    ((status == 1))
    [[ $stderr == *"lists/some.policy:21: not 'DEMAND ; TAG'"* ]]
}

@test "our own lists come with the program, from anywhere" {
    run --separate-stderr "$TOP/build/tools/kconf" audit -l docker -l hardening config
    ((status == 3))
    says 'Docker Engine'
    [[ ${lines[0]} =~ docker\ +hardening$ ]]
}

@test "each line of our own lists has a source" {
    run --separate-stderr "$TOP/build/tools/kconf" audit -L optional --json -v config
    jq -e '[.configs[0].lists[].verdicts[]] | length > 400 and all(.source | length > 10)' <<< "$output"
}
