// SPDX-License-Identifier: GPL-2.0-only
#include "marks.h"
#include <string.h>

static bool is_mark(const unsigned char *at, size_t len)
{
	return len >= HV_MARK_SIZE && memcmp(at, HV_MARK_MAGIC, 3) == 0 && hv_mark_name(at[3]);
}

static uint64_t get_le64(const unsigned char *at)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | at[i];
	return value;
}

bool marks_next(struct marks *marks, struct mark *ret_mark)
{
	while (marks->len > 0 && !is_mark(marks->at, marks->len)) {
		marks->at++;
		marks->len--;
		marks->noise++;
	}
	if (marks->len == 0)
		return false;
	*ret_mark = (struct mark){ hv_mark_name(marks->at[3]), get_le64(marks->at + 4) };
	marks->at += HV_MARK_SIZE;
	marks->len -= HV_MARK_SIZE;
	return true;
}
