// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"
#include "auto.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE = 256 };

static const char *const kind_names[] = {
	[PLAN_NONE] = "none",
	[PLAN_INIT] = "init",
	[PLAN_MODULES] = "init+modules",
	[PLAN_DRACUT] = "dracut",
	[PLAN_IMPOSSIBLE] = "impossible",
};

const char *plan_kind_name(enum plan_kind kind)
{
	return kind_names[kind];
}

static void reason(struct plan *p, enum plan_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void reason(struct plan *p, enum plan_kind kind, const char *format, ...)
{
	va_list args;

	if (kind > p->kind)
		p->kind = kind;
	if (p->n == PLAN_REASONS)
		return;
	va_start(args, format);
	vsnprintf(p->reasons[p->n].text, sizeof(p->reasons[0].text), format, args);
	va_end(args);
	p->reasons[p->n++].kind = kind;
}

/* The value of the last "key=value", or of "key" alone an empty one. False: it is not there. */
static bool word(const char *cmdline, const char *key, char *value, size_t size)
{
	const size_t len = strlen(key);
	bool found = false;

	for (const char *at = cmdline; *(at += strspn(at, " \t\n"));) {
		const size_t end = strcspn(at, " \t\n");
		const bool same = strncmp(at, key, len) == 0;

		if (end == 2 && strncmp(at, "--", 2) == 0)
			break;
		if (same && (at[len] == '=' || len == end)) {
			const size_t skip = len + (at[len] == '=');

			snprintf(value, size, "%.*s", (int)(end - (skip < end ? skip : end)),
			         at + (skip < end ? skip : end));
			found = true;
		}
		at += end;
	}
	return found;
}

/* Is there a word that begins so? */
static bool begins(const char *cmdline, const char *start)
{
	for (const char *at = cmdline; *(at += strspn(at, " \t\n")); at += strcspn(at, " \t\n")) {
		if (strncmp(at, start, strlen(start)) == 0)
			return true;
		/* the rest is the first program's */
		if (strncmp(at, "--", 2) == 0 && strcspn(at, " \t\n") == 2)
			return false;
	}
	return false;
}

/* 'y', 'm' or 'n', by the config, else by what depmod and the kernel's build say of the module. */
static char state(const struct plan_input *in, const char *symbol, const char *module)
{
	const struct module *its;

	if (in->config->text)
		return config_state(in->config, symbol);
	its = module ? modules_find(in->modules, module) : NULL;
	return !its ? 'n' : its->builtin ? 'y' : 'm';
}

static void add_name(char *list, size_t size, const char *name)
{
	const size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? "," : "", name);
}

/* One way to a disk: all its drivers built in, some modules, or one missing. */
struct way {
	const char *name, *profile;
	struct {
		const char *symbol, *module;
	} needs[5];
};

static const struct way ways[] = {
	{ "SCSI by VMBus (Gen1, Gen2)",
	  "storage",
	  { { "CONFIG_HYPERV_STORAGE", "hv_storvsc" },
	    { "CONFIG_SCSI", "scsi_mod" },
	    { "CONFIG_BLK_DEV_SD", "sd_mod" } } },
	{ "NVMe by PCI by VMBus (v6 sizes)",
	  "nvme",
	  { { "CONFIG_PCI_HYPERV", "pci_hyperv" }, { "CONFIG_BLK_DEV_NVME", "nvme" } } },
};

/* The bus itself: a symbol of its own from 6.18 on. */
static char bus_state(const struct plan_input *in)
{
	const char bus = state(in, "CONFIG_HYPERV_VMBUS", "hv_vmbus");

	return bus != 'n' || !in->config->text ? bus : state(in, "CONFIG_HYPERV", NULL);
}

static void check_way(const struct plan_input *in, const struct way *way, struct plan *p)
{
	const char *worst = "CONFIG_HYPERV_VMBUS or CONFIG_HYPERV";
	char least = bus_state(in);

	for (size_t i = 0; least != 'n' && i < ARRAY_SIZE(way->needs) && way->needs[i].symbol;
	     i++) {
		const char its = state(in, way->needs[i].symbol, way->needs[i].module);

		if (its == 'n' || (its == 'm' && least == 'y')) {
			least = its;
			worst = way->needs[i].symbol;
		}
	}
	if (least == 'y') {
		reason(p, PLAN_NONE, "disks: %s is built in", way->name);
	} else if (least == 'm') {
		reason(p, PLAN_MODULES, "disks: %s needs modules (%s)", way->name, worst);
		add_name(p->profiles, sizeof(p->profiles), way->profile);
	} else {
		reason(p, PLAN_NONE, "disks: %s cannot be reached: %s is off", way->name, worst);
	}
}

static void check_disks(const struct plan_input *in, struct plan *p)
{
	unsigned int dead = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		const unsigned int before = p->n;

		check_way(in, &ways[i], p);
		dead += before < p->n &&
		        strstr(p->reasons[before].text, "cannot be reached") != NULL;
	}
	if (dead == ARRAY_SIZE(ways))
		reason(p, PLAN_IMPOSSIBLE,
		       "disks: this kernel reaches none of a Hyper-V guest's disks");
}

