// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/plan.h"
#include "vssd_fixture.h"

#define ROOT "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"

static struct vss_table *table;

static int plan(struct guest *g)
{
	table = vss_table_new();
	return vss_plan(g->root, &g->config, &g->log, table);
}

/* The mount points in order, with blanks between. */
static const char *points(void)
{
	static char all[4096];

	all[0] = '\0';
	for (uint32_t i = 0; i < table->count; i++) {
		strcat(all, i ? " " : "");
		strcat(all, table->entries[i].point);
		is_true(table->entries[i].fd >= 0);
	}
	vss_table_close(table);
	vss_table_free(table);
	return all;
}

static void has_plan(const char *mountinfo, const char *want)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g, mountinfo);
	is_int(plan(&g), 0);
	is_string(points(), want);
	guest_end(&g);
}

static void children_come_before_parents(void)
{
	has_plan(ROOT "21 20 8:2 / /var rw - ext4 /dev/sda2 rw\n"
	              "22 21 8:3 / /var/lib rw - xfs /dev/sda3 rw\n"
	              "23 20 8:4 / /home rw - ext4 /dev/sda4 rw\n",
	         "/var/lib /home /var /");
	/* in whatever order they stand */
	has_plan(
		"22 21 8:3 / /var/lib rw - xfs /dev/sda3 rw\n21 20 8:2 / /var rw - ext4 /dev/sda2 rw\n" ROOT,
		"/var/lib /var /");
}

static void a_superblock_comes_once(void)
{
	has_plan(ROOT "21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n"
	              "22 21 8:2 /sub /data/deep rw - ext4 /dev/sda2 rw\n"
	              "23 20 8:1 /etc /bind rw - ext4 /dev/sda1 rw\n"
	              "24 20 0:40 /@ /b1 rw - btrfs /dev/sdb rw,subvolid=256\n"
	              "25 20 0:40 /@home /b2 rw - btrfs /dev/sdb rw,subvolid=257\n",
	         "/b1 /data /");
}

static void a_bind_mount_below_does_not_pull_its_file_system_forward(void)
{
	/* sda1 is also mounted deeper than sda2, but "/" is last all the same */
	has_plan(
		ROOT
		"21 20 8:2 / /a rw - ext4 /dev/sda2 rw\n22 21 8:1 /x /a/b rw - ext4 /dev/sda1 rw\n",
		"/a /");
}

static void only_what_may_be_written_to(void)
{
	has_plan(
		ROOT
		"21 20 8:2 / /cd ro - iso9660 /dev/sr0 ro\n"
		"22 20 8:3 / /usr ro - ext4 /dev/sda3 rw\n" /* only the mount is read-only: a sandbox' */
		"23 20 8:4 / /opt rw - ext4 /dev/sda4 ro\n",
		"/usr /");
}

static void only_what_has_a_block_device(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g, ROOT "21 20 0:5 / /proc rw - proc proc rw\n"
	                      "22 20 0:6 / /run rw - tmpfs tmpfs rw\n"
	                      "23 20 0:7 / /tank rw - zfs tank rw\n"
	                      "24 20 0:7 /x /tank2 rw - zfs tank rw\n"
	                      "25 20 0:8 / /nfs rw - nfs4 server:/x rw\n"
	                      "26 20 0:9 / /ro ro - zfs other ro\n");
	is_int(plan(&g), 0);
	is_string(points(), "/");
	is_true(guest_said(&g, "/tank is not frozen: zfs is on no block device of ours"));
	is_true(guest_said(&g, "/nfs is not frozen: nfs4"));
	guest_end(&g);
}

static void each_stranger_is_told_once(void)
{
	char log[4096];
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g,
	             "23 20 0:7 / /tank rw - zfs tank rw\n24 20 0:7 /x /tank2 rw - zfs tank rw\n"
	             "26 20 0:9 / /ro ro - zfs other ro\n22 20 0:6 / /run rw - tmpfs tmpfs rw\n");
	is_int(plan(&g), 0);
	is_string(points(), "");
	log[pread(g.log_fd, log, sizeof(log) - 1, 0)] = '\0';
	is_true(strchr(log, '\n') == strrchr(log, '\n'));
	guest_end(&g);
}

static void what_cannot_be_frozen_is_skipped_and_told(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g, ROOT "21 20 8:2 / /boot/efi rw - vfat /dev/sda2 rw\n"
	                      "22 20 8:3 / /usb rw - exfat /dev/sdb1 rw\n"
	                      "23 20 8:4 / /ntfs rw - fuseblk /dev/sdc1 rw\n");
	is_int(plan(&g), 0);
	is_string(points(), "/");
	is_true(guest_said(&g, "/boot/efi is not frozen (vfat): its type cannot be frozen"));
	is_true(guest_said(&g, "/usb is not frozen (exfat)"));
	guest_end(&g);
}

