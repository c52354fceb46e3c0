/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of all programs as symbolic links to this one. */
#pragma once

/*
 * Make them in @dir, in place of links that are there; other files stay as they are. 0, or -errno: -EEXIST
 * for a name that is no link, and *ret_name is the name it happened to.
 */
int links_make(const char *dir, const char **ret_name);