/* How each way to name a root is resolved; the longest first. */
static const struct {
	const char *prefix;
	enum plan_kind kind;
	const char *why;
} roots[] = {
	{ "PARTUUID=", PLAN_NONE, "the kernel finds partitions by PARTUUID itself" },
	{ "PARTLABEL=", PLAN_NONE, "the kernel finds partitions by PARTLABEL itself" },
	{ "UUID=", PLAN_INIT, "the kernel does not look into file systems for their UUID" },
	{ "LABEL=", PLAN_INIT, "the kernel does not look into file systems for their label" },
	{ "/dev/disk/by-uuid/", PLAN_INIT, "such links are udev's; /init knows what they mean" },
	{ "/dev/disk/by-label/", PLAN_INIT, "such links are udev's; /init knows what they mean" },
	{ "/dev/disk/by-partuuid/", PLAN_INIT,
	  "such links are udev's; /init knows what they mean" },
	{ "/dev/disk/by-partlabel/", PLAN_INIT,
	  "such links are udev's; /init knows what they mean" },
	{ "/dev/disk/", PLAN_DRACUT, "such links are made by udev's rules" },
	{ "/dev/md", PLAN_DRACUT, "RAID has to be assembled" },
	{ "/dev/mapper/", PLAN_DRACUT, "device mapper volumes have to be set up (LVM, LUKS)" },
	{ "/dev/dm-", PLAN_NONE, "a device mapper volume of dm-mod.create=" },
	{ "/dev/nfs", PLAN_DRACUT, "a root on the network" },
	{ "/dev/", PLAN_NONE, "the kernel finds it by its name, which may change" },
	{ "nfs:", PLAN_DRACUT, "a root on the network" },
	{ "nbd:", PLAN_DRACUT, "a root on the network" },
	{ "iscsi:", PLAN_DRACUT, "a root on the network" },
	{ "zfs:", PLAN_DRACUT, "a root of another kind than block devices with a file system" },
	{ "gpt-auto", PLAN_INIT, "the partition table has to be looked at" },
	{ "live:", PLAN_DRACUT, "a live system" },
};

static void check_root(const char *cmdline, struct plan *p)
{
	char root[VALUE];

	if (!word(cmdline, "root", root, sizeof(root)) || !*root) {
		reason(p, PLAN_INIT,
		       "root: none is named: it has to be found in the partition table");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (strncmp(root, roots[i].prefix, strlen(roots[i].prefix)) == 0) {
			reason(p, roots[i].kind, "root: %.120s: %s", root, roots[i].why);
			return;
		}
	reason(p, PLAN_DRACUT, "root: %.120s is of a kind not known here", root);
}

/* What a word asks for that the kernel alone, or our /init, does not do. */
static const struct {
	const char *start;
	enum plan_kind kind;
	const char *why;
} asks[] = {
	{ "rd.luks.", PLAN_DRACUT, "LUKS" },
	{ "luks.", PLAN_DRACUT, "LUKS" },
	{ "rd.lvm.", PLAN_DRACUT, "LVM" },
	{ "rd.md.", PLAN_DRACUT, "RAID" },
	{ "netroot=", PLAN_DRACUT, "a root on the network" },
	{ "nfsroot=", PLAN_DRACUT, "a root on the network" },
	{ "fips=1", PLAN_DRACUT, "integrity checks of FIPS before the root is mounted" },
	{ "mount.usr", PLAN_DRACUT, "a /usr of its own" },
	{ "systemd.volatile=", PLAN_DRACUT, "a volatile root by systemd" },
	{ "roothash=", PLAN_INIT, "dm-verity by a root hash" },
	{ "systemd.verity", PLAN_INIT, "dm-verity by systemd's words" },
	{ "rd.break", PLAN_INIT, "a stop before the root" },
	{ "rd.shell", PLAN_INIT, "a shell when the root fails" },
	{ "overlay=", PLAN_INIT, "a root under an overlay" },
};

static void check_asks(const char *cmdline, struct plan *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(asks); i++)
		if (begins(cmdline, asks[i].start))
			reason(p, asks[i].kind, "%s: %s", asks[i].start, asks[i].why);
}

static void check_verity(const struct plan_input *in, struct plan *p)
{
	const bool by_hash =
		begins(in->cmdline, "roothash=") || begins(in->cmdline, "systemd.verity");
	const bool by_kernel = begins(in->cmdline, "dm-mod.create=");
	const char its = state(in, "CONFIG_DM_VERITY", "dm_verity");

	if (by_kernel && state(in, "CONFIG_DM_INIT", NULL) == 'y' && its == 'y')
		reason(p, PLAN_NONE, "dm-mod.create=: the kernel sets it up itself (DM_INIT)");
	else if (by_kernel)
		reason(p, PLAN_IMPOSSIBLE,
		       "dm-mod.create=: needs CONFIG_DM_INIT and its targets built in");
	if (by_hash && its == 'm') {
		reason(p, PLAN_MODULES, "verity: CONFIG_DM_VERITY is a module");
		add_name(p->profiles, sizeof(p->profiles), "verity");
	} else if (by_hash && its == 'n') {
		reason(p, PLAN_IMPOSSIBLE, "verity: CONFIG_DM_VERITY is off");
	}
}

