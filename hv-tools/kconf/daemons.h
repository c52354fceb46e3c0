/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of Hyper-V's daemons a system has. */
#pragma once
#include <stdbool.h>

enum kconf_daemon {
	KCONF_DAEMON_KVP,
	KCONF_DAEMON_VSS,
	KCONF_DAEMON_FCOPY,     /* for kernels before 6.10, whose driver has a device of its own */
	KCONF_DAEMON_FCOPY_UIO, /* for 6.10 and later */
	KCONF_N_DAEMONS
};

struct kconf_daemons {
	bool told; /* somebody said which there are */
	bool has[KCONF_N_DAEMONS];
};

extern const char *const kconf_daemon_names[KCONF_N_DAEMONS]; /* of the programs */

/*
 * @what is a folder that has them, directly or where distributions put them below a root, or a list parted by
 * commas of kvp, vss, fcopy (hvkit's, which serves both kinds of kernels) and the programs' names. 0; -EINVAL for a
 * word that is none; -ENOENT when the folder has none of them.
 */
int kconf_daemons_find(const char *what, struct kconf_daemons *ret_daemons);