/* Whoever may mount FUSE chooses the source. */
static void a_source_alone_makes_no_block_device(void)
{
	has_plan(ROOT "21 20 0:44 / /evil rw - fuse.x /dev/sda1 rw\n", "/");
}

static void loop(struct guest *g, const char *number, const char *file)
{
	char path[128];

	snprintf(path, sizeof(path), "sys/dev/block/%s/loop/backing_file", number);
	guest_write(g, path, file);
}

static void a_file_system_in_a_file_comes_before_the_one_it_lies_on(void)
{
	struct guest g;

	guest_begin(&g);
	/* /data is as deep as /mnt and was mounted later, so that it would come first */
	guest_mounts(
		&g, ROOT
		"21 20 7:0 / /mnt rw - ext4 /dev/loop0 rw\n22 20 8:2 / /data rw - xfs /dev/sda2 rw\n");
	is_int(plan(&g), 0);
	is_string(points(), "/data /mnt /");
	loop(&g, "7:0", "/data/image\n");
	is_int(plan(&g), 0);
	is_string(points(), "/mnt /data /");
	loop(&g, "7:0", "/data/image (deleted)\n");
	is_int(plan(&g), 0);
	is_string(points(), "/mnt /data /");
	guest_end(&g);
}

static void root_in_a_file_of_a_deeper_one(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(
		&g,
		"20 1 7:0 / / rw - ext4 /dev/loop0 rw\n21 20 8:2 / /host rw - ext4 /dev/sda2 rw\n");
	loop(&g, "7:0", "/host/root.disk\n");
	is_int(plan(&g), 0);
	is_string(points(), "/ /host");
	guest_end(&g);
}

static void mapped_devices_and_partitions_on_a_loop(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g, ROOT "21 20 253:0 / /crypt rw - ext4 /dev/mapper/c rw\n"
	                      "22 20 259:0 / /part rw - ext4 /dev/loop1p1 rw\n"
	                      "23 20 8:2 / /a rw - xfs /dev/sda2 rw\n"
	                      "24 20 8:3 / /b rw - xfs /dev/sda3 rw\n");
	/* dm-0 on dm-1 on loop0 */
	guest_write(&g, "sys/dev/block/253:0/slaves/dm-1/slaves/loop0/loop/backing_file",
	            "/a/file\n");
	/* a partition's folder stands in its disk's */
	guest_write(&g, "sys/devices/loop1/loop1p1/partition", "1\n");
	guest_write(&g, "sys/devices/loop1/loop/backing_file", "/b/file\n");
	is_int(symlinkat("../../devices/loop1/loop1p1", g.root, "sys/dev/block/259:0"), 0);
	is_int(plan(&g), 0);
	is_string(points(), "/part /b /crypt /a /");
	guest_end(&g);
}

static void through_one_that_is_left_out(void)
{
	struct guest g;

	guest_begin(&g);
	/* a in a file of b in a file of c: without b, a still comes before c */
	guest_mounts(
		&g,
		"21 20 7:0 / /a rw - ext4 /dev/loop0 rw\n22 20 7:1 / /b rw - ext4 /dev/loop1 rw\n"
		"23 20 8:3 / /c rw - xfs /dev/sda3 rw\n");
	loop(&g, "7:0", "/b/file\n");
	loop(&g, "7:1", "/c/file\n");
	g.config.exclude.mounts = (struct hv_list){ { "/b" }, 1 };
	is_int(plan(&g), 0);
	is_string(points(), "/a /c");
	guest_end(&g);
}

static void btrfs_goes_by_its_source(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(
		&g,
		"21 20 0:40 / /vol rw - btrfs /dev/loop3 rw\n22 20 8:2 / /data rw - xfs /dev/sda2 rw\n");
	guest_write(&g, "sys/class/block/loop3/dev", "7:3\n");
	loop(&g, "7:3", "/data/file\n");
	is_int(plan(&g), 0);
	is_string(points(), "/vol /data");
	guest_end(&g);
}

static void files_in_a_circle_have_an_end(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(
		&g,
		"21 20 7:0 / /a rw - ext4 /dev/loop0 rw\n22 20 7:1 / /b rw - ext4 /dev/loop1 rw\n");
	loop(&g, "7:0", "/b/file\n");
	loop(&g, "7:1", "/a/file\n");
	guest_write(&g, "sys/dev/block/7:2/slaves/x/y", "");
	is_int(symlinkat("..", g.root, "sys/dev/block/7:2/slaves/z"), 0);
	is_int(plan(&g), 0);
	is_int(strlen(points()), 5);
	is_int(plan(&g), 0);
	is_int(table->count, 2);
	vss_table_close(table);
	vss_table_free(table);
	guest_end(&g);
}

