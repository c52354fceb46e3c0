/* SPDX-License-Identifier: GPL-2.0-only */
/* /etc/hvkit/vssd.conf; hv_vss_daemon(8) tells what each option means. */
#pragma once
#include "cli.h"
#include "conf.h"

#define VSS_CONFIG_FILE "/etc/hvkit/vssd.conf"

/* Which file systems; patterns of fnmatch(3) in which '*' matches '/', too. */
struct vss_choice {
	struct hv_list mounts, types, devices;
};

struct vss_config {
	unsigned long deadline_s;       /* from the first freeze to the watchdog's thaw */
	unsigned long mount_deadline_s; /* of freezing one */
	unsigned long hook_deadline_s;
	struct vss_choice include, exclude; /* none included: all */
};

/*
 * The defaults, then what the file says. @path NULL: the usual one below @root, which may be missing. Strings
 * stay in static memory. 0, or -errno as of hv_conf_read().
 */
int vss_config_read(int root, const char *path, struct vss_config *ret,
                    struct hv_conf_error *ret_error);
