# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the guest and the container in it tell the test.

# check NAME COMMAND...: a line that says whether it did, and what it said last when it did not.
check() {
    name=$1
    shift
    if said=$("$@" 2>&1); then
        echo "ok $name"
    else
        echo "not ok $name: $(echo "$said" | tail -n 1)"
    fi
}

# equal FILE TEXT: that is all it holds.
equal() {
    read -r value < "$1" && echo "$1 holds $value" && [ "$value" = "$2" ]
}

# refused TEXT COMMAND...: it fails, with this among its words.
refused() {
    text=$1
    shift
    if words=$("$@" 2>&1); then
        echo "$* was not refused"
        return 1
    fi
    echo "$words"
    case $words in *"$text"*) ;; *) return 1 ;; esac
}

# fetches ADDRESS PORT: the word that every server here gives. busybox's wget would ask for the number of "http", for
# which a static program wants libraries.
fetches() {
    word=$(printf 'GET / HTTP/1.0\r\n\r\n' | busybox nc -w 10 "$1" "$2" | tail -n 1)
    echo "$1 said '$word'"
    [ "$word" = hello ]
}
