// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"
#include "efivar.h"
#include "failure.h"
#include "find.h"
#include "report.h"
#include "rootfs.h"
#include <errno.h>
#include <string.h>

/* Microseconds. A disk of another kind is taken, and the OS disk is no longer waited for, after so long. */
#define SWAP_US    3000000
#define PERHAPS_US 5000000
/* After so long whoever watches the console is told what is waited for. */
#define WORDS_US   5000000

struct search {
	const char *stage, *text;
	struct devices *devices;
	const struct patience *patience;
	struct root_spec spec;
	struct find_hints hints;
	struct found found;
	uint64_t first_us; /* when something that may do was first seen; 0 = not yet */
	bool told;
};

static void prepare(struct search *s)
{
	const int rc = root_spec_parse(s->text, &s->spec);

	if (rc < 0)
		fail_because(s->stage, s->text, -rc, rc == -EOPNOTSUPP ? "unsupported" : "invalid");
	if (s->spec.kind != ROOT_AUTO)
		return;
	modules_load_name(&s->devices->modules, "efivarfs");
	efivar_loader_partition(s->hints.esp);
}

/* Whether what was found will do at @now. */
static bool is_good(struct search *s, uint64_t now)
{
	s->hints.late = now - s->patience->since_us >= SWAP_US || now >= s->patience->until_us;
	if (!find_root(&s->devices->blocks, &s->spec, &s->hints, &s->found))
		return false;
	s->first_us = s->first_us ? s->first_us : now;
	return !(s->found.flags & FIND_PERHAPS) || now - s->first_us >= PERHAPS_US ||
	       now >= s->patience->until_us;
}

/* The next moment at which anything is decided without an event. */
static uint64_t next_moment(const struct search *s, uint64_t now)
{
	const uint64_t moments[] = { s->patience->until_us, s->patience->since_us + SWAP_US,
		                     s->patience->since_us + WORDS_US,
		                     s->first_us ? s->first_us + PERHAPS_US : UINT64_MAX };
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
		if (moments[i] > now && moments[i] < next)
			next = moments[i];
	return next;
}

static void say_what(struct search *s, uint64_t now)
{
	if (s->told || now - s->patience->since_us < WORDS_US)
		return;
	s->told = true;
	report_warning(s->stage, "still waiting for", s->text);
}

static void warn(const struct search *s)
{
	char words[128] = "duplicate ";
	size_t len = strlen(words);

	if (s->found.flags & FIND_SWAPPED)
		report_warning(s->stage, "no such disk; the OS disk has it as",
		               s->found.block->name);
	if (!(s->found.flags & FIND_DUPLICATE))
		return;
	memcpy(words + len, s->found.other->name, strlen(s->found.other->name));
	len += strlen(s->found.other->name);
	memcpy(words + len, s->found.block->os_disk ? "; took the OS disk's" : "; took the first,",
	       21);
	report_warning(s->stage, words, s->found.block->name);
}

void rootfs_wait(const char *stage, const char *text, struct devices *devices,
                 const struct patience *patience, struct block *ret_block)
{
	struct search s = {
		.stage = stage, .text = text, .devices = devices, .patience = patience
	};
	uint64_t now;
	int rc = 0;

	prepare(&s);
	while (now = clock_us(CLOCK_MONOTONIC), !is_good(&s, now)) {
		if (now >= patience->until_us || rc < 0) {
			failure_waited(now - patience->since_us);
			fail_because(stage, text, rc < 0 ? -rc : ENODEV,
			             rc < 0 ? "events" : "not-found");
		}
		say_what(&s, now);
		rc = devices_wait(devices, next_moment(&s, now));
	}
	warn(&s);
	*ret_block = *s.found.block; /* the table may move */
}
