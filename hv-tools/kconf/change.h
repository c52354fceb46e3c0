/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What changed meaning between kernel series, NAME.changes: a change a line, its rules in the lines below it.
 *	source TAG = TEXT			where it is written; TAG is used below
 *	KIND SINCE SYMBOL... ; TAG [PLACE] [; WHY]
 *	on DEMAND => [SYMBOL=VALUE...] [ask TEXT]	what to do with a config that crosses it
 *	back DEMAND => [SYMBOL=VALUE...] [ask TEXT]	the same on the way to an older kernel
 * The kinds, and what they do where no rule of theirs holds:
 *	renamed OLD NEW		the value goes over, either way
 *	removed SYMBOL...	the setting is dropped; that it was on is for a person to hear of
 *	absorbed SYMBOL...	the setting is dropped, for the kernel does the same without it
 *	internal SYMBOL...	the setting is dropped; nobody could ever ask for it
 *	type SYMBOL OLD NEW	its type is another: m becomes y, bool and int are translated into each other
 *	split, merged, gated, needs, default	their rules only
 *	trap SYMBOL...		its rules hold for each config whose kernel is in SINCE, wherever it came from
 * SINCE is the first release that has the change, 6.18; FIRST..LAST when it came with one of these; followed by
 * a comma and a point release for each older series it was backported to: 6.9,6.6.30,6.1.91. That of a trap is
 * a range of releases (release.h), since those may end.
 *
 * DEMAND is that of demand.h. VALUE is y, m, n, a number or a quoted string; nothing, which drops the setting;
 * or @SYMBOL, that one's value. The demands of a change are all judged before any of its rules acts.
 */
#pragma once
#include "demand.h"
#include "table.h"
#include "words.h"

enum kconf_change_kind {
	KCONF_RENAMED,
	KCONF_REMOVED,
	KCONF_ABSORBED,
	KCONF_INTERNAL,
	KCONF_RETYPED,
	KCONF_SPLIT,
	KCONF_MERGED,
	KCONF_GATED,
	KCONF_NEEDS,
	KCONF_DEFAULT,
	KCONF_TRAP,
	KCONF_N_CHANGES,
};

extern const char *const kconf_change_names[KCONF_N_CHANGES];

struct kconf_assign {
	char *symbol;
	char *value; /* NULL = drop the setting */
};

struct kconf_rule {
	struct kconf_demand *demand;
	bool back;
	struct kconf_assign *assigns;
	size_t n_assigns;
	char *ask; /* what a person must decide; NULL = nothing */
};

struct kconf_change {
	enum kconf_change_kind kind;
	struct kconf_release first,
		last; /* it came with one of these; of a trap: it holds from, to */
	struct kconf_release *backports;
	size_t n_backports;
	struct kconf_words symbols;
	struct kconf_rule *rules;
	size_t n_rules;
	struct kconf_origin origin;
	unsigned int line;
};

struct kconf_change_table {
	char *path;
	struct kconf_sources sources;
	struct kconf_change *items;
	size_t n;
};

struct kconf_changes {
	struct kconf_change_table *tables; /* in the order of their names */
	size_t n;
};

/*
 * Parse @text, which is changed. What is wrong with it becomes findings at @path; a table with findings is not
 * to be used, but to be freed. 0 or -ENOMEM.
 */
int kconf_change_table_parse(const char *path, char *text, size_t len,
                             struct kconf_findings *findings, struct kconf_change_table *ret_table);
void kconf_change_table_done(struct kconf_change_table *table);

/* All of @folder, or with NULL those that came with the program (data.h). 0, or an errno of reading. */
int kconf_changes_read(const char *folder, struct kconf_findings *findings,
                       struct kconf_changes *ret_changes);
void kconf_changes_done(struct kconf_changes *changes);

enum kconf_presence { KCONF_ABSENT, KCONF_MAYBE, KCONF_PRESENT };

/* Does @release have the change? Maybe, when it is one of those that it may have come with. */
enum kconf_presence kconf_change_in(const struct kconf_change *change,
                                    struct kconf_release release);

/* When it came, for a person: "6.18", "6.13 to 7.3". As snprintf(). */
int kconf_change_since(const struct kconf_change *change, char *room, size_t size);
