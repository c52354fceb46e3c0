/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is demanded of a config, one expression:
 *	NET_NS				on: y or m
 *	BUG=y   X=m   NR_CPUS=64	that value; strings in double quotes; numbers by value
 *	LDISC_AUTOLOAD=n		"is not set" stands in the config
 *	!KEXEC				off: not set, n, or a symbol the config does not mention
 *	DEFAULT_MMAP_MIN_ADDR>=65536	a number at least (<=: at most)
 *	LSM has yama			a word of a list parted by commas
 *	RND_BITS=@RND_BITS_MAX		the same value as another symbol
 *	kernel>=6.6.8			the kernel is at least that release
 * Terms are joined by "and" and "or" and grouped by parentheses; "and" binds tighter. The first symbol is what
 * the demand is about and known by.
 */
#pragma once
#include "term.h"

struct kconf_demand_node {
	enum { KCONF_NODE_TERM, KCONF_NODE_AND, KCONF_NODE_OR } kind;
	int left, right; /* nodes; of a TERM .left is the index of the term */
};

enum { KCONF_MAX_DEMAND_TERMS = 16, KCONF_MAX_DEMAND_DEPTH = 8 };

struct kconf_demand {
	char *text; /* as written */
	struct kconf_term terms[KCONF_MAX_DEMAND_TERMS];
	struct kconf_demand_node nodes[2 * KCONF_MAX_DEMAND_TERMS];
	int n_terms, n_nodes, root;
};

/*
 * All of @text is one demand. The result is to be given to kconf_demand_free(); -ENOMEM; or -EINVAL with
 * *@ret_wrong saying what is wrong with it.
 */
int kconf_demand_parse(const char *text, size_t len, struct kconf_demand **ret_demand,
                       const char **ret_wrong);
void kconf_demand_free(struct kconf_demand *demand);

bool kconf_demand_holds(const struct kconf_demand *demand, const struct kconf_config *config,
                        struct kconf_release release);

/* What the demand is about: its first symbol. */
const char *kconf_demand_symbol(const struct kconf_demand *demand);

/* Its first term about @symbol, or NULL. */
const struct kconf_term *kconf_demand_about(const struct kconf_demand *demand, const char *symbol);
