#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only

load reoffer

@test "every service is rescinded and offered again, 5 times, and nothing leaks" {
    reoffers debian-6.1 5
}
