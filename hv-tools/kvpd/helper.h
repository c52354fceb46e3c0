/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs of the administrator's that answer in place of the daemon, as upstream's hv_get_dns_info and
 * hv_get_dhcp_info: by absolute path and without a shell, with an environment of our own and no input, in a
 * process group that is killed when the deadline passes.
 */
#pragma once
#include <stddef.h>

enum { HELPER_OUTPUT = 2048 };

struct helper {
	const char *path, *argument; /* NULL = none */
	unsigned int deadline_ms;
	int stop_fd; /* readable: give up, for the daemon is to end; -1 = none */
};

/*
 * Run it to its end; what it wrote to standard output, with a NUL, into @ret. 0; -ETIMEDOUT, -ECANCELED,
 * -EOVERFLOW: it wrote more; -ECHILD: it ended with a failure; -errno.
 */
int helper_run(const struct helper *helper, char ret[HELPER_OUTPUT]);
