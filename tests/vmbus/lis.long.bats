#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Microsoft's cases on every kernel there is, with one processor and with two, 20 times each.

load lis

setup_file() {
    load lis
    lis_files
}

# again TARGET CPUS
again() {
    for _ in $(seq 20); do
        lis "$1" --cpus "$2" || return
    done
}

@test "Debian's cloud kernel 6.1, 20 times" {
    again debian-6.1 1
}

@test "Debian's cloud kernel 6.1 with two processors, 20 times" {
    again debian-6.1 2
}

@test "Debian's cloud kernel 6.12, 20 times" {
    again debian-6.12 1
}

@test "Debian's cloud kernel 6.12 with two processors, 20 times" {
    again debian-6.12 2
}

@test "Debian's cloud kernel 7, 20 times" {
    again debian-7.x 1
}

@test "Debian's cloud kernel 7 with two processors, 20 times" {
    again debian-7.x 2
}

@test "micro, 20 times" {
    again micro 1
}

@test "micro with two processors, 20 times" {
    again micro 2
}