static void choices(void)
{
	static const struct {
		struct vss_choice include, exclude;
		const char *want;
	} cases[] = {
		{ .exclude.mounts = { { "/var/lib/*" }, 1 }, .want = "/data /" },
		{ .exclude.mounts = { { "/elsewhere" }, 1 },
		  .want = "/var/lib/x /" }, /* another mount of sda2 */
		{ .exclude.types = { { "xfs" }, 1 }, .want = "/data /" },
		{ .exclude.devices = { { "/dev/sda2" }, 1 }, .want = "/var/lib/x /" },
		{ .exclude.devices = { { "8:1", "8:3" }, 2 }, .want = "/data" },
		{ .include.types = { { "ext*" }, 1 }, .want = "/data /" },
		{ .include.mounts = { { "/data" }, 1 },
		  .include.types = { { "xfs" }, 1 },
		  .want = "/var/lib/x /data" },
		{ .include.types = { { "*" }, 1 },
		  .exclude.mounts = { { "/" }, 1 },
		  .want = "/var/lib/x /data" },
		{ .include.mounts = { { "/none" }, 1 }, .want = "" },
	};
	struct guest g;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_begin(&g);
		guest_mounts(&g, ROOT "21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n"
		                      "22 20 8:2 /sub /elsewhere rw - ext4 /dev/sda2 rw\n"
		                      "23 20 8:3 / /var/lib/x rw - xfs /dev/sda3 rw\n");
		g.config.include = cases[i].include;
		g.config.exclude = cases[i].exclude;
		is_int(plan(&g), 0);
		is_string(points(), cases[i].want);
		guest_end(&g);
	}
}

static void one_whose_folder_is_gone_is_told(void)
{
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g, ROOT "21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n");
	unlinkat(g.root, "data", AT_REMOVEDIR);
	is_int(plan(&g), 0);
	is_string(points(), "/");
	is_true(guest_said(&g,
	                   "/data is not frozen: it cannot be reached: No such file or directory"));
	guest_end(&g);
}

/* What fdinfo says of a descriptor decides, not the path. */
static void a_mount_beneath_another_is_not_mistaken(void)
{
	char path[64];
	struct guest g;

	guest_begin(&g);
	guest_mounts(&g,
	             "21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n22 21 0:5 / /data rw - tmpfs x rw\n"
	             "23 20 8:2 /sub /open rw - ext4 /dev/sda2 rw\n");
	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "proc/self/fdinfo/%d", fd);
		guest_write(&g, path, "pos:\t0\nflags:\t02\nmnt_id:\t22\nino:\t1\n");
	}
	is_int(plan(&g), 0);
	is_string(points(), "");
	is_true(guest_said(&g,
	                   "/data is not frozen: it cannot be reached: another mount hides it"));
	/* and where one of its mounts can be seen, that one is taken */
	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof(path), "proc/self/fdinfo/%d", fd);
		guest_write(&g, path, "pos:\t0\nflags:\t02\nmnt_id:\t23\nino:\t1\n");
	}
	is_int(plan(&g), 0);
	is_string(points(), "/open");
	guest_end(&g);
}

static void more_than_there_is_room_for(void)
{
	static char text[(VSS_ENTRIES_MAX + 1) * 64];
	struct guest g;
	size_t len = 0;

	guest_begin(&g);
	for (int i = 0; i <= VSS_ENTRIES_MAX; i++)
		len += (size_t)sprintf(text + len, "%d 1 8:%d / /m rw - ext4 /dev/x%d rw\n", i + 10,
		                       i, i);
	guest_mounts(&g, text);
	is_int(plan(&g), -E2BIG);
	is_int(table->count, 0);
	vss_table_free(table);
	guest_end(&g);
}

static void no_mountinfo_is_no_plan(void)
{
	struct guest g;

	guest_begin(&g);
	is_int(plan(&g), -ENOENT);
	vss_table_free(table);
	guest_write(&g, "proc/self/mountinfo", "what is this\n");
	is_int(plan(&g), -EINVAL);
	vss_table_free(table);
	guest_end(&g);
}

TAP_MAIN(TAP_CASE(children_come_before_parents), TAP_CASE(a_superblock_comes_once),
         TAP_CASE(a_bind_mount_below_does_not_pull_its_file_system_forward),
         TAP_CASE(only_what_may_be_written_to), TAP_CASE(only_what_has_a_block_device),
         TAP_CASE(each_stranger_is_told_once), TAP_CASE(what_cannot_be_frozen_is_skipped_and_told),
         TAP_CASE(a_source_alone_makes_no_block_device),
         TAP_CASE(a_file_system_in_a_file_comes_before_the_one_it_lies_on),
         TAP_CASE(root_in_a_file_of_a_deeper_one),
         TAP_CASE(mapped_devices_and_partitions_on_a_loop), TAP_CASE(through_one_that_is_left_out),
         TAP_CASE(btrfs_goes_by_its_source), TAP_CASE(files_in_a_circle_have_an_end),
         TAP_CASE(choices), TAP_CASE(one_whose_folder_is_gone_is_told),
         TAP_CASE(a_mount_beneath_another_is_not_mistaken), TAP_CASE(more_than_there_is_room_for),
         TAP_CASE(no_mountinfo_is_no_plan))
