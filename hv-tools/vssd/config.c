// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>

enum { FILE_MAX = 16 * 1024 };

/* The kernel waits 15 minutes for a freeze; the watchdog must be done well before. */
enum { DEADLINE_MAX_S = 840 };

static const struct hv_conf_option options[] = {
	{ "deadline", HV_CONF_UINT, offsetof(struct vss_config, deadline_s), 1, DEADLINE_MAX_S },
	{ "mount-deadline", HV_CONF_UINT, offsetof(struct vss_config, mount_deadline_s), 1,
	  DEADLINE_MAX_S },
	{ "hook-deadline", HV_CONF_UINT, offsetof(struct vss_config, hook_deadline_s), 1, 300 },
	{ "include-mount", HV_CONF_LIST, offsetof(struct vss_config, include.mounts), 0, 0 },
	{ "include-type", HV_CONF_LIST, offsetof(struct vss_config, include.types), 0, 0 },
	{ "include-device", HV_CONF_LIST, offsetof(struct vss_config, include.devices), 0, 0 },
	{ "exclude-mount", HV_CONF_LIST, offsetof(struct vss_config, exclude.mounts), 0, 0 },
	{ "exclude-type", HV_CONF_LIST, offsetof(struct vss_config, exclude.types), 0, 0 },
	{ "exclude-device", HV_CONF_LIST, offsetof(struct vss_config, exclude.devices), 0, 0 },
	{ 0 },
};

int vss_config_read(int root, const char *path, struct vss_config *ret,
                    struct hv_conf_error *ret_error)
{
	static char room[FILE_MAX];
	int rc;

	*ret = (struct vss_config){ .deadline_s = 60,
		                    .mount_deadline_s = 10,
		                    .hook_deadline_s = 30 };
	rc = hv_conf_read(path ? AT_FDCWD : root, path ? path : VSS_CONFIG_FILE, options, ret, room,
	                  sizeof(room), ret_error);
	return rc == -ENOENT && !path ? 0 : rc;
}
