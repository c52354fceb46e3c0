/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A config carried from one kernel to another: first what the tables of changes know (change.h), each change the
 * way crosses in the order in which they came, then the traps of the new kernel, then what its tree says.
 */
#pragma once
#include "change.h"
#include "old_config.h"
#include "tree.h"

struct kconf_migration {
	/* Set by the caller, who keeps them. */
	const struct kconf_changes *changes;
	const struct kconf_tree *tree; /* of the new kernel, NULL = not at hand */
	const struct kconf_old_config *old;
	struct kconf_release from, to;
	struct kconf_findings *findings;

	/* Results: begin at zero; kconf_migration_done() releases them. */
	struct kconf_config *config;       /* the new one */
	struct kconf_words added, anchors; /* new symbols, and beside each what it came for */
	size_t carried, dropped,
		decisions; /* changes carried out; settings left out; for a person */
};

/* What happens becomes findings: carried or decide. 0 or -ENOMEM. */
int kconf_migrate(struct kconf_migration *m);
void kconf_migration_done(struct kconf_migration *m);

/* For kconf_old_config_write(), with the migration as ctx. */
const char *kconf_migration_anchor(void *ctx, const char *symbol);

/* For the other files of migrate. One finding for @symbol: at its line of the old config. */
void kconf_migration_tell(struct kconf_migration *m, enum kconf_finding_kind kind,
                          const char *symbol, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Settings that are in the new config as the tables leave it, against the tree: names, types, what is needed. */
int kconf_migrate_by_tree(struct kconf_migration *m);
/* What is on, but would not survive there: what it needs is new, or off. For migrate_gate.c. */
int kconf_migrate_gates(struct kconf_migration *m);
