#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The greeting again and again: 20 boots of 20.

load common

setup_file() {
    load common
    need_micro
}

@test "micro, 20 times" {
    for _ in $(seq 20); do greets micro; done
}

@test "Debian's cloud kernel 6.1, 20 times" {
    for _ in $(seq 20); do greets debian-6.1; done
}

@test "Debian's cloud kernel 6.12, 20 times" {
    for _ in $(seq 20); do greets debian-6.12; done
}

@test "micro with two processors, 20 times" {
    for _ in $(seq 20); do greets micro --cpus 2; done
}
