// SPDX-License-Identifier: GPL-2.0-only
/* Lists of pages, as the guest sends them: whole, in parts, wrong, and too many. */
#include "auto.h"
#include "gpadl.h"
#include "tap.h"
#include "wire/tlfs.h"
#include <errno.h>
#include <stdlib.h>

enum { RAM_PAGES = 64, RELID = 3 };

static struct memory memory;
static struct gpadls lists;
static uint8_t message[HV_MESSAGE_PAYLOAD] __attribute__((aligned(8)));
static struct gpadl *found;

static void start(void)
{
	memory = (struct memory){ .count = 1 };
	memory.regions[0] = (struct memory_region){ 0, RAM_PAGES * HV_PAGE_SIZE,
		                                    calloc(RAM_PAGES, HV_PAGE_SIZE) };
	lists = (struct gpadls){ .memory = &memory };
	found = NULL;
}

static void finish(void)
{
	gpadls_done(&lists);
	is_int(lists.count, 0);
	is_int(lists.pages, 0);
	is_true(lists.list == NULL);
	free(memory.regions[0].host);
}

static void put_pages(uint8_t *at, uint32_t count, uint64_t first)
{
	for (uint32_t i = 0; i < count; i++, at += sizeof(first)) {
		const uint64_t pfn = first + i;

		memcpy(at, &pfn, sizeof(pfn));
	}
}

static struct hv_vmbus_gpadl_header *header(uint32_t id, uint32_t pages)
{
	struct hv_vmbus_gpadl_header *h = (void *)message;

	memset(message, 0, sizeof(message));
	*h = (struct hv_vmbus_gpadl_header){
		.header.type = HV_VMBUS_GPADL_HEADER,
		.relid = RELID,
		.gpadl = id,
		.range_length = (uint16_t)(8 + pages * 8),
		.range_count = 1,
		.range = { pages * HV_PAGE_SIZE, 0 },
	};
	return h;
}

/* A header that says @pages and brings @here of them. */
static int begin(uint32_t id, uint32_t pages, uint32_t here, uint64_t first)
{
	struct hv_vmbus_gpadl_header *h = header(id, pages);

	put_pages((uint8_t *)(h + 1), here, first);
	return gpadls_begin(&lists, h, sizeof(*h) + here * 8, &found);
}

static int carry_on(uint32_t id, uint32_t here, uint64_t first)
{
	struct hv_vmbus_gpadl_body *b = (void *)message;

	*b = (struct hv_vmbus_gpadl_body){ .header.type = HV_VMBUS_GPADL_BODY, .gpadl = id };
	put_pages((uint8_t *)(b + 1), here, first);
	return gpadls_continue(&lists, b, sizeof(*b) + here * 8, &found);
}

static void one_message_is_enough_for_a_few(void)
{
	start();
	is_int(begin(7, 26, 26, 5), 1);
	is_int(found->page_count, 26);
	for (uint32_t i = 0; i < 26; i++)
		is_true(found->pages[i] == memory.regions[0].host + (5 + i) * HV_PAGE_SIZE);
	is_true(gpadls_find(&lists, 7, RELID) == found);
	is_true(gpadls_find(&lists, 7, RELID + 1) == NULL);
	is_true(gpadls_find(&lists, 8, RELID) == NULL);
	is_int(lists.pages, 26);
	finish();
}

static void many_come_in_parts(void)
{
	start();
	is_int(begin(1, 40, 10, 0), 0);
	is_int(found->id, 1);
	is_true(gpadls_find(&lists, 1, RELID) == NULL); /* not yet whole */
	is_int(begin(2, 2, 0, 0), 0);                   /* another one meanwhile */
	is_int(carry_on(1, 28, 10), 0);
	is_int(carry_on(2, 2, 20), 1);
	is_int(found->id, 2);
	is_int(carry_on(1, 2, 38), 1);
	is_int(found->id, 1);
	is_int(found->relid, RELID);
	for (uint32_t i = 0; i < 40; i++)
		is_true(found->pages[i] == memory.regions[0].host + i * HV_PAGE_SIZE);
	is_int(carry_on(1, 1, 0), -ENOENT); /* it is whole */
	is_true(gpadls_find(&lists, 1, RELID) != NULL);
	finish();
}

static void what_is_more_than_announced_is_left_alone(void)
{
	start();
	is_int(begin(1, 2, 20, 1), 1);
	is_int(found->filled, 2);
	is_int(begin(2, 3, 1, 1), 0);
	is_int(carry_on(2, 28, RAM_PAGES - 2), 1); /* those beyond are outside memory */
	is_int(found->filled, 3);
	finish();
}

static void a_part_may_be_empty_or_end_within_a_number(void)
{
	struct hv_vmbus_gpadl_header *h;

	start();
	h = header(1, 2);
	put_pages((uint8_t *)(h + 1), 1, 4);
	is_int(gpadls_begin(&lists, h, sizeof(*h) + 15, &found), 0);
	is_int(found->filled, 1);
	is_int(carry_on(1, 0, 0), 0);
	is_int(carry_on(1, 1, 5), 1);
	finish();
}

static void an_id_in_use_is_refused_and_unharmed(void)
{
	struct gpadl *first;

	start();
	is_int(begin(1, 2, 2, 1), 1);
	first = found;
	is_int(begin(1, 3, 3, 9), -EEXIST);
	is_true(gpadls_find(&lists, 1, RELID) == first);
	is_int(first->page_count, 2);
	is_int(begin(2, 9, 1, 1), 0);
	is_int(begin(2, 2, 2, 1), -EEXIST); /* also one that is not whole */
	is_int(carry_on(2, 8, 1), 1);
	finish();
}

