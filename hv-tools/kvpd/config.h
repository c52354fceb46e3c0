/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy, kvpd.conf; hv_kvp_daemon(8) describes its settings. It names programs that run as root, so
 * nobody else may be able to write it.
 */
#pragma once
#include "cli.h"
#include <stdbool.h>

enum { CONFIG_ERROR = 256, CONFIG_ROOM = 8192 };
#define CONFIG_FILE "/etc/hvkit/kvpd.conf"

struct config {
	bool private_pools;       /* pool files that are made have mode 0600 */
	unsigned long pool_quota; /* records; 0 = no limit */
	bool get_workaround;      /* answer GET where the kernel looks for it */
	struct hv_list exclude;   /* interfaces, patterns of fnmatch(3) */

	bool inject;
	const char *backend; /* NULL = found out */
	unsigned long inject_deadline_s;

	const char *dns_helper, *dhcp_helper, *set_helper; /* absolute paths; NULL = none */
	unsigned long helper_deadline_s;
};

void config_defaults(struct config *config);

/*
 * Take over the settings of @path, if it is there; strings point into @room, which is not touched otherwise.
 * 0; -errno with the reason in @error, which names the file and, where one is wrong, the line. -ENOENT is an
 * error only when it @must_exist.
 */
int config_read(struct config *config, const char *path, bool must_exist, char room[CONFIG_ROOM],
                char error[CONFIG_ERROR]);

/* Whether @config excludes the interface @name. */
bool config_excludes(const struct hv_list *patterns, const char *name);
