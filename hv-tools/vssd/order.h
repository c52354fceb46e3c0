/* SPDX-License-Identifier: GPL-2.0-only */
/* Superblocks in the order in which they can be frozen. */
#pragma once
#include "mountinfo.h"

enum { VSS_SUPERS_MAX = 1024 };

struct vss_order {
	size_t count;
	/* Each by its mount nearest to "/"; one whose backing file is on another stands before that one. */
	const struct vss_mount *items[VSS_SUPERS_MAX];
	struct vss_order_node {
		const struct vss_mount *mount;
		unsigned int depth;
		uint64_t before[VSS_SUPERS_MAX / 64]; /* bits: nodes that must come first */
	} nodes[VSS_SUPERS_MAX];
	uint64_t left[VSS_SUPERS_MAX / 64]; /* not yet among the items */
};

/*
 * Of all superblocks that may be written to and that @wanted says are on a block device. @root has sys
 * and dev. 0, -E2BIG, -ENOMEM.
 */
int vss_order_new(int root, const struct vss_mounts *mounts,
                  bool (*wanted)(const struct vss_mount *), struct vss_order **ret);
void vss_order_free(struct vss_order *order);
