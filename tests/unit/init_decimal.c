// SPDX-License-Identifier: GPL-2.0-only
#include "init/decimal.h"
#include "tap.h"
#include <errno.h>
#include <string.h>

static int64_t read_text(const char *text)
{
	return decimal_read(text, strlen(text));
}

static void all_of_it_is_the_number(void)
{
	is_true(decimal_read("1234", 2) == 12);
	is_true(read_text("007") == 7);
	is_true(read_text("0") == 0);
	is_true(read_text("4294967296") == 1LL << 32);
	is_true(read_text("9223372036854775807") == INT64_MAX);
}

static void what_is_no_number(void)
{
	static const char *const texts[] = { "",
		                             "-1",
		                             "+1",
		                             " 1",
		                             "1 ",
		                             "0x1",
		                             "1a",
		                             "\xb1",
		                             "/",
		                             ":",
		                             "9223372036854775808",
		                             "9223372036854775810",
		                             "18446744073709551617",
		                             "99999999999999999999999999" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_true(read_text(texts[i]) == -EINVAL);
}

TAP_MAIN(TAP_CASE(all_of_it_is_the_number), TAP_CASE(what_is_no_number))
