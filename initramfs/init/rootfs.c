// SPDX-License-Identifier: GPL-2.0-only
#include "rootfs.h"
#include "btrfs.h"
#include "clock.h"
#include "failure.h"
#include "find.h"
#include "fsck.h"
#include "handover.h"
#include "line.h"
#include "mountflags.h"
#include "overlay.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void give_up(const struct block *block, const char *why, int err)
{
	fail_because("mount", block->name, err, why);
}

/*
 * A request on a disk of Azure may take as long as a host that is being updated; by default the kernel gives up,
 * and the disk, after 30 s (azure-vm-utils, 80-azure-disk.rules).
 */
static void set_io_timeout(const struct init_cmdline *cmd, const struct devices *d,
                           const struct block *block)
{
	struct line path;
	char now[16];

	if (strncmp(block->disk, "nvme", 4) != 0 || cmd->nvme_timeout != 0)
		return;
	path.len = 0;
	line_text(&path, "class/block/");
	line_text(&path, block->disk);
	line_text(&path, "/queue/io_timeout");
	path.text[path.len] = '\0';
	if (file_read(d->blocks.sys, path.text, now, sizeof(now)) > 0 && strcmp(now, "30000") == 0)
		file_write(d->blocks.sys, path.text, "240000");
}

/* All devices of a btrfs, as long as there is patience; "degraded" does without. */
static void gather(const struct init_cmdline *cmd, struct devices *d, const struct block *block,
                   const struct patience *patience)
{
	while (find_members(&d->blocks, block) < block->n_devices) {
		if (clock_us(CLOCK_MONOTONIC) >= patience->until_us) {
			if (cmd->rootflags && mount_flags_have(cmd->rootflags, "degraded"))
				break;
			give_up(block, "devices-missing", ENODEV);
		}
		devices_wait(d, patience->until_us);
	}
	if (btrfs_register(&d->blocks, block) < 0)
		report_warning("mount", "cannot tell the kernel of the devices of", block->name);
}

static void load_type(struct devices *d, const char *type)
{
	char alias[32] = "fs-";
	const size_t len = strlen(type);

	if (d->modules.folder < 0 || len > sizeof(alias) - 4)
		return;
	memcpy(alias + 3, type, len + 1);
	/* Most are called as their type is; what is built in, or unknown, shows when it is mounted. */
	if (modules_load_alias(&d->modules, alias) == 0)
		modules_load_name(&d->modules, type);
}

struct mounting {
	const struct init_cmdline *cmd;
	struct devices *devices;
	const char *device; /* its path */
	unsigned long flags;
	char data[4096];
};

static int mount_as(struct mounting *m, const char *type)
{
	load_type(m->devices, type);
	return mount(m->device, ROOT_FOLDER, type, m->flags, m->data) < 0 ? -errno : 0;
}

/* Each of rootfstype=, commas between, as the kernel does it. */
static int mount_listed(struct mounting *m, const char *types)
{
	char type[32];
	int rc = -EINVAL;

	while (*types) {
		const size_t len = strcspn(types, ",");

		if (len < sizeof(type)) {
			memcpy(type, types, len);
			type[len] = '\0';
			rc = mount_as(m, type);
		}
		if (rc == 0)
			break;
		types += len + (types[len] == ',');
	}
	return rc;
}

/* What cannot be mounted is told apart here, so that the line of failure says what it is. */
static void refuse(const struct init_cmdline *cmd, const struct block *block)
{
	if (block->probe_rc == -EBADMSG)
		give_up(block, "corrupt", EBADMSG);
	if (block->probe_rc == -ENOTUNIQ && !cmd->rootfstype)
		give_up(block, "ambiguous", ENOTUNIQ);
	if (block->probe_rc == 0 && !probe_is_filesystem(block->type) && !cmd->rootfstype)
		give_up(block, probe_name(block->type), EOPNOTSUPP);
	if (block->probe_rc == 1 && !cmd->rootfstype)
		give_up(block, "no-filesystem", EINVAL);
	if (block->probe_rc < 0 && block->probe_rc != -ENOTUNIQ)
		give_up(block, "unreadable", -block->probe_rc);
}

static unsigned long mount_flags(const struct init_cmdline *cmd, const struct block *block,
                                 char *data)
{
	unsigned long flags = cmd->rw == 1 && !(block->flags & PARTITION_READ_ONLY) ? 0 : MS_RDONLY;

	*data = '\0';
	if (cmd->rootflags)
		mount_flags_parse(cmd->rootflags, &flags, data);
	if (cmd->roothash && cmd->verity)
		flags |= MS_RDONLY;
	return flags;
}

void rootfs_mount(const struct init_cmdline *cmd, struct devices *devices, struct block *block,
                  const struct patience *patience)
{
	struct mounting m = { .cmd = cmd, .devices = devices };
	const bool verity = cmd->roothash && cmd->verity;
	char path[64];
	const char *type;
	int rc;

	set_io_timeout(cmd, devices, block);
	block_probe(&devices->blocks, block);
	refuse(cmd, block);
	type = cmd->rootfstype ? cmd->rootfstype : probe_name(block->type);
	block_path(&devices->blocks, block, path, sizeof(path));
	m.device = path;
	m.flags = mount_flags(cmd, block, m.data);
	if (block->type == PROBE_BTRFS && block->n_devices > 1) {
		load_type(devices, type);
		gather(cmd, devices, block, patience);
	}
	if (verity)
		rootfs_verity(cmd, devices, block, patience, path);
	else
		fsck_root(cmd, block, path, type);
	mkdir(ROOT_FOLDER, 0755);
	rc = mount_listed(&m, type);
	if (rc < 0)
		give_up(block, rc == -ENODEV ? "no-driver" : "mount", -rc);
	if (cmd->overlay) {
		load_type(devices, "overlay");
		rc = overlay_mount(ROOT_FOLDER, cmd->overlay);
		if (rc < 0)
			fail_because("overlay", cmd->overlay, -rc, "mount");
	}
	report_ok("root", path);
}
