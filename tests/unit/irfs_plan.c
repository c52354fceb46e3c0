// SPDX-License-Identifier: GPL-2.0-only
/* Which initramfs suffices for which kernel, command line and fstab. */
#include "plan.h"
#include "tap.h"

static char all_builtin[] =
	"CONFIG_HYPERV=y\nCONFIG_HYPERV_STORAGE=y\nCONFIG_SCSI=y\nCONFIG_BLK_DEV_SD=y\nCONFIG_PCI_HYPERV=y\n"
	"CONFIG_BLK_DEV_NVME=y\nCONFIG_EXT4_FS=y\nCONFIG_XFS_FS=m\nCONFIG_DM_VERITY=m\nCONFIG_DEVTMPFS=y\n"
	"CONFIG_BLK_DEV_INITRD=y\n";
static char debian[] =
	"CONFIG_HYPERV=m\nCONFIG_HYPERV_STORAGE=m\nCONFIG_SCSI=m\nCONFIG_BLK_DEV_SD=m\nCONFIG_PCI_HYPERV=m\n"
	"CONFIG_BLK_DEV_NVME=y\nCONFIG_EXT4_FS=y\nCONFIG_XFS_FS=m\nCONFIG_DEVTMPFS=y\nCONFIG_BLK_DEV_INITRD=y\n";
static char newer[] =
	"CONFIG_HYPERV=y\nCONFIG_HYPERV_VMBUS=m\nCONFIG_HYPERV_STORAGE=m\nCONFIG_SCSI=m\nCONFIG_BLK_DEV_SD=m\n"
	"CONFIG_EXT4_FS=y\nCONFIG_DEVTMPFS=y\nCONFIG_BLK_DEV_INITRD=y\n";
static char no_bus[] =
	"CONFIG_HYPERV=n\nCONFIG_EXT4_FS=y\nCONFIG_DEVTMPFS=y\nCONFIG_BLK_DEV_INITRD=y\n";
static char no_initrd[] =
	"CONFIG_HYPERV=m\nCONFIG_HYPERV_STORAGE=m\nCONFIG_SCSI=m\nCONFIG_BLK_DEV_SD=m\n"
	"CONFIG_EXT4_FS=y\nCONFIG_DEVTMPFS=y\n";

static const char ext4[] = "# x\nUUID=1 / ext4 defaults 0 0\n";

static const struct {
	char *config;
	const char *cmdline, *fstab;
	enum plan_kind kind;
	const char *word; /* of one of the reasons */
} systems[] = {
	{ all_builtin, "root=PARTUUID=1-02 ro", ext4, PLAN_NONE, "PARTUUID" },
	{ all_builtin, "root=UUID=1 ro", ext4, PLAN_INIT, "UUID" },
	{ all_builtin, "ro", ext4, PLAN_INIT, "none is named" },
	{ all_builtin, "root=/dev/sda1 rd.luks.x", ext4, PLAN_DRACUT, "LUKS" },
	{ all_builtin, "root=/dev/sda1 -- rd.luks.x", ext4, PLAN_NONE, "by its name" },
	{ all_builtin, "root=/dev/sda1", "/dev/sda1 / xfs defaults 0 0\n", PLAN_MODULES,
	  "xfs is a module" },
	{ all_builtin, "root=/dev/sda1 rootfstype=ext4", "", PLAN_NONE, "ext4 is built in" },
	{ all_builtin, "root=/dev/sda1 rootfstype=zonefs", "", PLAN_IMPOSSIBLE, "zonefs" },
	{ all_builtin, "root=/dev/mapper/vg-root", ext4, PLAN_DRACUT, "LVM" },
	{ all_builtin, "root=/dev/sda1", "UUID=1 / ext4 d 0 0\nUUID=2 /usr ext4 d 0 2\n",
	  PLAN_DRACUT, "/usr of its own" },
	{ all_builtin, "root=/dev/sda1 rw", "UUID=1 / ext4 d 0 1\n", PLAN_INIT, "fsck" },
	{ all_builtin, "root=/dev/dm-0 roothash=00", ext4, PLAN_MODULES, "DM_VERITY is a module" },
	{ all_builtin, "root=/dev/dm-0 dm-mod.create=x", ext4, PLAN_IMPOSSIBLE, "DM_INIT" },
	{ all_builtin, "root=/dev/sda1 resume=UUID=3", ext4, PLAN_INIT, "resume" },
	{ all_builtin, "root=/dev/sda1 rootdelay=300", ext4, PLAN_NONE, "sleeps" },
	{ all_builtin, "root=/dev/sda1 fips=1", ext4, PLAN_DRACUT, "FIPS" },
	{ debian, "root=PARTUUID=1-02", ext4, PLAN_MODULES,
	  "SCSI by VMBus (Gen1, Gen2) needs modules" },
	{ newer, "root=PARTUUID=1-02", ext4, PLAN_MODULES, "CONFIG_HYPERV_VMBUS" },
	{ no_bus, "root=PARTUUID=1-02", ext4, PLAN_IMPOSSIBLE, "none of a Hyper-V guest's disks" },
	{ no_initrd, "root=PARTUUID=1-02", ext4, PLAN_IMPOSSIBLE, "CONFIG_BLK_DEV_INITRD" },
};

static bool says(const struct plan *p, const char *word)
{
	for (unsigned int i = 0; i < p->n; i++)
		if (strstr(p->reasons[i].text, word))
			return true;
	return false;
}

static void every_case(void)
{
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		const struct config config = { systems[i].config, strlen(systems[i].config) };
		const struct modules modules = { 0 };
		const struct plan_input input = { &config, &modules, systems[i].cmdline,
			                          systems[i].fstab };
		struct plan plan;
		bool fine;

		plan_make(&input, &plan);
		fine = plan.kind == systems[i].kind && says(&plan, systems[i].word);
		is_true(fine);
		if (!fine)
			printf("# case %zu: %s: %s\n", i, systems[i].cmdline,
			       plan_kind_name(plan.kind));
	}
}

static void what_to_build_with(void)
{
	const struct config config = { debian, sizeof(debian) - 1 };
	const struct modules modules = { 0 };
	const struct plan_input input = { &config, &modules, "root=UUID=1",
		                          "UUID=1 / xfs defaults 0 0" };
	struct plan plan;

	plan_make(&input, &plan);
	is_string(plan.profiles, "storage,nvme");
	is_string(plan.fs, "xfs");
}

/* Without a config: what depmod and modules.builtin know. */
static void by_modules_alone(void)
{
	static const char dep[] = "kernel/hv_vmbus.ko:\nkernel/hv_storvsc.ko:\nkernel/sd_mod.ko:\n"
				  "kernel/scsi_mod.ko:\n";
	static const char builtin[] = "kernel/fs/ext4.ko\n";
	const struct config config = { 0 };
	struct modules modules = { 0 };
	const struct plan_input input = { &config, &modules, "root=PARTUUID=1", ext4 };
	struct fault fault;
	struct plan plan;

	is_int(modules_parse_dep(&modules, dep, sizeof(dep) - 1, &fault), 0);
	is_int(modules_parse_builtin(&modules, builtin, sizeof(builtin) - 1, &fault), 0);
	plan_make(&input, &plan);
	is_int(plan.kind, PLAN_MODULES);
	is_string(plan.profiles, "storage");
	modules_done(&modules);
}

TAP_MAIN(TAP_CASE(every_case), TAP_CASE(what_to_build_with), TAP_CASE(by_modules_alone))
