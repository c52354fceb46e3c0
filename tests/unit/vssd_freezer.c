// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/freezer.h"
#include "vssd_fixture.h"

static struct guest g;
static struct vss_table *table;
static struct vss_journal journal;

static void begin(const char *const *points)
{
	guest_begin(&g);
	table = vss_table_new();
	journal = (struct vss_journal){ .fd = -1 };
	for (; *points; points++) {
		struct vss_entry *e = &table->entries[table->count++];

		guest_mkdirs(&g, *points + 1, true);
		e->fd = openat(g.root, *points + 1, O_RDONLY | O_DIRECTORY);
		is_true(e->fd >= 0);
	}
}

static void end(void)
{
	vss_table_close(table);
	vss_table_free(table);
	guest_end(&g);
}

static void freeze(void)
{
	vss_freeze_all(table, &journal, &g.ops, getppid());
}

static const char *const three[] = { "/a", "/b", "/c", NULL };

static void thawing_is_the_exact_reverse(void)
{
	begin(three);
	freeze();
	is_int(vss_thaw_all(table, &g.ops), VSS_ALL_THAWED);
	is_string(guest_did(&g), "freeze /a, freeze /b, freeze /c, thaw /c, thaw /b, thaw /a");
	is_true(table->end_ns >= table->begin_ns && table->begin_ns > 0);
	end();
}

static void what_someone_else_has_frozen_stays_his(void)
{
	begin(three);
	guest_disk_at(&g, "/b")->rc = -EBUSY;
	freeze();
	is_int(table->entries[1].state, VSS_FOREIGN);
	is_int(vss_thaw_all(table, &g.ops), VSS_ALL_THAWED);
	is_string(guest_did(&g), "freeze /a, freeze /b, freeze /c, thaw /c, thaw /a");
	end();
}

static void what_cannot_be_frozen_stops_nothing(void)
{
	begin(three);
	guest_disk_at(&g, "/a")->rc = -EOPNOTSUPP;
	freeze();
	is_int(table->entries[0].state, VSS_SKIPPED);
	is_int(table->entries[2].state, VSS_FROZEN);
	vss_thaw_all(table, &g.ops);
	is_string(guest_did(&g), "freeze /a, freeze /b, freeze /c, thaw /c, thaw /b");
	end();
}

static void a_failure_ends_it(void)
{
	begin(three);
	guest_disk_at(&g, "/b")->rc = -EIO;
	freeze();
	is_int(table->entries[1].state, VSS_FAILED);
	is_int(table->entries[1].error, -EIO);
	is_int(table->entries[2].state, VSS_PLANNED);
	vss_thaw_all(table, &g.ops);
	is_string(guest_did(&g), "freeze /a, freeze /b, thaw /a");
	end();
}

static void thawed_behind_our_back_is_noticed(void)
{
	begin(three);
	freeze();
	guest_disk_at(&g, "/a")->frozen = false;
	is_int(vss_thaw_all(table, &g.ops), VSS_THAWED_BEFORE);
	is_int(table->entries[0].error, -EINVAL);
	end();
}

static void one_that_does_not_thaw_does_not_keep_the_others(void)
{
	begin(three);
	freeze();
	guest_disk_at(&g, "/b")->thaw_rc = -EIO;
	is_int(vss_thaw_all(table, &g.ops), VSS_STILL_FROZEN);
	is_string(guest_did(&g),
	          "freeze /a, freeze /b, freeze /c, thaw /c, thaw /b, thaw /b, thaw /b, thaw /a");
	is_int(table->entries[1].state, VSS_STUCK);
	end();
}

/* The watchdog gives up while the freezer is in the kernel: who comes out thaws. */
static int abandoned_freeze(void *ctx, int fd)
{
	const int rc = guest_freeze(ctx, fd);

	if (g.trace->count == 2)
		vss_freeze_cancel(table);
	return rc;
}

static void what_is_abandoned_thaws_itself(void)
{
	struct vss_ops ops;

	begin(three);
	ops = g.ops;
	ops.freeze = abandoned_freeze;
	vss_freeze_all(table, &journal, &ops, getppid());
	is_string(guest_did(&g), "freeze /a, freeze /b, thaw /b");
	is_int(table->entries[0].state, VSS_FROZEN); /* the watchdog's */
	is_int(table->entries[1].state, VSS_THAWED);
	is_int(table->entries[2].state, VSS_CANCELLED);
	end();
}

static void abandoned_and_failed_is_not_thawed(void)
{
	struct vss_ops ops;

	begin(three);
	ops = g.ops;
	ops.freeze = abandoned_freeze;
	guest_disk_at(&g, "/b")->rc = -EBUSY;
	vss_freeze_all(table, &journal, &ops, getppid());
	is_string(guest_did(&g), "freeze /a, freeze /b");
	is_int(table->entries[1].state, VSS_FOREIGN);
	end();
}

static void without_its_watchdog_it_undoes_its_work(void)
{
	begin(three);
	vss_freeze_all(table, &journal, &g.ops, 1 + getppid());
	is_string(guest_did(&g), "");
	table->entries[0].state = VSS_FROZEN;
	vss_freeze_all(table, &journal, &g.ops, 1 + getppid());
	is_string(guest_did(&g), "thaw /a");
	end();
}

static void the_journal_follows(void)
{
	char text[256];
	int fd;

	begin(three);
	for (uint32_t i = 0; i < 3; i++)
		snprintf(table->entries[i].point, sizeof(table->entries[i].point), "%s", three[i]);
	guest_disk_at(&g, "/b")->rc = -EBUSY;
	is_int(vss_journal_begin(g.root, &journal), 0);
	is_int(vss_journal_plan(&journal, table), 0);
	freeze();
	fd = openat(g.root, "run/hvkit/vss.frozen", O_RDONLY);
	text[read(fd, text, sizeof(text) - 1)] = '\0';
	close(fd);
	is_string(text, "hvkit vss 1\n+ 0:0 /a\n= 0:0 /b\n+ 0:0 /c\n");
	vss_thaw_all(table, &g.ops);
	vss_journal_end(g.root, &journal, true);
	end();
}

TAP_MAIN(TAP_CASE(thawing_is_the_exact_reverse), TAP_CASE(what_someone_else_has_frozen_stays_his),
         TAP_CASE(what_cannot_be_frozen_stops_nothing), TAP_CASE(a_failure_ends_it),
         TAP_CASE(thawed_behind_our_back_is_noticed),
         TAP_CASE(one_that_does_not_thaw_does_not_keep_the_others),
         TAP_CASE(what_is_abandoned_thaws_itself), TAP_CASE(abandoned_and_failed_is_not_thawed),
         TAP_CASE(without_its_watchdog_it_undoes_its_work), TAP_CASE(the_journal_follows))
