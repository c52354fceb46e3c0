/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers of users and groups, from passwd(5) and group(5) alone: no name service, whose libraries stay in
 * memory.
 */
#pragma once

/*
 * The third field of the line of @file, below the folder @root, whose first field is @name; a @name in
 * digits is its own number. 0, -ENOENT, -EINVAL for a line without a number, or the errno of opening or
 * reading.
 */
int account_find(int root, const char *file, const char *name, unsigned int *ret_id);
