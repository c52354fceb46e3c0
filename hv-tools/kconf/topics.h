/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a person decides on when two configs differ, NAME.topics: symbols by topic. Lines:
 *	[NAME] KIND TITLE		a topic begins; KIND is capability, size or boot
 *	SYMBOL...			its symbols; a name may end in *
 * Blank lines and lines that begin with # say nothing. The first topic that has a symbol takes it.
 */
#pragma once
#include "finding.h"
#include "words.h"

enum kconf_topic_kind {
	KCONF_TOPIC_CAPABILITY,
	KCONF_TOPIC_SIZE,
	KCONF_TOPIC_BOOT,
	KCONF_N_TOPIC_KINDS
};

struct kconf_topic {
	char *name, *title;
	enum kconf_topic_kind kind;
	struct kconf_words symbols;
};

struct kconf_topics {
	struct kconf_topic *items;
	size_t n;
};

/*
 * Add the topics of @text, which is changed, to @topics. What is wrong with it becomes findings at @path. 0 or
 * -ENOMEM.
 */
int kconf_topics_parse(struct kconf_topics *topics, const char *path, char *text, size_t len,
                       struct kconf_findings *findings);
/* All of @folder, or with NULL those that came with the program. 0 or an errno of reading. */
int kconf_topics_read(const char *folder, struct kconf_findings *findings,
                      struct kconf_topics *ret_topics);
void kconf_topics_done(struct kconf_topics *topics);

/* The topic of @symbol, or NULL. */
const struct kconf_topic *kconf_topics_find(const struct kconf_topics *topics, const char *symbol);
