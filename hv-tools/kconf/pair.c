// SPDX-License-Identifier: GPL-2.0-only
#include "pair.h"
#include "auto.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From these on things are as the name says. */
static const struct kconf_release fcopy_on_uio = { 6, 10, 0 }, own_vmbus_symbol = { 6, 18, 0 };

static const struct kconf_setting *find(const struct kconf_pair *p, const char *symbol)
{
	return kconf_config_find(p->subject->config, symbol);
}

static bool is_on(const struct kconf_pair *p, const char *symbol)
{
	const struct kconf_setting *s = find(p, symbol);

	return s && (s->kind == KCONF_YES || s->kind == KCONF_MODULE);
}

static bool is_module(const struct kconf_pair *p, const char *symbol)
{
	const struct kconf_setting *s = find(p, symbol);

	return s && s->kind == KCONF_MODULE;
}

static bool is_since(const struct kconf_pair *p, struct kconf_release release)
{
	return kconf_release_compare(p->subject->release, release) >= 0;
}

/* A finding about @symbol, at its line when it has one. */
static void misfit(const struct kconf_pair *p, const char *symbol, const char *to_do,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

static void misfit(const struct kconf_pair *p, const char *symbol, const char *to_do,
                   const char *format, ...)
{
	const struct kconf_setting *s = symbol ? find(p, symbol) : NULL;
	va_list args;

	va_start(args, format);
	kconf_finding_addv(p->findings, KCONF_MISFIT, p->subject->path, s ? s->line : 0, symbol,
	                   format, args);
	va_end(args);
	kconf_finding_note(p->findings, "%s", to_do);
}

static void check_guest(const struct kconf_pair *p)
{
	if (is_on(p, "HYPERV_VTL_MODE"))
		misfit(p, "HYPERV_VTL_MODE", "turn it off",
		       "is for the paravisor: an ordinary guest panics before it can say anything");
	if (is_on(p, "MSHV_VTL"))
		misfit(p, "MSHV_VTL", "turn it off", "is for the paravisor, not for a guest");
	if (!is_on(p, "HYPERV"))
		misfit(p, "HYPERV",
		       "set CONFIG_HYPERV=y, and on x86_64 HYPERVISOR_GUEST=y and PARAVIRT=y",
		       "is off: this kernel does not know that it runs on Hyper-V");
	else if (is_since(p, own_vmbus_symbol) && is_module(p, "HYPERV"))
		misfit(p, "HYPERV", "set CONFIG_HYPERV=y and CONFIG_HYPERV_VMBUS=m",
		       "is a bool from 6.18 on: kconfig turns m into n");
	if (is_since(p, own_vmbus_symbol) && is_on(p, "HYPERV") && !is_on(p, "HYPERV_VMBUS"))
		misfit(p, "HYPERV_VMBUS",
		       "set CONFIG_HYPERV_VMBUS=y (or m, with hv_vmbus in the initramfs)",
		       "is off: from 6.18 on the bus with all disks and networks has this symbol of its own");
}

static void need_utils(const struct kconf_pair *p, const char *daemon)
{
	if (!is_on(p, "HYPERV_UTILS"))
		misfit(p, "HYPERV_UTILS", "set CONFIG_HYPERV_UTILS=m or y, or leave the daemon out",
		       "is off, and %s waits for its device for ever", daemon);
}

static void check_fcopy(const struct kconf_pair *p)
{
	const bool uio = is_since(p, fcopy_on_uio);
	const enum kconf_daemon needed = uio ? KCONF_DAEMON_FCOPY_UIO : KCONF_DAEMON_FCOPY,
				other = uio ? KCONF_DAEMON_FCOPY : KCONF_DAEMON_FCOPY_UIO;

	if (!p->daemons->has[needed] && !p->daemons->has[other])
		return;
	if (!p->daemons->has[needed])
		misfit(p, NULL,
		       uio ? "install hv_fcopy_uio_daemon, or hvkit's, which serves both"
		           : "install hv_fcopy_daemon, or hvkit's, which serves both",
		       "file copy is %s in %s, and %s cannot serve it",
		       uio ? "on UIO" : "a driver of its own", p->subject->release_text,
		       kconf_daemon_names[other]);
	if (!uio) {
		need_utils(p, kconf_daemon_names[needed]);
		return;
	}
	if (strcmp(p->subject->arch, "arm64") == 0) {
		misfit(p, NULL, "leave it out on arm64",
		       "the kernel project does not build the file copy daemon for arm64");
		return;
	}
	if (!is_on(p, "UIO_HV_GENERIC"))
		misfit(p, "UIO_HV_GENERIC", "set CONFIG_UIO=y and CONFIG_UIO_HV_GENERIC=m or y",
		       "is off, and from 6.10 on file copy needs it: the daemon's unit skips in silence");
}

static void check_daemons(const struct kconf_pair *p)
{
	if (!p->daemons->told)
		return;
	for (int i = KCONF_DAEMON_KVP; i <= KCONF_DAEMON_VSS; i++)
		if (p->daemons->has[i])
			need_utils(p, kconf_daemon_names[i]);
	check_fcopy(p);
}

/* What must work before the root is mounted, with the name of its module. */
static const struct driver {
	const char *symbol, *module, *without;
	struct kconf_release since, until;
} drivers[] = {
#define ALWAYS                                                             \
	{ 0, 0, 0 },                                                       \
	{                                                                  \
		KCONF_NEWEST_POINT, KCONF_NEWEST_POINT, KCONF_NEWEST_POINT \
	}
	{ "HYPERV",
	  "hv_vmbus",
	  "no disk of Hyper-V is found",
	  { 0, 0, 0 },
	  { 6, 17, KCONF_NEWEST_POINT } },
	{ "HYPERV_VMBUS",
	  "hv_vmbus",
	  "no disk of Hyper-V is found",
	  { 6, 18, 0 },
	  { KCONF_NEWEST_POINT, KCONF_NEWEST_POINT, KCONF_NEWEST_POINT } },
	{ "HYPERV_STORAGE", "hv_storvsc", "a root on SCSI is not found", ALWAYS },
	{ "SCSI", "scsi_mod", "a root on SCSI is not found", ALWAYS },
	{ "BLK_DEV_SD", "sd_mod", "a root on SCSI is not found", ALWAYS },
	{ "PCI_HYPERV", "pci_hyperv", "a root on NVMe (Azure Boost) is not found", ALWAYS },
	{ "BLK_DEV_NVME", "nvme", "a root on NVMe (Azure Boost) is not found", ALWAYS },
#undef ALWAYS
};

static bool is_for(const struct kconf_pair *p, const struct driver *d)
{
	const struct kconf_release_range range = { d->since, d->until };

	return kconf_release_range_has(&range, p->subject->release);
}

static void miss_module(const struct kconf_pair *p, const struct driver *d)
{
	AUTO_FREE char *to_do = NULL;

	if (asprintf(
		    &to_do,
		    "add it (dracut --add-drivers %s; initramfs-tools: a line in modules), or build it in",
		    d->module) < 0)
		return;
	misfit(p, d->symbol, to_do, "is a module, and %s is not in the initramfs: %s", d->module,
	       d->without);
}

static void check_driver(const struct kconf_pair *p, const struct driver *d)
{
	if (!is_on(p, d->symbol)) {
		/* The bus has its own finding (check_guest). */
		if (strcmp(d->module, "hv_vmbus") != 0)
			misfit(p, d->symbol, "turn it on, unless no such VM will run it",
			       "is off: %s", d->without);
		return;
	}
	if (!is_module(p, d->symbol) || p->initramfs->opaque)
		return;
	if (p->initramfs->kind == KCONF_INITRAMFS_NONE)
		misfit(p, d->symbol, "build it in (=y), or use an initramfs with the module",
		       "is a module, and without an initramfs nothing loads it: %s", d->without);
	else if (!kconf_initramfs_has(p->initramfs, d->module))
		miss_module(p, d);
}

static void check_root_file_system(const struct kconf_pair *p)
{
	static const struct {
		const char *symbol, *module;
	} systems[] = { { "EXT4_FS", "ext4" },      { "XFS_FS", "xfs" },
		        { "BTRFS_FS", "btrfs" },    { "EROFS_FS", "erofs" },
		        { "SQUASHFS", "squashfs" }, { "F2FS_FS", "f2fs" } };

	if (p->initramfs->opaque)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(systems); i++)
		if (is_on(p, systems[i].symbol) &&
		    (!is_module(p, systems[i].symbol) ||
		     kconf_initramfs_has(p->initramfs, systems[i].module)))
			return;
	misfit(p, NULL,
	       "build in the root's file system, such as CONFIG_EXT4_FS=y, or add its module",
	       "no file system for a root is built in or in the initramfs");
}

