// SPDX-License-Identifier: GPL-2.0-only
/* What is wrong with a pool is found, and mended as far as nobody loses by it. */
#include "pool_folder.h"

static struct hv_pool pool;
static char told[4096];

static const char *const names[] = {
	[HV_POOL_PARTIAL] = "partial",       [HV_POOL_NO_KEY] = "no-key",
	[HV_POOL_OPEN_KEY] = "open-key",     [HV_POOL_OPEN_VALUE] = "open-value",
	[HV_POOL_BAD_KEY] = "bad-key",       [HV_POOL_BAD_VALUE] = "bad-value",
	[HV_POOL_STALE_BYTES] = "stale",     [HV_POOL_LONG_KEY] = "long-key",
	[HV_POOL_LONG_VALUE] = "long-value", [HV_POOL_DUPLICATE] = "duplicate",
	[HV_POOL_UNFINISHED] = "unfinished",
};

static void tell(void *ctx, uint64_t index, enum hv_pool_fault fault)
{
	const size_t len = strlen(told);

	snprintf(told + len, sizeof(told) - len, "%u %s;", (unsigned int)index, names[fault]);
}

/* What is wrong with pool @number that has these records, and @rest bytes more. */
static const char *faults(unsigned int number, const struct hv_pool_image *r, size_t count,
                          size_t rest)
{
	static char bytes[32 * HV_POOL_RECORD_SIZE];
	ssize_t n, found = 0;

	if (count > 0)
		memcpy(bytes, r, count * sizeof(*r));
	memset(bytes + count * sizeof(*r), 'r', rest);
	pools_make();
	pools_write(pools_name(number), bytes, count * sizeof(*r) + rest);
	is_int(hv_pool_open(&pool, pools, number, 0), 0);
	told[0] = '\0';
	n = hv_pool_check(&pool, tell, NULL);
	for (const char *p = told; *p; p++)
		found += *p == ';';
	is_int(n, found);
	is_int(hv_pool_check(&pool, NULL, NULL), found);
	return told;
}

static void done(void)
{
	hv_pool_close(&pool);
	pools_remove();
}

static struct hv_pool_image filled(size_t key, size_t value)
{
	struct hv_pool_image r = { .key = "" };

	memset(r.key, 'k', key);
	memset(r.value, 'v', value);
	return r;
}

static void sound_records_have_no_faults(void)
{
	const struct hv_pool_image r[] = { pools_image("a", ""),
		                           pools_image("b", "\xf0\x9f\x98\x80"),
		                           filled(254, 1022) };

	is_string(faults(0, NULL, 0, 0), "");
	is_int(hv_pool_repair(&pool), 0);
	done();
	is_string(faults(0, r, 3, 0), "");
	is_int(hv_pool_repair(&pool), 0);
	is_int(pools_size(pools_name(0)), 3 * HV_POOL_RECORD_SIZE);
	done();
}

static void each_fault_is_told(void)
{
	struct hv_pool_image r[] = { pools_image("", "v"),     filled(512, 1),
		                     pools_image("a", ""),     pools_image("\xc0\x80", "v"),
		                     pools_image("b", "\xe4"), pools_image("c", "stale"),
		                     filled(255, 1023),        pools_image("a", "again"),
		                     pools_image("d", "1") };

	memset(r[2].value, 'v', sizeof(r[2].value));
	r[5].value[2] = '\0';
	r[8].key[511] = 'x';
	is_string(faults(0, r, 9, 7),
	          "0 no-key;1 open-key;1 long-key;2 open-value;2 long-value;3 bad-key;4 bad-value;"
	          "5 stale;6 long-key;6 long-value;7 duplicate;8 stale;9 partial;");
	done();
	is_string(faults(1, r, 9, 0),
	          "0 no-key;1 open-key;1 long-key;2 open-value;2 long-value;3 bad-key;4 bad-value;"
	          "5 stale;6 long-key;6 long-value;8 stale;");
	done();
}

