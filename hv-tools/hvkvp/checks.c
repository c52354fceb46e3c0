// SPDX-License-Identifier: GPL-2.0-only
#include "checks.h"
#include "auto.h"
#include "checks_pools.h"
#include "holder.h"
#include "sysfs.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define KVP_CLASS "{a9a0f4e7-5a45-4d96-b827-8a841e8c03e6}"
#define DEVICES   "sys/bus/vmbus/devices"
#define NODE      "dev/vmbus/hv_kvp"

void checks_tell(struct checks *c, enum verdict verdict, const char *check, const char *advice,
                 const char *format, ...)
{
	char text[256];
	const struct finding f = { verdict, check, text, advice };
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	c->fn(c->ctx, &f);
}

static bool exists(int root, const char *path)
{
	return faccessat(root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* false: nothing else needs to be looked at. */
static bool check_platform(struct checks *c)
{
	static const char *const kinds[] = { "none", "VBS", "SEV-SNP", "TDX" };
	const struct platform *p = c->platform;

	if (!p->hyperv && !exists(c->root, "sys/bus/vmbus")) {
		checks_tell(c, VERDICT_WARN, "platform", "key-value pairs are Hyper-V's",
		            "this is no guest of Hyper-V");
		return false;
	}
	if (p->isolated)
		checks_tell(c, VERDICT_NOTE, "platform", "",
		            "a confidential machine (%s): the kernel takes no KVP from its host",
		            p->isolation < ARRAY_SIZE(kinds) ? kinds[p->isolation] : "unknown");
	else
		checks_tell(c, VERDICT_OK, "platform", "", "a guest of Hyper-V");
	return true;
}

static bool check_bus(struct checks *c)
{
	const bool there = exists(c->root, DEVICES);

	if (there)
		checks_tell(c, VERDICT_OK, "vmbus", "", "VMBus is there");
	else
		checks_tell(c, VERDICT_FAIL, "vmbus", "load hv_vmbus, or build it in",
		            "there is no VMBus");
	return there;
}

/* The name of the device that offers KVP, into @name. */
static bool find_offer(int root, char *name, size_t size)
{
	const int fd = openat(root, DEVICES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool found = false;

	while (!found && dir && (entry = readdir(dir))) {
		char path[NAME_MAX + 16], class[64];

		snprintf(path, sizeof(path), "%s/class_id", entry->d_name);
		found = entry->d_name[0] != '.' &&
		        hv_sysfs_read(fd, path, class, sizeof(class)) > 0 &&
		        strcasecmp(class, KVP_CLASS) == 0;
		if (found)
			snprintf(name, size, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	return found;
}

static bool check_offer(struct checks *c, char *name, size_t size)
{
	if (find_offer(c->root, name, size)) {
		checks_tell(c, VERDICT_OK, "offer", "", "the host offers KVP, as %s", name);
		return true;
	}
	if (c->platform->isolated)
		checks_tell(c, VERDICT_NOTE, "offer", "",
		            "no KVP is offered to a confidential machine");
	else
		checks_tell(
			c, VERDICT_FAIL, "offer",
			"on the host: Enable-VMIntegrationService -Name \"Key-Value Pair Exchange\"",
			"the host does not offer KVP");
	return false;
}

static void check_driver(struct checks *c, const char *device)
{
	char path[PATH_MAX], driver[64];

	snprintf(path, sizeof(path), DEVICES "/%s/driver", device);
	if (hv_sysfs_link(c->root, path, driver, sizeof(driver)) > 0)
		checks_tell(c, strcmp(driver, "hv_utils") == 0 ? VERDICT_OK : VERDICT_WARN,
		            "driver", strcmp(driver, "hv_utils") == 0 ? "" : "hv_utils should be",
		            "%s is bound", driver);
	else if (exists(c->root, "sys/module/hv_utils"))
		checks_tell(c, VERDICT_FAIL, "driver", "look for hv_utils in dmesg",
		            "hv_utils is loaded but not bound");
	else
		checks_tell(c, VERDICT_FAIL, "driver", "modprobe hv_utils (CONFIG_HYPERV_UTILS)",
		            "hv_utils is not loaded");
}

static bool check_node(struct checks *c)
{
	struct stat st;

	if (fstatat(c->root, NODE, &st, 0) < 0) {
		checks_tell(c, VERDICT_FAIL, "node", "is udev, or devtmpfs, at work?",
		            "/" NODE ": %s", strerror(errno));
		return false;
	}
	if (!S_ISCHR(st.st_mode)) {
		checks_tell(c, VERDICT_FAIL, "node", "remove it, and trigger udev",
		            "/" NODE " is no device");
		return false;
	}
	checks_tell(c, VERDICT_OK, "node", "", "/" NODE " is there");
	return true;
}

/* WALinuxAgent and LISA look for these names. */
static bool is_daemon(const char *name)
{
	static const char *const names[] = { "hv_kvp_daemon", "hypervkvpd" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void check_daemon(struct checks *c)
{
	struct holder h;
	const int n = holder_find(c->root, "/" NODE, &h);

	if (n > 1)
		checks_tell(c, VERDICT_WARN, "daemon", "end all but one",
		            "%d processes have the device open", n);
	else if (n == 1)
		checks_tell(c, is_daemon(h.name) ? VERDICT_OK : VERDICT_WARN, "daemon",
		            is_daemon(h.name) ? "" : "agents look for hv_kvp_daemon or hypervkvpd",
		            "%s, process %u, has the device open", h.name, h.pid);
	else if (h.unseen > 0)
		checks_tell(c, VERDICT_WARN, "daemon", "ask again as root",
		            "no process is seen to have the device open; %u could not be looked at",
		            h.unseen);
	else
		checks_tell(c, VERDICT_FAIL, "daemon", "start hv_kvp_daemon",
		            "no process has the device open");
}

void checks_run(int root, const struct platform *platform, finding_fn *fn, void *ctx)
{
	struct checks c = { root, platform, fn, ctx };
	char device[NAME_MAX + 1];

	if (!check_platform(&c))
		return;
	if (check_bus(&c) && check_offer(&c, device, sizeof(device))) {
		check_driver(&c, device);
		if (check_node(&c))
			check_daemon(&c);
	}
	checks_pools(&c);
}
