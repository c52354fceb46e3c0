// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include "auto.h"
#include "conf.h"
#include "inject.h"
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What containers and virtual machines in the guest are connected with. */
static const char *const excluded[] = {
	"docker*",  "br-????????????", "veth*",   "cni*",         "cali*",  "cilium*", "lxc*",
	"flannel*", "kube-*",          "podman*", "nerdctl*",     "virbr*", "vnet*",   "tap*",
	"vxlan*",   "weave*",          "tunl*",   "nodelocaldns",
};

#define FIELD(member) offsetof(struct config, member)
static const struct hv_conf_option settings[] = {
	{ "private-pools", HV_CONF_BOOL, FIELD(private_pools), 0, 0 },
	{ "pool-quota", HV_CONF_UINT, FIELD(pool_quota), 0, 1048576 },
	{ "get-workaround", HV_CONF_BOOL, FIELD(get_workaround), 0, 0 },
	{ "exclude-interface", HV_CONF_LIST, FIELD(exclude), 0, 0 },
	{ "inject", HV_CONF_BOOL, FIELD(inject), 0, 0 },
	{ "inject-backend", HV_CONF_STRING, FIELD(backend), 0, 0 },
	{ "inject-deadline", HV_CONF_UINT, FIELD(inject_deadline_s), 1, 24 },
	{ "dns-helper", HV_CONF_STRING, FIELD(dns_helper), 0, 0 },
	{ "dhcp-helper", HV_CONF_STRING, FIELD(dhcp_helper), 0, 0 },
	{ "set-helper", HV_CONF_STRING, FIELD(set_helper), 0, 0 },
	{ "helper-deadline", HV_CONF_UINT, FIELD(helper_deadline_s), 1, 10 },
	{ 0 },
};

void config_defaults(struct config *config)
{
	*config = (struct config){
		.pool_quota = 4096,
		.get_workaround = true,
		.inject_deadline_s = 24,
		.helper_deadline_s = 10,
	};
	for (size_t i = 0; i < ARRAY_SIZE(excluded); i++)
		config->exclude.items[config->exclude.count++] = excluded[i];
}

/* Written by none but root, or who runs us. */
static const char *check_owner(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL; /* reading it tells */
	if ((st.st_uid != 0 && st.st_uid != geteuid()) || st.st_mode & (S_IWGRP | S_IWOTH))
		return "others than its owner, root, can write it";
	return NULL;
}

/* An empty value is none. */
static const char *check_helper(const char **path)
{
	if (*path && (*path)[0] == '\0')
		*path = NULL;
	return *path && (*path)[0] != '/' ? "a helper's path is not absolute" : NULL;
}

static const char *check_backend(struct config *config)
{
	if (config->backend && strcmp(config->backend, "auto") == 0)
		config->backend = NULL;
	if (!config->backend)
		return NULL;
	for (const char *const *name = inject_backend_names(); *name; name++)
		if (strcmp(config->backend, *name) == 0)
			return NULL;
	return "there is no such inject-backend";
}

static const char *check_values(struct config *config)
{
	const char **const helpers[] = { &config->dns_helper, &config->dhcp_helper,
		                         &config->set_helper };
	const char *why = check_backend(config);

	for (size_t i = 0; i < ARRAY_SIZE(helpers) && !why; i++)
		why = check_helper(helpers[i]);
	return why;
}

int config_read(struct config *config, const char *path, bool must_exist, char room[CONFIG_ROOM],
                char error[CONFIG_ERROR])
{
	struct hv_conf_error wrong = { 0 };
	const char *why = check_owner(path);
	int rc = why ? -EPERM
	             : hv_conf_read(AT_FDCWD, path, settings, config, room, CONFIG_ROOM, &wrong);

	if (rc == -ENOENT && !must_exist)
		return 0;
	if (rc == 0 && (why = check_values(config)))
		rc = -EINVAL;
	if (rc < 0 && !why && wrong.line > 0)
		snprintf(error, CONFIG_ERROR, "%s:%u: %s", path, wrong.line, wrong.text);
	else if (rc < 0)
		snprintf(error, CONFIG_ERROR, "%s: %s", path, why ? why : wrong.text);
	return rc;
}

bool config_excludes(const struct hv_list *patterns, const char *name)
{
	for (unsigned int i = 0; i < patterns->count; i++)
		if (fnmatch(patterns->items[i], name, 0) == 0)
			return true;
	return false;
}
