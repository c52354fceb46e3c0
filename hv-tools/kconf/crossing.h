/* SPDX-License-Identifier: GPL-2.0-only */
/* Between migrate.c, which finds the changes on the way and their order, and migrate_change.c, which carries out each. */
#pragma once
#include "migrate.h"

/* A change on the way, and where it stands in the tables. */
struct crossing {
	const struct kconf_change *change;
	size_t order;
	bool sure; /* the new kernel has it, or on the way back the old one has */
};

static inline bool kconf_goes_back(const struct kconf_migration *m)
{
	return kconf_release_compare(m->to, m->from) < 0;
}

/* 0 or -ENOMEM. */
int kconf_cross(struct kconf_migration *m, const struct crossing *c);
