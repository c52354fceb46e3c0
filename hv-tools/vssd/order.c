// SPDX-License-Identifier: GPL-2.0-only
#include "order.h"
#include "stack.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct backing {
	struct vss_order *order;
	const struct vss_mounts *mounts;
	size_t node; /* whose backing files these are */
};

static struct vss_order_node *find(struct vss_order *order, const struct vss_mount *m)
{
	for (size_t i = 0; i < order->count; i++)
		if (order->nodes[i].mount->major == m->major &&
		    order->nodes[i].mount->minor == m->minor)
			return &order->nodes[i];
	return NULL;
}

/* Of several mounts the one nearest to "/" counts, and of those one of the whole file system. */
static void prefer(struct vss_order_node *node, const struct vss_mount *m, unsigned int depth)
{
	const bool whole = strcmp(m->root, "/") == 0;
	const bool was_whole = strcmp(node->mount->root, "/") == 0;

	if (depth < node->depth || (depth == node->depth && whole && !was_whole)) {
		node->mount = m;
		node->depth = depth;
	}
}

static int collect(struct vss_order *order, const struct vss_mounts *mounts,
                   bool (*wanted)(const struct vss_mount *))
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct vss_mount *m = &mounts->items[i];
		struct vss_order_node *node;

		if (m->read_only || !wanted(m))
			continue;
		node = find(order, m);
		if (node) {
			prefer(node, m, vss_mounts_depth(mounts, m));
			continue;
		}
		if (order->count == VSS_SUPERS_MAX)
			return -E2BIG;
		node = &order->nodes[order->count++];
		node->mount = m;
		node->depth = vss_mounts_depth(mounts, m);
	}
	return 0;
}

static void on_backing(void *ctx, const char *path)
{
	const struct backing *b = ctx;
	const struct vss_mount *m = vss_mounts_of(b->mounts, path);
	struct vss_order_node *below = m ? find(b->order, m) : NULL;

	if (below && below != &b->order->nodes[b->node])
		below->before[b->node / 64] |= 1ull << b->node % 64;
}

static void find_backings(struct vss_order *order, const struct vss_mounts *mounts, int root)
{
	for (size_t i = 0; i < order->count; i++) {
		const struct vss_mount *m = order->nodes[i].mount;
		struct backing b = { order, mounts, i };
		uint32_t major = m->major, minor = m->minor;

		if (major != 0 || vss_stack_device(root, m->source, &major, &minor) == 0)
			vss_stack_walk(root, major, minor, on_backing, &b);
	}
}

static bool is_left(const struct vss_order *order, size_t i)
{
	return order->left[i / 64] & 1ull << i % 64;
}

static bool is_free(const struct vss_order *order, const struct vss_order_node *node)
{
	for (size_t i = 0; i < VSS_SUPERS_MAX / 64; i++)
		if (node->before[i] & order->left[i])
			return false;
	return true;
}

/* The deepest; of equals the one mounted last. Of a circle, which cannot be, any is as good. */
static size_t next(const struct vss_order *order, bool in_circle)
{
	size_t best = VSS_SUPERS_MAX;

	for (size_t i = order->count; i-- > 0;) {
		const struct vss_order_node *node = &order->nodes[i];

		if (is_left(order, i) && (in_circle || is_free(order, node)) &&
		    (best == VSS_SUPERS_MAX || node->depth > order->nodes[best].depth))
			best = i;
	}
	return best;
}

static void sort(struct vss_order *order)
{
	for (size_t i = 0; i < order->count; i++)
		order->left[i / 64] |= 1ull << i % 64;
	for (size_t i = 0; i < order->count; i++) {
		size_t at = next(order, false);

		if (at == VSS_SUPERS_MAX)
			at = next(order, true);
		order->left[at / 64] &= ~(1ull << at % 64);
		order->items[i] = order->nodes[at].mount;
	}
}

int vss_order_new(int root, const struct vss_mounts *mounts,
                  bool (*wanted)(const struct vss_mount *), struct vss_order **ret)
{
	struct vss_order *order = mmap(NULL, sizeof(*order), PROT_READ | PROT_WRITE,
	                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int rc;

	if (order == MAP_FAILED)
		return -ENOMEM;
	rc = collect(order, mounts, wanted);
	if (rc < 0) {
		vss_order_free(order);
		return rc;
	}
	find_backings(order, mounts, root);
	sort(order);
	*ret = order;
	return 0;
}

void vss_order_free(struct vss_order *order)
{
	if (order)
		munmap(order, sizeof(*order));
}
