// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"
#include "auto.h"
#include "mountinfo.h"
#include "order.h"
#include "reach.h"
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

/*
 * Types without a device of the kernel's: what is in memory, and what stands for something else. Of
 * others it is told that they are not frozen.
 */
static const char *const pseudo[] = {
	"autofs",   "bdev",      "binder",  "binfmt_misc", "bpf",        "cgroup",    "cgroup2",
	"configfs", "cpuset",    "debugfs", "devpts",      "devtmpfs",   "efivarfs",  "fuse.lxcfs",
	"fusectl",  "hugetlbfs", "mqueue",  "nsfs",        "overlay",    "proc",      "pstore",
	"ramfs",    "resctrl",   "rootfs",  "rpc_pipefs",  "securityfs", "selinuxfs", "smackfs",
	"sysfs",    "tmpfs",     "tracefs",
};

/* Types on block devices of which the kernel gives a number of their own to the superblock. */
static const char *const unnumbered[] = { "bcachefs", "btrfs" };

/* Types on block devices that have no freeze; a program that serves one could also keep us waiting. */
static const char *const unfreezable[] = { "exfat", "fuseblk", "msdos", "vfat" };

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static bool matches(const struct hv_list *patterns, const char *text)
{
	for (unsigned int i = 0; i < patterns->count; i++)
		if (fnmatch(patterns->items[i], text, 0) == 0)
			return true;
	return false;
}

/* Whether one of the mounts of this superblock is chosen. */
static bool is_chosen(const struct vss_choice *choice, const struct vss_mounts *mounts,
                      const struct vss_mount *super)
{
	char number[32];

	snprintf(number, sizeof(number), "%u:%u", super->major, super->minor);
	if (matches(&choice->types, super->type) || matches(&choice->devices, number))
		return true;
	for (size_t i = 0; i < mounts->count; i++) {
		const struct vss_mount *m = &mounts->items[i];

		if (m->major == super->major && m->minor == super->minor &&
		    (matches(&choice->mounts, m->point) || matches(&choice->devices, m->source)))
			return true;
	}
	return false;
}

static bool is_empty(const struct vss_choice *choice)
{
	return choice->mounts.count + choice->types.count + choice->devices.count == 0;
}

static bool has_device(const struct vss_mount *m)
{
	return m->major != 0 || is_one_of(m->type, unnumbered, ARRAY_SIZE(unnumbered));
}

static const char *why_not(const struct vss_config *config, const struct vss_mounts *mounts,
                           const struct vss_mount *super)
{
	if (is_one_of(super->type, unfreezable, ARRAY_SIZE(unfreezable)))
		return "its type cannot be frozen";
	if (is_chosen(&config->exclude, mounts, super))
		return "excluded";
	if (!is_empty(&config->include) && !is_chosen(&config->include, mounts, super))
		return "not included";
	return NULL;
}

static bool is_first_of_super(const struct vss_mounts *mounts, size_t at)
{
	const struct vss_mount *m = &mounts->items[at];

	for (size_t i = 0; i < at; i++)
		if (mounts->items[i].major == m->major && mounts->items[i].minor == m->minor)
			return false;
	return true;
}

/* Superblocks that will not be consistent, and that nobody would think of. */
static void tell_strangers(const struct vss_mounts *mounts, struct hv_log *log)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct vss_mount *m = &mounts->items[i];

		if (!m->read_only && !has_device(m) &&
		    !is_one_of(m->type, pseudo, ARRAY_SIZE(pseudo)) && is_first_of_super(mounts, i))
			hv_log(log, LOG_WARNING,
			       "%.200s is not frozen: %.40s is on no block device of ours",
			       m->point, m->type);
	}
}

static void fill(struct vss_entry *e, const struct vss_mount *m, int fd)
{
	*e = (struct vss_entry){
		.major = m->major, .minor = m->minor, .fd = fd, .state = VSS_PLANNED
	};
	snprintf(e->point, sizeof(e->point), "%s", m->point);
	snprintf(e->type, sizeof(e->type), "%s", m->type);
	snprintf(e->source, sizeof(e->source), "%s", m->source);
}

static int add(struct vss_table *table, int root, const struct vss_mounts *mounts,
               const struct vss_mount *super, struct hv_log *log)
{
	const struct vss_mount *mount = super;
	int fd;

	if (table->count == VSS_ENTRIES_MAX)
		return -E2BIG;
	fd = vss_reach_super(root, mounts, &mount);
	if (fd < 0)
		hv_log(log, LOG_WARNING, "%.200s is not frozen: it cannot be reached: %s",
		       super->point, fd == -ENXIO ? "another mount hides it" : strerror(-fd));
	else
		fill(&table->entries[table->count++], mount, fd);
	return 0;
}

static int add_all(int root, const struct vss_config *config, const struct vss_mounts *mounts,
                   const struct vss_order *order, struct hv_log *log, struct vss_table *table)
{
	for (size_t i = 0; i < order->count; i++) {
		const struct vss_mount *super = order->items[i];
		const char *why = why_not(config, mounts, super);
		int rc = 0;

		if (why)
			hv_log(log, LOG_INFO, "%.200s is not frozen (%.40s): %s", super->point,
			       super->type, why);
		else
			rc = add(table, root, mounts, super, log);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int plan(int root, const struct vss_config *config, const struct vss_mounts *mounts,
                struct hv_log *log, struct vss_table *table)
{
	struct vss_order *order;
	int rc = vss_order_new(root, mounts, has_device, &order);

	if (rc < 0)
		return rc;
	tell_strangers(mounts, log);
	rc = add_all(root, config, mounts, order, log, table);
	vss_order_free(order);
	return rc;
}

int vss_plan(int root, const struct vss_config *config, struct hv_log *log, struct vss_table *table)
{
	struct vss_mounts mounts;
	int rc = vss_mounts_read(root, &mounts);

	table->count = 0;
	if (rc == 0)
		rc = plan(root, config, &mounts, log, table);
	vss_mounts_free(&mounts);
	if (rc < 0)
		vss_table_close(table);
	if (rc < 0)
		table->count = 0;
	return rc;
}

static int reach_number(int root, const struct vss_mounts *mounts, const struct vss_entry *e)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct vss_mount *m = &mounts->items[i];

		if (m->major == e->major && m->minor == e->minor)
			return vss_reach_super(root, mounts, &m);
	}
	return -ENOENT;
}

int vss_plan_reopen(int root, struct vss_table *table)
{
	struct vss_mounts mounts;
	const int rc = vss_mounts_read(root, &mounts);

	for (uint32_t i = 0; i < table->count; i++) {
		struct vss_entry *e = &table->entries[i];

		e->fd = rc < 0 ? -1 : reach_number(root, &mounts, e);
		e->fd = e->fd < 0 ? -1 : e->fd;
	}
	vss_mounts_free(&mounts);
	return rc;
}
