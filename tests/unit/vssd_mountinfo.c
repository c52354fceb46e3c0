// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/mountinfo.h"
#include "vssd_fixture.h"

static int parse(const char *text, struct vss_mount *m)
{
	static char line[1024];

	snprintf(line, sizeof(line), "%s", text);
	return vss_mountinfo_parse(line, m);
}

static void a_line_of_the_manual(void)
{
	struct vss_mount m;

	is_int(parse("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue",
	             &m),
	       0);
	is_int(m.id, 36);
	is_int(m.parent, 35);
	is_int(m.major, 98);
	is_int(m.minor, 0);
	is_string(m.root, "/mnt1");
	is_string(m.point, "/mnt2");
	is_string(m.type, "ext3");
	is_string(m.source, "/dev/root");
	is_true(!m.read_only);
}

static void optional_fields_are_none_or_many(void)
{
	struct vss_mount m;

	is_int(parse("1 0 8:1 / / rw - ext4 /dev/sda1 rw", &m), 0);
	is_int(parse("1 0 8:1 / / rw shared:1 master:2 propagate_from:3 unbindable - ext4 /dev/sda1 rw",
	             &m),
	       0);
	is_string(m.type, "ext4");
}

static void escapes_are_undone(void)
{
	struct vss_mount m;

	is_int(parse("1 0 8:1 / /a\\040b\\011c\\012d\\134e\\043 rw - ext4 /dev/x\\040- rw", &m), 0);
	is_string(m.point, "/a b\tc\nd\\e#");
	is_string(m.source, "/dev/x -");
	/* A name in another encoding goes through as it is. */
	is_int(parse("1 0 8:1 / /\xff\303\251 rw - ext4 /dev/x rw", &m), 0);
	is_string(m.point, "/\xff\303\251");
}

static void an_empty_source_is_a_field(void)
{
	struct vss_mount m;

	is_int(parse("1 0 0:5 / /x rw - tmpfs  ro", &m), 0);
	is_string(m.source, "");
	is_true(m.read_only);
}

static void read_only_is_the_superblock(void)
{
	struct vss_mount m;

	is_int(parse("1 0 8:1 / /x ro,nosuid - ext4 /dev/a rw,data=ordered", &m), 0);
	is_true(!m.read_only);
	is_int(parse("1 0 8:1 / /x rw - ext4 /dev/a ro", &m), 0);
	is_true(m.read_only);
	is_int(parse("1 0 8:1 / /x rw - ext4 /dev/a ro,relatime", &m), 0);
	is_true(m.read_only);
	is_int(parse("1 0 8:1 / /x rw - ext4 /dev/a rota=1", &m), 0);
	is_true(!m.read_only);
}

static void what_the_kernel_does_not_write(void)
{
	static const char *const wrong[] = {
		"",
		"x",
		"1",
		"1 0",
		"1 0 8:1",
		"1 0 8:1 / /",
		"1 0 8:1 / / rw",
		"1 0 8:1 / / rw -",
		"1 0 8:1 / / rw - ext4",
		"1 0 8:1 / / rw - ext4 /dev/a",
		"1 0 8:1 / / rw shared:1 ext4 /dev/a rw",
		"-1 0 8:1 / / rw - ext4 /dev/a rw",
		"1 0 81 / / rw - ext4 /dev/a rw",
		"1 0 8: / / rw - ext4 /dev/a rw",
		"1 0 8:1:2 / / rw - ext4 /dev/a rw",
		"1 0 8:4294967296 / / rw - ext4 /dev/a rw",
		"1 0 8:1 / x rw - ext4 /dev/a rw",
		"1 0 8:1 / /\\ rw - ext4 /dev/a rw",
		"1 0 8:1 / /\\04 rw - ext4 /dev/a rw",
		"1 0 8:1 / /\\000 rw - ext4 /dev/a rw",
		"1 0 8:1 / /\\400 rw - ext4 /dev/a rw",
		"1 0 8:1 / /\\089 rw - ext4 /dev/a rw",
		"1 0 8:1 / / rw - ext4 /dev/\\4 rw",
	};
	struct vss_mount m;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int(parse(wrong[i], &m), -EINVAL);
}

