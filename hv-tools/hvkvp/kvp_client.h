/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lis-test's kvp_client writes, which LISA and others read by pattern: "Pool is N", "Num records is N", then
 * "Key: K; Value: V" for every record, good or bad. Source: microsoft/lis-test, WS2012R2/lisa/tools/KVP.
 */
#pragma once
#include "options.h"

/* The pools of @set. Exit code; a missing file is a failure, after those before it are written. */
int kvp_client_list(const struct options *o, unsigned int set);
