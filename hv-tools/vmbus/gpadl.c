// SPDX-License-Identifier: GPL-2.0-only
#include "gpadl.h"
#include "wire/tlfs.h"
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct gpadl **slot_of(struct gpadls *g, uint32_t id)
{
	struct gpadl **at = &g->list;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	return at;
}

static void drop(struct gpadls *g, struct gpadl **slot)
{
	struct gpadl *old = *slot;

	g->count--;
	g->pages -= old->page_count;
	*slot = old->next;
	free(old);
}

int gpadls_drop(struct gpadls *g, uint32_t id)
{
	struct gpadl **slot = slot_of(g, id);

	if (!*slot)
		return -ENOENT;
	drop(g, slot);
	return 0;
}

void gpadls_drop_channel(struct gpadls *g, uint32_t relid)
{
	for (struct gpadl **slot = &g->list; *slot;) {
		if ((*slot)->relid == relid)
			drop(g, slot);
		else
			slot = &(*slot)->next;
	}
}

void gpadls_done(struct gpadls *g)
{
	while (g->list)
		drop(g, &g->list);
}

struct gpadl *gpadls_find(const struct gpadls *g, uint32_t id, uint32_t relid)
{
	for (struct gpadl *p = g->list; p; p = p->next)
		if (p->id == id && p->relid == relid && p->filled == p->page_count)
			return p;
	return NULL;
}

uint32_t gpadls_owner(const struct gpadls *g, uint32_t id)
{
	for (const struct gpadl *p = g->list; p; p = p->next)
		if (p->id == id)
			return p->relid;
	return 0;
}

/* Take as many page numbers as are wanted and there. 1 complete, 0 more to come, -EINVAL no such RAM. */
static int fill(struct gpadls *g, struct gpadl *p, const uint8_t *pfns, size_t bytes)
{
	for (; bytes >= sizeof(uint64_t) && p->filled < p->page_count; bytes -= sizeof(uint64_t)) {
		uint64_t pfn;

		memcpy(&pfn, pfns, sizeof(pfn));
		pfns += sizeof(pfn);
		pfn = le64toh(pfn);
		p->pages[p->filled] =
			pfn > UINT64_MAX / HV_PAGE_SIZE
				? NULL
				: memory_at(g->memory, pfn * HV_PAGE_SIZE, HV_PAGE_SIZE);
		if (!p->pages[p->filled++])
			return -EINVAL;
	}
	return p->filled == p->page_count;
}

static int make(struct gpadls *g, const struct hv_vmbus_gpadl_header *h, struct gpadl **ret)
{
	const uint32_t length = le16toh(h->range_length);
	const uint32_t pages = length > sizeof(struct hv_gpa_range)
	                               ? (length - (uint32_t)sizeof(struct hv_gpa_range)) / 8
	                               : 0;
	struct gpadl *p;

	if (le16toh(h->range_count) != 1 || pages == 0 || length % 8 != 0 ||
	    le32toh(h->range.byte_offset) != 0 ||
	    le32toh(h->range.byte_count) != (uint64_t)pages * HV_PAGE_SIZE)
		return -EINVAL;
	if (g->count == GPADL_MAX || pages > GPADL_MAX_PAGES - g->pages)
		return -ENOBUFS;
	p = calloc(1, sizeof(*p) + pages * sizeof(p->pages[0]));
	if (!p)
		return -ENOBUFS;
	*p = (struct gpadl){ .next = g->list,
		             .id = le32toh(h->gpadl),
		             .relid = le32toh(h->relid),
		             .page_count = pages };
	g->list = p;
	g->count++;
	g->pages += pages;
	*ret = p;
	return 0;
}

static int finish(struct gpadls *g, struct gpadl *p, int rc, struct gpadl **ret)
{
	if (rc < 0)
		gpadls_drop(g, p->id);
	else
		*ret = p;
	return rc;
}

int gpadls_begin(struct gpadls *g, const struct hv_vmbus_gpadl_header *h, size_t size,
                 struct gpadl **ret)
{
	struct gpadl *p;
	int rc;

	if (*slot_of(g, le32toh(h->gpadl)))
		return -EEXIST;
	rc = make(g, h, &p);
	return rc < 0 ? rc
	              : finish(g, p, fill(g, p, (const uint8_t *)(h + 1), size - sizeof(*h)), ret);
}

int gpadls_continue(struct gpadls *g, const struct hv_vmbus_gpadl_body *b, size_t size,
                    struct gpadl **ret)
{
	struct gpadl *p = *slot_of(g, le32toh(b->gpadl));

	if (!p || p->filled == p->page_count)
		return -ENOENT;
	return finish(g, p, fill(g, p, (const uint8_t *)(b + 1), size - sizeof(*b)), ret);
}