/* How an image may be compressed is the kernel's to know. */
static void check_compression(const struct kconf_pair *p)
{
	static const struct {
		const char *compression, *symbol;
	} needs[] = { { "gzip", "RD_GZIP" }, { "bzip2", "RD_BZIP2" }, { "lzma", "RD_LZMA" },
		      { "xz", "RD_XZ" },     { "lzo", "RD_LZO" },     { "lz4", "RD_LZ4" },
		      { "zstd", "RD_ZSTD" } };

	for (size_t i = 0; p->initramfs->compression && i < ARRAY_SIZE(needs); i++)
		if (strcmp(needs[i].compression, p->initramfs->compression) == 0 &&
		    !is_on(p, needs[i].symbol))
			misfit(p, needs[i].symbol, "turn it on, or pack the image in another way",
			       "is off, and the initramfs is packed by %s: the kernel cannot unpack it",
			       needs[i].compression);
}

static bool is_of_release(const char *folder, struct kconf_release release)
{
	struct kconf_release other;

	return kconf_release_parse(folder, strlen(folder), &other) == 0 &&
	       other.major == release.major && other.minor == release.minor &&
	       (release.point == KCONF_NEWEST_POINT || other.point == release.point);
}

static void check_releases(const struct kconf_pair *p)
{
	for (size_t i = 0; i < p->initramfs->releases.n; i++)
		if (is_of_release(p->initramfs->releases.items[i], p->subject->release))
			return;
	if (p->initramfs->releases.n > 0)
		misfit(p, NULL, "make the initramfs anew for this kernel",
		       "the initramfs has modules for %s, and the config is for %s",
		       p->initramfs->releases.items[0], p->subject->release_text);
}

static void check_initramfs(const struct kconf_pair *p)
{
	if (p->initramfs->kind == KCONF_INITRAMFS_UNTOLD)
		return;
	if (p->initramfs->kind != KCONF_INITRAMFS_NONE && !is_on(p, "BLK_DEV_INITRD"))
		misfit(p, "BLK_DEV_INITRD", "turn it on, or boot without an initramfs",
		       "is off: the kernel does not look at its initramfs");
	if (p->initramfs->modules.n > 0 && !is_on(p, "MODULES"))
		misfit(p, "MODULES", "leave the modules out, or turn it on",
		       "is off, and the initramfs brings %zu modules", p->initramfs->modules.n);
	check_compression(p);
	check_releases(p);
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (is_for(p, &drivers[i]))
			check_driver(p, &drivers[i]);
	check_root_file_system(p);
}

void kconf_pair_check(const struct kconf_pair *pair)
{
	check_guest(pair);
	check_daemons(pair);
	check_initramfs(pair);
}
