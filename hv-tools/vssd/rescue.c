// SPDX-License-Identifier: GPL-2.0-only
#include "rescue.h"
#include "freezer.h"
#include "hooks.h"
#include "journal.h"
#include "plan.h"
#include <errno.h>
#include <string.h>

/* Whichever were told to freeze: all are told to thaw. */
static void thaw_hooks(const struct vss_context *c)
{
	struct vss_hooks hooks;

	if (vss_hooks_load(c->root, c->config->hook_deadline_s, c->log, &hooks) == 0) {
		hooks.run = hooks.count;
		vss_hooks_thaw(&hooks, c->log);
	}
	vss_hooks_close(&hooks);
}

/* Those without a mount any more are gone, or nobody can get at them. */
static int thaw_entries(const struct vss_context *c, struct vss_table *table)
{
	const int rc = vss_plan_reopen(c->root, table);
	enum vss_thawed thawed;

	for (uint32_t i = 0; i < table->count; i++)
		if (table->entries[i].fd < 0)
			vss_entry_change(&table->entries[i], VSS_FROZEN, VSS_CANCELLED);
	thawed = vss_thaw_all(table, c->ops);
	vss_table_close(table);
	if (rc < 0)
		return rc;
	return thawed == VSS_STILL_FROZEN ? -EIO : 0;
}

static void tell(const struct vss_context *c, const struct vss_table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		const struct vss_entry *e = &table->entries[i];

		if (e->state == VSS_STUCK)
			hv_log(c->log, LOG_ERR, "%.200s was left frozen, and cannot be thawed: %s",
			       e->point, strerror(-e->error));
		else if (e->state == VSS_THAWED && e->error == 0)
			hv_log(c->log, LOG_WARNING, "%.200s was left frozen: thawed", e->point);
	}
}

int vss_rescue_journal(const struct vss_context *c)
{
	struct vss_table *table = vss_table_new();
	int rc = table ? vss_journal_read(c->root, table) : -ENOMEM;

	if (rc == 0) {
		rc = thaw_entries(c, table);
		if (rc == 0)
			rc = vss_journal_remove(c->root);
		hv_log(c->log, LOG_WARNING, "an earlier daemon ended in the middle of a freeze");
		tell(c, table);
		thaw_hooks(c);
	} else if (rc == -EINVAL) {
		hv_log(c->log, LOG_WARNING,
		       "the journal of an earlier freeze is none of ours, and is removed");
		rc = vss_journal_remove(c->root);
	} else if (rc == -ENOENT || rc == -ENOTDIR) {
		rc = 0;
	}
	vss_table_free(table);
	return rc;
}

int vss_rescue_table(const struct vss_context *c, struct vss_table *table)
{
	struct vss_table *ours = vss_table_new();
	int rc;

	if (!ours)
		return -ENOMEM;
	vss_freeze_cancel(table);
	memcpy(ours, table, sizeof(*ours)); /* the freezer goes by the descriptors in it */
	thaw_entries(c, ours);
	/* What is being frozen comes last, as thawing it may have to wait for just that. */
	for (uint32_t i = 0; i < ours->count; i++)
		vss_entry_change(&ours->entries[i], VSS_ABANDONED, VSS_FROZEN);
	rc = thaw_entries(c, ours);
	if (rc == 0)
		vss_journal_remove(c->root);
	tell(c, ours);
	thaw_hooks(c);
	vss_table_free(ours);
	return rc;
}
