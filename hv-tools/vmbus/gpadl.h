/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GPADLs (guest physical address descriptor lists): pages the guest lends to a device, named by a number
 * of its choice. One comes as a header message and, when it is long, body messages. Each page is looked up
 * once, here; what holds a complete GPADL holds valid host addresses for as long as the machine lives.
 */
#pragma once
#include "memory.h"
#include "wire/vmbus.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GPADL_MAX = 256,            /* of one guest */
	GPADL_MAX_PAGES = 1u << 18, /* of all of them together */
};

struct gpadl {
	struct gpadl *next;
	uint32_t id, relid;
	uint32_t page_count, filled;
	uint8_t *pages[];
};

struct gpadls {
	const struct memory *memory;
	struct gpadl *list;
	uint32_t count, pages;
};

/*
 * GPADL_HEADER, and GPADL_BODY messages after it, of @size bytes (at least the struct's). 1: the GPADL is
 * complete; 0: it wants more; in both cases *ret names it. -EINVAL: malformed, or no RAM there; -EEXIST;
 * -ENOENT: a body that continues nothing; -ENOBUFS: a limit. After an error there is no such GPADL, but
 * for -EEXIST.
 */
int gpadls_begin(struct gpadls *g, const struct hv_vmbus_gpadl_header *header, size_t size,
                 struct gpadl **ret);
int gpadls_continue(struct gpadls *g, const struct hv_vmbus_gpadl_body *body, size_t size,
                    struct gpadl **ret);

/* A complete GPADL that belongs to channel @relid, or NULL. */
struct gpadl *gpadls_find(const struct gpadls *g, uint32_t id, uint32_t relid);
/* The channel whose GPADL this is, complete or not; 0: there is none. */
uint32_t gpadls_owner(const struct gpadls *g, uint32_t id);
/* Forget one (-ENOENT), those of a channel, or all. */
int gpadls_drop(struct gpadls *g, uint32_t id);
void gpadls_drop_channel(struct gpadls *g, uint32_t relid);
void gpadls_done(struct gpadls *g);