static void pages_outside_memory_undo_it(void)
{
	static const uint64_t wrong[] = { RAM_PAGES, UINT64_MAX, UINT64_MAX / HV_PAGE_SIZE,
		                          UINT64_MAX / HV_PAGE_SIZE + 1, 1ull << 52 };

	start();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(begin(1, 1, 1, wrong[i]), -EINVAL);
		is_int(begin(1, 2, 1, 0), 0);
		is_int(carry_on(1, 1, wrong[i]), -EINVAL);
		is_int(carry_on(1, 1, 0), -ENOENT);
		is_int(lists.count, 0);
		is_int(lists.pages, 0);
	}
	finish();
}

static int begin_changed(void (*change)(struct hv_vmbus_gpadl_header *))
{
	struct hv_vmbus_gpadl_header *h = header(1, 2);

	put_pages((uint8_t *)(h + 1), 2, 1);
	change(h);
	return gpadls_begin(&lists, h, sizeof(*h) + 16, &found);
}

static void no_ranges(struct hv_vmbus_gpadl_header *h)
{
	h->range_count = 0;
}
static void two_ranges(struct hv_vmbus_gpadl_header *h)
{
	h->range_count = 2;
}
static void no_pages(struct hv_vmbus_gpadl_header *h)
{
	h->range_length = 8;
	h->range.byte_count = 0;
}
static void no_length(struct hv_vmbus_gpadl_header *h)
{
	h->range_length = 0;
}
static void odd_length(struct hv_vmbus_gpadl_header *h)
{
	h->range_length = 25;
}
static void begins_within_a_page(struct hv_vmbus_gpadl_header *h)
{
	h->range.byte_offset = 8;
}
static void too_few_bytes(struct hv_vmbus_gpadl_header *h)
{
	h->range.byte_count = 2 * HV_PAGE_SIZE - 1;
}
static void too_many_bytes(struct hv_vmbus_gpadl_header *h)
{
	h->range.byte_count = 3 * HV_PAGE_SIZE;
}
static void nothing(struct hv_vmbus_gpadl_header *h)
{
	(void)h;
}

static void malformed_headers_are_refused(void)
{
	static void (*const changes[])(struct hv_vmbus_gpadl_header *) = {
		no_ranges,  two_ranges,           no_pages,      no_length,
		odd_length, begins_within_a_page, too_few_bytes, too_many_bytes,
	};

	start();
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		is_int(begin_changed(changes[i]), -EINVAL);
	is_int(lists.count, 0);
	is_int(begin_changed(nothing), 1);
	finish();
}

static void their_number_is_limited(void)
{
	start();
	for (uint32_t id = 0; id < GPADL_MAX; id++)
		is_int(begin(id, 1, 1, id % RAM_PAGES), 1);
	is_int(begin(GPADL_MAX, 1, 1, 1), -ENOBUFS);
	is_int(gpadls_drop(&lists, 77), 0);
	is_int(gpadls_drop(&lists, 77), -ENOENT);
	is_int(begin(GPADL_MAX, 1, 1, 1), 1);
	finish();
}

static void their_pages_are_limited_together(void)
{
	enum { EACH = 8190 }; /* the most that range_length can say */
	uint32_t id = 0;

	start();
	while (begin(id, EACH, 26, 0) == 0)
		id++;
	is_int(id, GPADL_MAX_PAGES / EACH);
	is_int(lists.pages, id * EACH);
	is_int(begin(id, EACH, 26, 0), -ENOBUFS);
	is_int(begin(id, GPADL_MAX_PAGES - id * EACH, 0, 0), 0); /* to the brim */
	is_int(begin(id + 1, 1, 1, 0), -ENOBUFS);
	is_int(gpadls_drop(&lists, id), 0);
	is_int(begin(id, 1, 1, 0), 1);
	finish();
}

static void a_channel_takes_its_own_away(void)
{
	start();
	is_int(begin(1, 2, 2, 0), 1);
	found->relid = 9;
	is_int(begin(2, 2, 2, 0), 1);
	is_int(begin(3, 30, 2, 0), 0); /* also one that is not whole */
	is_int(begin(4, 2, 2, 0), 1);
	found->relid = 9;
	gpadls_drop_channel(&lists, RELID);
	is_int(lists.count, 2);
	is_int(lists.pages, 4);
	is_int(carry_on(3, 1, 0), -ENOENT);
	is_true(gpadls_find(&lists, 1, 9) != NULL);
	is_true(gpadls_find(&lists, 4, 9) != NULL);
	gpadls_drop_channel(&lists, 1234);
	is_int(lists.count, 2);
	finish();
}

TAP_MAIN(TAP_CASE(one_message_is_enough_for_a_few), TAP_CASE(many_come_in_parts),
         TAP_CASE(what_is_more_than_announced_is_left_alone),
         TAP_CASE(a_part_may_be_empty_or_end_within_a_number),
         TAP_CASE(an_id_in_use_is_refused_and_unharmed), TAP_CASE(pages_outside_memory_undo_it),
         TAP_CASE(malformed_headers_are_refused), TAP_CASE(their_number_is_limited),
         TAP_CASE(their_pages_are_limited_together), TAP_CASE(a_channel_takes_its_own_away))