static void a_whole_file(void)
{
	struct guest g;
	struct vss_mounts mounts;
	const struct vss_mount *m;

	guest_begin(&g);
	is_int(vss_mounts_read(g.root, &mounts), -ENOENT);
	vss_mounts_free(&mounts);
	guest_write(&g, "proc/self/mountinfo",
	            "30 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	            "40 30 8:2 / /var rw - ext4 /dev/sda2 rw\n"
	            "35 40 8:3 / /var/lib rw - ext4 /dev/sda3 rw\n"
	            "36 35 8:4 / /var/lib rw - ext4 /dev/sda4 rw\n");
	is_int(vss_mounts_read(g.root, &mounts), 0);
	is_int(mounts.count, 4);
	m = vss_mounts_find(&mounts, 35);
	is_true(m && m->minor == 3);
	is_true(!vss_mounts_find(&mounts, 1) && !vss_mounts_find(&mounts, 41));
	is_int(vss_mounts_depth(&mounts, &mounts.items[0]), 0);
	is_int(vss_mounts_depth(&mounts, m), 2);
	is_int(vss_mounts_depth(&mounts, &mounts.items[3]), 3);
	is_int(vss_mounts_of(&mounts, "/var/lib/x")->minor, 4); /* on top */
	is_int(vss_mounts_of(&mounts, "/var/library")->minor, 2);
	is_int(vss_mounts_of(&mounts, "/var")->minor, 2);
	is_int(vss_mounts_of(&mounts, "/varx")->minor, 1);
	vss_mounts_free(&mounts);
	guest_end(&g);
}

static void parents_in_a_circle_have_an_end(void)
{
	struct guest g;
	struct vss_mounts mounts;

	guest_begin(&g);
	guest_write(&g, "proc/self/mountinfo",
	            "1 2 8:1 / / rw - ext4 /dev/a rw\n2 1 8:2 / /x rw - ext4 /dev/b rw\n"
	            "3 3 8:3 / /y rw - ext4 /dev/c rw\n");
	is_int(vss_mounts_read(g.root, &mounts), 0);
	is_true(vss_mounts_depth(&mounts, &mounts.items[0]) > 2);
	is_int(vss_mounts_depth(&mounts, &mounts.items[2]), 0);
	vss_mounts_free(&mounts);
	guest_end(&g);
}

static void one_bad_line_is_no_file(void)
{
	static const char *const wrong[] = {
		"1 0 8:1 / / rw - ext4 /dev/a rw\nx\n",
		"1 0 8:1 / / rw - ext4 /dev/a rw", /* without its end: cut off */
	};
	struct guest g;
	struct vss_mounts mounts;

	guest_begin(&g);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		guest_write(&g, "proc/self/mountinfo", wrong[i]);
		is_int(vss_mounts_read(g.root, &mounts), -EINVAL);
		vss_mounts_free(&mounts);
	}
	guest_end(&g);
}

static void the_mounts_of_this_machine(void)
{
	const int root = open("/", O_RDONLY | O_DIRECTORY);
	struct vss_mounts mounts;

	is_int(vss_mounts_read(root, &mounts), 0);
	is_true(mounts.count > 0);
	for (size_t i = 0; i < mounts.count; i++)
		is_true(vss_mounts_find(&mounts, mounts.items[i].id) == &mounts.items[i]);
	vss_mounts_free(&mounts);
	close(root);
}

TAP_MAIN(TAP_CASE(a_line_of_the_manual), TAP_CASE(optional_fields_are_none_or_many),
         TAP_CASE(escapes_are_undone), TAP_CASE(an_empty_source_is_a_field),
         TAP_CASE(read_only_is_the_superblock), TAP_CASE(what_the_kernel_does_not_write),
         TAP_CASE(a_whole_file), TAP_CASE(parents_in_a_circle_have_an_end),
         TAP_CASE(one_bad_line_is_no_file), TAP_CASE(the_mounts_of_this_machine))
