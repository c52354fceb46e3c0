// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/journal.h"
#include "vssd_fixture.h"
#include <sys/file.h>

#define FILE_NAME "run/hvkit/vss.frozen"

static struct vss_table *table;
static char text[4096];

static const char *content(struct guest *g)
{
	const int fd = openat(g->root, FILE_NAME, O_RDONLY);
	const ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	return text;
}

static void add(uint32_t major, uint32_t minor, const char *point)
{
	struct vss_entry *e = &table->entries[table->count++];

	*e = (struct vss_entry){ .major = major, .minor = minor, .fd = -1 };
	snprintf(e->point, sizeof(e->point), "%s", point);
}

static void begin(struct guest *g)
{
	guest_begin(g);
	table = vss_table_new();
}

static void end(struct guest *g)
{
	vss_table_free(table);
	guest_end(g);
}

static void it_tells_what_is_frozen_and_goes(void)
{
	struct vss_journal journal;
	struct guest g;

	begin(&g);
	add(8, 1, "/a b\n\\");
	add(253, 1048575, "/");
	is_int(vss_journal_begin(g.root, &journal), 0);
	is_string(content(&g), "hvkit vss 1\n");
	is_int(vss_journal_plan(&journal, table), 0);
	is_string(content(&g), "hvkit vss 1\n- 8:1 /a\\040b\\012\\134\n- 253:1048575 /\n");
	vss_journal_mark(&journal, 1, VSS_MARK_FROZEN);
	vss_journal_mark(&journal, 0, VSS_MARK_NOT_OURS);
	vss_journal_mark(&journal, 2, VSS_MARK_FROZEN);
	is_string(content(&g), "hvkit vss 1\n= 8:1 /a\\040b\\012\\134\n+ 253:1048575 /\n");
	vss_journal_end(g.root, &journal, true);
	is_true(!guest_has(&g, FILE_NAME));
	end(&g);
}

static void only_root_may_read_it(void)
{
	struct vss_journal journal;
	struct stat st;
	struct guest g;

	begin(&g);
	is_int(vss_journal_begin(g.root, &journal), 0);
	is_int(fstat(journal.fd, &st), 0);
	is_int(st.st_mode & 0777, 0600);
	vss_journal_end(g.root, &journal, true);
	end(&g);
}

static void two_at_a_time_are_refused(void)
{
	struct vss_journal first, second;
	struct guest g;

	begin(&g);
	is_int(vss_journal_begin(g.root, &first), 0);
	is_int(vss_journal_begin(g.root, &second), -EBUSY);
	vss_journal_end(g.root, &second, false);
	is_true(guest_has(&g, FILE_NAME));
	vss_journal_end(g.root, &first, false); /* as when its process is killed */
	is_int(vss_journal_begin(g.root, &second), -EEXIST);
	vss_journal_end(g.root, &second, false);
	end(&g);
}

static void a_link_is_not_followed(void)
{
	struct vss_journal journal;
	struct guest g;

	begin(&g);
	guest_write(&g, "etc/passwd", "root");
	guest_mkdirs(&g, "run/hvkit", true);
	is_int(symlinkat("../../etc/passwd", g.root, FILE_NAME), 0);
	is_int(vss_journal_begin(g.root, &journal), -ELOOP);
	vss_journal_end(g.root, &journal, false);
	is_int(vss_journal_read(g.root, table), -ELOOP);
	end(&g);
}

static void one_that_would_freeze_is_none(void)
{
	struct vss_journal journal;
	struct stat st;
	struct guest g;

	begin(&g);
	is_int(vss_journal_begin(g.root, &journal), 0);
	is_int(fstat(journal.fd, &st), 0);
	add((uint32_t)(st.st_dev >> 8 & 0xfff),
	    (uint32_t)((st.st_dev & 0xff) | (st.st_dev >> 12 & 0xfff00)), "/");
	is_int(vss_journal_plan(&journal, table), -EXDEV);
	vss_journal_end(g.root, &journal, true);
	end(&g);
}

static void what_a_predecessor_left(void)
{
	struct guest g;

	begin(&g);
	is_int(vss_journal_read(g.root, table), -ENOENT);
	guest_write(&g, FILE_NAME, "hvkit vss 1\n+ 8:1 /a\n- 8:2 /b\n= 8:3 /c\n+ 8:4 /\n");
	is_int(vss_journal_read(g.root, table), 0);
	is_int(table->count, 4);
	is_int(table->entries[0].state, VSS_FROZEN);
	is_int(table->entries[1].state, VSS_PLANNED);
	is_int(table->entries[2].state, VSS_PLANNED);
	is_int(table->entries[3].state, VSS_FROZEN);
	is_int(table->entries[3].minor, 4);
	is_string(table->entries[0].point, "/a");
	end(&g);
}

static int parse(const char *from)
{
	snprintf(text, sizeof(text), "%s", from);
	return vss_journal_parse(text, strlen(text), table);
}

static void bad_lines_are_left_out(void)
{
	struct guest g;

	begin(&g);
	is_int(parse("hvkit vss 1\n\n+\n+ \n+ 8\n+ 8:1\n+ x:1 /a\n+ 8:-1 /a\n+ 8:99999999999 /a\n* 8:1 /a\n"
	             "+8:1 /a\n+ /a 8:1\n+ 8:9 /good\n+ 8:7 /cut"),
	       0);
	is_int(table->count, 1);
	is_int(table->entries[0].minor, 9);
	is_int(parse("hvkit vss 2\n+ 8:1 /a\n"), -EINVAL);
	is_int(parse(""), -EINVAL);
	is_int(parse("hvkit"), -EINVAL);
	end(&g);
}

static void more_lines_than_entries(void)
{
	static char many[(VSS_ENTRIES_MAX + 8) * 16];
	struct guest g;
	size_t len = (size_t)sprintf(many, "hvkit vss 1\n");

	begin(&g);
	for (int i = 0; i < VSS_ENTRIES_MAX + 4; i++)
		len += (size_t)sprintf(many + len, "+ 8:%d /\n", i);
	is_int(vss_journal_parse(many, len, table), 0);
	is_int(table->count, VSS_ENTRIES_MAX);
	end(&g);
}

static void a_living_watchdog_is_waited_for(void)
{
	const struct timespec moment = { .tv_nsec = 200000000 };
	struct vss_journal journal;
	struct guest g;
	pid_t pid;

	begin(&g);
	is_int(vss_journal_begin(g.root, &journal), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		nanosleep(&moment, NULL);
		vss_journal_end(g.root, &journal, true);
		_exit(0);
	}
	close(journal.fd);
	is_int(vss_journal_read(g.root, table), -ENOENT);
	end(&g);
}

TAP_MAIN(TAP_CASE(it_tells_what_is_frozen_and_goes), TAP_CASE(only_root_may_read_it),
         TAP_CASE(two_at_a_time_are_refused), TAP_CASE(a_link_is_not_followed),
         TAP_CASE(one_that_would_freeze_is_none), TAP_CASE(what_a_predecessor_left),
         TAP_CASE(bad_lines_are_left_out), TAP_CASE(more_lines_than_entries),
         TAP_CASE(a_living_watchdog_is_waited_for))
