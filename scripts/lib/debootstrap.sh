# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A folder with an installed Debian, from the machine's own mirror. Needs common.sh and apt.sh, root and debootstrap.

# debootstrap_mirror SUITE: the machine's own, of Debian's archive; nothing when there is none.
debootstrap_mirror() {
    apt_open ''
    sed -n "s/^deb \[[^]]*\] \([^ ]*\) $1 main\$/\1/p" "$APT_HOME/sources.list" | head -n 1
}

# debootstrap_proxy SCHEME: apt's, for a program that asks the environment.
debootstrap_proxy() {
    local PROXY=''
    eval "$(apt-config shell PROXY "Acquire::$1::Proxy")"
    [[ -z $PROXY || $PROXY == DIRECT ]] || printf '%s\n' "$PROXY"
}

# debootstrap_into DIR SUITE PACKAGES: the smallest system and these, in words with commas.
debootstrap_into() {
    local uri log
    uri=$(debootstrap_mirror "$2")
    [[ $uri ]] || die "$EXIT_FAILED" "${APT_TROUBLE:-no mirror of Debian $2 among the sources of this machine}"
    status "installing Debian $2"
    log=$(http_proxy=$(debootstrap_proxy http) https_proxy=$(debootstrap_proxy https) debootstrap --variant=minbase \
        --include="$3" --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$2" "$1" "${uri#mirror+}" 2>&1) ||
        die "$EXIT_FAILED" "debootstrap failed: $(grep -E '^[EW]:' <<< "$log" | tail -n 1)"
    status
    rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*
}
