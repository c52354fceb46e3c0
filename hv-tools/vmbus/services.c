// SPDX-License-Identifier: GPL-2.0-only
#include "services.h"
#include "auto.h"

static void add_commands(struct services *s, struct vmbus *vmbus, struct command_table **tables)
{
	const struct command_table all[SERVICES_TABLES] = {
		{ ic_commands, vmbus, NULL },
		{ heartbeat_commands, &s->heartbeat, NULL },
		{ timesync_commands, &s->timesync, NULL },
		{ shutdown_commands, &s->shutdown, NULL },
		{ kvp_commands, &s->kvp, NULL },
		{ vss_commands, &s->vss, NULL },
		{ fcopy_commands, &s->fcopy, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		s->tables[i] = all[i];
		s->tables[i].next = *tables;
		*tables = &s->tables[i];
	}
}

void services_init(struct services *s, struct vmbus *vmbus, struct command_table **tables)
{
	heartbeat_init(&s->heartbeat, vmbus);
	timesync_init(&s->timesync, vmbus);
	shutdown_init(&s->shutdown, vmbus);
	kvp_init(&s->kvp, vmbus);
	vss_init(&s->vss, vmbus);
	fcopy_init(&s->fcopy, vmbus);
	add_commands(s, vmbus, tables);
}

void services_done(struct services *s)
{
	struct ic *const all[] = { &s->heartbeat.ic, &s->timesync.ic, &s->shutdown,
		                   &s->kvp.ic,       &s->vss.ic,      &s->fcopy.ic };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ic_done(all[i]);
}