static void what_can_be_mended_is(void)
{
	struct hv_pool_image r[] = { pools_image("fine", "1"),   pools_image("", "v"),
		                     pools_image("open", ""),    filled(512, 1),
		                     pools_image("bad", "\xff"), pools_image("stale", "shorter"),
		                     pools_image("fine", "2"),   filled(300, 1) };

	memset(r[2].value, 'v', sizeof(r[2].value));
	memcpy(r[2].value + 2045, "\xe4\xb8\xad", 3); /* goes as a whole */
	r[5].value[5] = '\0';
	is_string(faults(0, r, 8, 7),
	          "1 no-key;2 open-value;2 long-value;3 open-key;3 long-key;4 bad-value;5 stale;"
	          "6 duplicate;7 long-key;8 partial;");
	is_int(hv_pool_repair(&pool), 6);
	told[0] = '\0';
	is_int(hv_pool_check(&pool, tell, NULL), 3);
	is_string(told, "1 long-value;3 duplicate;4 long-key;"); /* that is for people to decide */
	is_int(hv_pool_count(&pool), 5);
	is_true(strncmp(pools_text(&pool), "fine=1;open=vvv", 15) == 0);
	is_true(strstr(pools_text(&pool), "v;stale=short;fine=2;kkk") != NULL);
	is_int(pools_size(pools_name(0)), 5 * HV_POOL_RECORD_SIZE);
	is_int(hv_pool_repair(&pool), 0);
	is_int(pools_files(false), 1);
	done();
}

/* azure-init cuts a long text after 1022 bytes; whoever joins the pieces needs all of them. */
static void pieces_of_texts_stay_in_pool_1(void)
{
	const struct hv_pool_image r[] = { pools_image("a", "half \xe4\xb8"),
		                           pools_image("a", "\xad"), pools_image("", "no key") };
	struct hv_pool_record record;

	is_string(faults(1, r, 3, 0), "0 bad-value;1 bad-value;2 no-key;");
	is_int(hv_pool_repair(&pool), 1);
	is_int(hv_pool_count(&pool), 0);
	is_int(hv_pool_peek(&pool, 0, &record), HV_POOL_FAULT(BAD_VALUE));
	is_string(record.value, "half \xe4\xb8");
	is_int(hv_pool_peek(&pool, 1, &record), HV_POOL_FAULT(BAD_VALUE));
	is_string(record.value, "\xad");
	done();
	is_string(faults(0, r, 2, 0), "0 bad-value;1 bad-value;1 duplicate;");
	is_int(hv_pool_repair(&pool), 2);
	is_int(pools_size(pools_name(0)), 0);
	done();
}

static void only_a_rest_is_cut_off(void)
{
	const struct hv_pool_image r = pools_image("a", "1");

	is_string(faults(2, &r, 1, 2559), "1 partial;");
	is_int(hv_pool_repair(&pool), 1);
	is_string(pools_text(&pool), "a=1;");
	is_int(pools_size(pools_name(2)), HV_POOL_RECORD_SIZE);
	done();
}

static void units_are_those_of_utf16(void)
{
	is_int(hv_pool_units("", 0), 0);
	is_int(hv_pool_units("abc", 3), 3);
	is_int(hv_pool_units("abc", 2), 2);
	is_int(hv_pool_units("\xc3\xa9\xe4\xb8\xad", 5), 2);
	is_int(hv_pool_units("\xf0\x9f\x98\x80", 4), 2);
	is_int(hv_pool_units("\xf0\x9f\x98\x80", 3), -EILSEQ);
	is_int(hv_pool_units("\xed\xa0\x80", 3), -EILSEQ);
	is_int(hv_pool_units("a\0b", 3), 3);
}

TAP_MAIN(TAP_CASE(sound_records_have_no_faults), TAP_CASE(each_fault_is_told),
         TAP_CASE(what_can_be_mended_is), TAP_CASE(pieces_of_texts_stay_in_pool_1),
         TAP_CASE(only_a_rest_is_cut_off), TAP_CASE(units_are_those_of_utf16))
