// SPDX-License-Identifier: GPL-2.0-only
#include "daemons.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *const kconf_daemon_names[KCONF_N_DAEMONS] = {
	[KCONF_DAEMON_KVP] = "hv_kvp_daemon",
	[KCONF_DAEMON_VSS] = "hv_vss_daemon",
	[KCONF_DAEMON_FCOPY] = "hv_fcopy_daemon",
	[KCONF_DAEMON_FCOPY_UIO] = "hv_fcopy_uio_daemon",
};

/* Distributions write the same names with dashes, and put them into different folders. */
static const char *const folders[] = {
	"",
	"usr/sbin/",
	"usr/bin/",
	"usr/local/sbin/",
	"sbin/",
	"usr/lib/hyper-v/bin/",
	"usr/lib/hyper-v/",
	"usr/libexec/hypervkvpd/",
};

static const struct {
	const char *word;
	bool has[KCONF_N_DAEMONS];
} words[] = {
	{ "kvp", { [KCONF_DAEMON_KVP] = true } },
	{ "vss", { [KCONF_DAEMON_VSS] = true } },
	{ "fcopy", { [KCONF_DAEMON_FCOPY] = true, [KCONF_DAEMON_FCOPY_UIO] = true } },
	{ "hv_kvp_daemon", { [KCONF_DAEMON_KVP] = true } },
	{ "hv_vss_daemon", { [KCONF_DAEMON_VSS] = true } },
	{ "hv_fcopy_daemon", { [KCONF_DAEMON_FCOPY] = true } },
	{ "hv_fcopy_uio_daemon", { [KCONF_DAEMON_FCOPY_UIO] = true } },
};

static bool exists(int folder, const char *sub, const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", sub, name);
	return fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode);
}

static bool has(int folder, const char *name)
{
	char dashed[64];
	size_t i;

	for (i = 0; i < sizeof(dashed) - 1 && name[i]; i++)
		dashed[i] = (char)(name[i] == '_' ? '-' : name[i]);
	dashed[i] = '\0';
	for (size_t f = 0; f < ARRAY_SIZE(folders); f++)
		if (exists(folder, folders[f], name) || exists(folder, folders[f], dashed))
			return true;
	return false;
}

static int find_in(int folder, struct kconf_daemons *daemons)
{
	bool any = false;

	for (int i = 0; i < KCONF_N_DAEMONS; i++) {
		daemons->has[i] = has(folder, kconf_daemon_names[i]);
		any |= daemons->has[i];
	}
	return any ? 0 : -ENOENT;
}

static int add_word(struct kconf_daemons *daemons, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		for (int d = 0; d < KCONF_N_DAEMONS; d++)
			daemons->has[d] |= words[i].has[d];
		return 0;
	}
	return -EINVAL;
}

int kconf_daemons_find(const char *what, struct kconf_daemons *ret_daemons)
{
	struct kconf_daemons daemons = { .told = true };
	AUTO_CLOSE int folder = open(what, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO_FREE char *list = strdup(what);
	char *rest = list, *word;
	int rc = folder >= 0 ? find_in(folder, &daemons) : 0;

	if (!list)
		return -ENOMEM;
	while (folder < 0 && rc == 0 && (word = strsep(&rest, ",")))
		rc = add_word(&daemons, word);
	if (rc == 0)
		*ret_daemons = daemons;
	return rc;
}
