/* SPDX-License-Identifier: GPL-2.0-only */
/* One condition on one symbol of a config, or on the kernel's release: what a demand (demand.h) is made of. */
#pragma once
#include "config.h"
#include "release.h"
#include <stdbool.h>
#include <stddef.h>

enum kconf_term_kind {
	KCONF_TERM_ON,    /* y or m */
	KCONF_TERM_OFF,   /* not set, n, or not mentioned */
	KCONF_TERM_EQUAL, /* to .value, as written in a config: y, m, n, 64, "text" */
	KCONF_TERM_AT_LEAST,
	KCONF_TERM_AT_MOST,
	KCONF_TERM_HAS,    /* a list parted by commas has the word .value */
	KCONF_TERM_SAME,   /* as the symbol .value */
	KCONF_TERM_KERNEL, /* at least .release; no symbol */
};

struct kconf_term {
	enum kconf_term_kind kind;
	char *symbol; /* without CONFIG_; NULL for KERNEL */
	char *value;  /* NULL for ON and OFF */
	struct kconf_release release;
};

bool kconf_term_holds(const struct kconf_term *term, const struct kconf_config *config,
                      struct kconf_release release);

/*
 * What a term wants of its symbol, for a person: "y or m", "off", "y", "at least 65536", "yama in it". As
 * snprintf() in what it returns.
 */
int kconf_term_describe(const struct kconf_term *term, char *room, size_t size);

/* A symbol's value for a person: "y", "64", "not set", or "absent" when the config does not mention it. */
const char *kconf_value_of(const struct kconf_config *config, const char *symbol);

void kconf_term_done(struct kconf_term *term);
