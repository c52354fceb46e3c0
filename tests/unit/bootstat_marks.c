// SPDX-License-Identifier: GPL-2.0-only
#include "bootstat/marks.h"
#include "tap.h"

#define INIT_AT_258 "hvm\x60\x02\x01\0\0\0\0\0\0"

static struct marks marks;
static struct mark mark;

#define START(bytes) \
	(marks = (struct marks){ (const unsigned char *)(bytes), sizeof(bytes) - 1, 0 })

static void reads_code_and_ticks(void)
{
	START(INIT_AT_258 "hvm\x6f\xff\xff\xff\xff\xff\xff\xff\xff");
	is_true(marks_next(&marks, &mark));
	is_string(mark.name, "init");
	is_int(mark.ticks, 258);
	is_true(marks_next(&marks, &mark));
	is_string(mark.name, "handover");
	is_true(mark.ticks == UINT64_MAX);
	is_true(!marks_next(&marks, &mark));
	is_int(marks.noise, 0);
}

static void skips_noise(void)
{
	START("BIOS hvhvm\n" INIT_AT_258 "hv");
	is_true(marks_next(&marks, &mark));
	is_string(mark.name, "init");
	is_int(marks.noise, 11);
	is_true(!marks_next(&marks, &mark));
	is_int(marks.noise, 13);
}

static void finds_a_mark_inside_a_torn_one(void)
{
	START("hvm\x60\x01\x02\x03" INIT_AT_258);
	is_true(marks_next(&marks, &mark));
	/* The torn one swallows bytes of the whole one: its ticks are wrong, but nothing is read twice. */
	is_string(mark.name, "init");
	is_true(!marks_next(&marks, &mark));
	is_int(marks.len, 0);
}

static void skips_unknown_codes(void)
{
	START("hvm\x05........hvm\xff........" INIT_AT_258);
	is_true(marks_next(&marks, &mark));
	is_int(mark.ticks, 258);
	is_int(marks.noise, 24);
}

static void needs_all_bytes(void)
{
	START("hvm\x60\x02\x01\0\0\0\0\0");
	is_true(!marks_next(&marks, &mark));
	START("");
	is_true(!marks_next(&marks, &mark));
}

static void names_every_code_of_the_contract(void)
{
#define IS_NAMED(code, id, name) is_string(hv_mark_name(HV_MARK_##id), name);
	HV_MARKS(IS_NAMED)
	is_true(hv_mark_name(0x01) == NULL);
	is_true(hv_mark_name(0x100) == NULL);
}

TAP_MAIN(TAP_CASE(reads_code_and_ticks), TAP_CASE(skips_noise),
         TAP_CASE(finds_a_mark_inside_a_torn_one), TAP_CASE(skips_unknown_codes),
         TAP_CASE(needs_all_bytes), TAP_CASE(names_every_code_of_the_contract))
