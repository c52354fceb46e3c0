// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"
#include "auto.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct profile profiles[] = {
	/* hv_storvsc drives SCSI of Gen2 and the disks of Gen1's IDE alike; sd_mod only comes by the device's own alias. */
	{ "storage",
	  "disks by VMBus: SCSI of Gen2, IDE of Gen1",
	  { "hv_vmbus", "hv_storvsc", "sd_mod" } },
	{ "nvme",
	  "disks of the v6 sizes: NVMe over PCI over VMBus",
	  { "hv_vmbus", "pci-hyperv", "nvme" } },
	/* hv_netvsc alone does; the virtual functions behind it only speed it up. */
	{ "net",
	  "the network by VMBus, and the virtual functions it may have",
	  { "hv_vmbus", "hv_netvsc", "?pci-hyperv", "?mana" } },
	{ "utils", "heartbeat, shutdown, time, key-value pairs", { "hv_vmbus", "hv_utils" } },
	{ "input",
	  "keyboard and mouse of the console",
	  { "hv_vmbus", "hyperv-keyboard", "?hid-hyperv" } },
	{ "lisa",
	  "what Microsoft's image test (LISA) looks for",
	  { "hv_vmbus", "hv_storvsc", "sd_mod", "hv_netvsc", "hyperv-keyboard", "?hid-hyperv" } },
	{ "ide",
	  "the DVD of Gen1, and its disks in a crash kernel",
	  { "ata_piix", "?sr_mod", "?sd_mod" } },
	{ "verity", "a root under dm-verity", { "dm-mod", "dm-verity" } },
	{ "overlay", "a root under an overlay", { "overlay" } },
};
const size_t n_profiles = ARRAY_SIZE(profiles);

/* What some file systems want at run time that modules.dep and softdeps do not say. */
static const struct {
	const char *name, *wants[4];
} file_systems[] = {
	/* the default code page and character set of FAT_DEFAULT_* */
	{ "vfat", { "nls_cp437", "nls_ascii", "nls_iso8859-1", "nls_utf8" } },
};

static int add_profile(struct closure *closure, const struct modules *m, const struct profile *p,
                       struct fault *fault)
{
	char reason[64];

	snprintf(reason, sizeof(reason), "profile %s", p->name);
	for (size_t i = 0; i < ARRAY_SIZE(p->modules) && p->modules[i]; i++) {
		const bool optional = *p->modules[i] == '?';
		const struct closure_want want = { p->modules[i] + optional, reason, optional };
		int rc = closure_add(closure, m, &want, fault);

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_by_name(struct closure *closure, const struct modules *m, const char *name,
                       struct fault *fault)
{
	struct fault inner = { "" };

	for (size_t i = 0; i < n_profiles; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return add_profile(closure, m, &profiles[i], fault);
	snprintf(inner.text, sizeof(inner.text), "'%.60s' is none of the profiles", name);
	for (size_t i = 0; i < n_profiles; i++) {
		const size_t len = strlen(inner.text);

		snprintf(inner.text + len, sizeof(inner.text) - len, "%s%s", i ? ", " : " ",
		         profiles[i].name);
	}
	*fault = inner;
	return -EINVAL;
}

static int add_file_system(struct closure *closure, const struct modules *m, const char *name,
                           struct fault *fault)
{
	char reason[128], alias[128];
	const struct closure_want want = { name, reason, true },
				  by_alias = { alias, reason, false };
	int rc;

	snprintf(reason, sizeof(reason), "file system %.60s", name);
	snprintf(alias, sizeof(alias), "fs-%.60s", name);
	rc = closure_add(closure, m, modules_find(m, name) ? &want : &by_alias, fault);
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(file_systems); i++)
		for (size_t j = 0; rc == 0 && j < ARRAY_SIZE(file_systems[i].wants); j++) {
			const char *more = file_systems[i].wants[j];
			const struct closure_want also = { more, reason, true };

			if (more && strcmp(file_systems[i].name, name) == 0)
				rc = closure_add(closure, m, &also, fault);
		}
	return rc;
}

int profile_add(struct closure *closure, const struct modules *m, const char *list, bool fs,
                struct fault *fault)
{
	while (*list) {
		char name[64];
		const size_t len = strcspn(list, ",");
		int rc;

		if (len == 0 || len >= sizeof(name))
			return fault_set(fault, -EINVAL, "'%.60s': names parted by commas", list);
		memcpy(name, list, len);
		name[len] = '\0';
		rc = (fs ? add_file_system : add_by_name)(closure, m, name, fault);
		if (rc < 0)
			return rc;
		list += len;
		list += *list == ',';
	}
	return 0;
}
