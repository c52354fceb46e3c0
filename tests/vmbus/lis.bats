#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Microsoft's cases on every kernel there is, once.

load lis

setup_file() {
    load lis
    lis_files
}

@test "Debian's cloud kernel 6.1" {
    lis debian-6.1
}

@test "Debian's cloud kernel 6.12" {
    lis debian-6.12
}

@test "Debian's cloud kernel 7" {
    lis debian-7.x
}

@test "micro" {
    lis micro
}
