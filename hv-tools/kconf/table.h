/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What readers of tables with sources share: lines of fields parted by ';', where the second field begins with
 * the tag of a source that a line "source TAG = TEXT" has told above. Blank lines and lines that begin with #
 * say nothing. Used by the readers of changes (change.h) and devices (device.h).
 */
#pragma once
#include "finding.h"
#include <stdbool.h>
#include <stddef.h>

struct kconf_sources {
	struct kconf_source_entry {
		char *tag, *text;
	} * *items; /* entries stay where they are when there are more */
	size_t n;
};

/* Where a line's fact is written. The text belongs to the sources. */
struct kconf_origin {
	const char *source;
	char *place, *why; /* NULL = not told */
};

struct kconf_table_reader {
	const char *path;
	struct kconf_findings *findings;
	struct kconf_sources *sources;
	/* Takes a line that is neither blank, comment nor source, without the blanks around it. */
	void (*take)(struct kconf_table_reader *r, char *line);
	unsigned int line;
	bool out_of_memory;
};

/* Hand each line of @text, which is changed, to r->take. 0 or -ENOMEM. */
int kconf_table_read(struct kconf_table_reader *r, char *text, size_t len);

/* What is wrong with this line becomes a finding. */
void kconf_table_problem(struct kconf_table_reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A copy of @text, or room for one more item behind @n of them; NULL, and r->out_of_memory set. */
char *kconf_table_copy(struct kconf_table_reader *r, const char *text);
void *kconf_table_grow(struct kconf_table_reader *r, void *items, size_t n, size_t size);

/* "TAG [PLACE] [; WHY]", what stands behind the first ';'. False with a problem. */
bool kconf_table_origin(struct kconf_table_reader *r, char *rest, struct kconf_origin *ret_origin);

void kconf_origin_done(struct kconf_origin *origin);
void kconf_sources_done(struct kconf_sources *sources);
