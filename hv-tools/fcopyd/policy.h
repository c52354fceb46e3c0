/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the administrator lets the host do: the configuration file, hv_fcopy_daemon(8). It is read at the
 * start of each copy; without it nothing is allowed.
 */
#pragma once
#include "cli.h"
#include "conf.h"
#include "text.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define POLICY_FILE "/etc/hvkit/fcopyd.conf"

struct policy {
	bool enabled;
	struct hv_list allow; /* absolute folders */
	uint64_t max_size;    /* bytes */
	mode_t mode;
	uid_t owner;
	gid_t group;
	bool overwrite, create_path, bind;
	const char *hook; /* absolute, or NULL */
	unsigned long hook_seconds;
	char room[4096]; /* the file; texts point into it */
};

/*
 * Read @path below the folder @root. 0, or -errno with *ret_error filled in: -ENOENT when there is none,
 * -EINVAL for what will not do. On an error the policy is one that allows nothing.
 */
int policy_read(struct policy *policy, int root, const char *path, struct hv_conf_error *ret_error);

/*
 * Which of the allowed folders the plain path @path (text.h) is or is below: the longest. Its own plain
 * path goes into @folder of TEXT_SIZE bytes; what of @path is behind it is returned, "" or "more/of/it".
 * NULL: none.
 */
const char *policy_find(const struct policy *policy, const char *path, char *folder);
