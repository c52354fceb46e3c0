#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Every service on every stock kernel, with one processor and with two.

load full

@test "Debian's cloud kernel 6.1" {
    full debian-6.1
}

@test "Debian's cloud kernel 6.12 with two processors" {
    full debian-6.12 --cpus 2
}

@test "Debian's cloud kernel 7" {
    full debian-7.x
}