static void check_resume(const struct plan_input *in, struct plan *p)
{
	char device[VALUE];

	if (!word(in->cmdline, "resume", device, sizeof(device)) || begins(in->cmdline, "noresume"))
		return;
	if (strncmp(device, "UUID=", 5) == 0 || strncmp(device, "LABEL=", 6) == 0)
		reason(p, PLAN_INIT, "resume: the kernel does not find swap by %.100s", device);
	else
		reason(p, PLAN_NONE, "resume: the kernel finds %.100s itself", device);
}

/* The fields of the line of fstab for @where. */
static bool fstab_line(const char *fstab, const char *where, char *type, size_t size, int *ret_pass)
{
	for (const char *line = fstab; line && *line;
	     line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		char point[VALUE], fs[VALUE], copy[1024];
		int pass = 0;

		snprintf(copy, sizeof(copy), "%.*s", (int)strcspn(line, "\n"), line);
		if (copy[strspn(copy, " \t")] == '#' ||
		    sscanf(copy, "%*s %255s %255s %*s %*d %d", point, fs, &pass) < 2 ||
		    strcmp(point, where) != 0)
			continue;
		snprintf(type, size, "%s", fs);
		*ret_pass = pass;
		return true;
	}
	return false;
}

static const struct {
	const char *type, *symbol;
} file_systems[] = {
	{ "ext4", "CONFIG_EXT4_FS" },   { "ext3", "CONFIG_EXT4_FS" },
	{ "ext2", "CONFIG_EXT4_FS" },   { "xfs", "CONFIG_XFS_FS" },
	{ "btrfs", "CONFIG_BTRFS_FS" }, { "vfat", "CONFIG_VFAT_FS" },
	{ "erofs", "CONFIG_EROFS_FS" }, { "squashfs", "CONFIG_SQUASHFS" },
	{ "f2fs", "CONFIG_F2FS_FS" },
};

static void check_type(const struct plan_input *in, const char *type, struct plan *p)
{
	char its = 'n';

	for (size_t i = 0; i < ARRAY_SIZE(file_systems); i++)
		if (strcmp(file_systems[i].type, type) == 0)
			its = state(in, file_systems[i].symbol, type);
	if (its == 'n' && modules_find(in->modules, type))
		its = modules_find(in->modules, type)->builtin ? 'y' : 'm';
	if (its == 'y') {
		reason(p, PLAN_NONE, "file system: %s is built in", type);
	} else if (its == 'm') {
		reason(p, PLAN_MODULES, "file system: %s is a module", type);
		add_name(p->fs, sizeof(p->fs), type);
	} else {
		reason(p, PLAN_IMPOSSIBLE, "file system: this kernel has no %.60s", type);
	}
}

static void check_fstab(const struct plan_input *in, struct plan *p)
{
	char type[VALUE] = "", other[VALUE];
	int pass = 0, other_pass;
	const bool known = fstab_line(in->fstab, "/", type, sizeof(type), &pass);

	if (word(in->cmdline, "rootfstype", other, sizeof(other)) && *other)
		snprintf(type, sizeof(type), "%.*s", (int)strcspn(other, ","), other);
	if (*type && strcmp(type, "auto") != 0)
		check_type(in, type, p);
	else
		reason(p, PLAN_NONE,
		       "file system: its type is not known from fstab or rootfstype=");
	if (known && pass > 0 && begins(in->cmdline, "rw"))
		reason(p, PLAN_INIT,
		       "fsck: fstab wants the root checked, which \"rw\" allows only "
		       "before it is mounted");
	if (fstab_line(in->fstab, "/usr", other, sizeof(other), &other_pass))
		reason(p, PLAN_DRACUT,
		       "fstab: a /usr of its own has to be there before the system");
}

static void check_initrd(const struct plan_input *in, struct plan *p)
{
	if (p->kind == PLAN_NONE || !in->config->text)
		return;
	if (config_state(in->config, "CONFIG_BLK_DEV_INITRD") != 'y')
		reason(p, PLAN_IMPOSSIBLE,
		       "CONFIG_BLK_DEV_INITRD is off: the kernel takes no initramfs");
}

void plan_make(const struct plan_input *in, struct plan *p)
{
	char value[VALUE];

	*p = (struct plan){ 0 };
	check_root(in->cmdline, p);
	check_disks(in, p);
	check_fstab(in, p);
	check_asks(in->cmdline, p);
	check_verity(in, p);
	check_resume(in, p);
	if (word(in->cmdline, "rootdelay", value, sizeof(value)))
		reason(p, PLAN_NONE,
		       "rootdelay=%.20s: the bare kernel sleeps that long; use rootwait", value);
	if (state(in, "CONFIG_DEVTMPFS", NULL) != 'y' && in->config->text)
		reason(p, PLAN_IMPOSSIBLE,
		       "CONFIG_DEVTMPFS is off: there would be no devices in /dev");
	check_initrd(in, p);
}
