// SPDX-License-Identifier: GPL-2.0-only
#include "limits.h"
#include "utf8.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

size_t units_fit(const char *text, size_t len, size_t max, bool *ret_bad)
{
	size_t at = 0, units = 0;

	*ret_bad = false;
	while (at < len) {
		uint32_t c;
		const size_t n = utf8_decode(text + at, len - at, &c);

		if (units == max)
			break;
		if (n == 0) {
			*ret_bad = true;
			break;
		}
		if (units + 1 + (n == 4) > max)
			break;
		units += 1 + (n == 4);
		at += n;
	}
	return at;
}

struct delivery record_delivery(const struct record *record)
{
	struct delivery d = { 0 };

	d.key_len = units_fit(record->key, record->key_len, HV_POOL_KEY_UNITS, &d.key_bad);
	d.value_len =
		units_fit(record->value, record->value_len, HV_POOL_VALUE_UNITS, &d.value_bad);
	d.key_cut = !d.key_bad && d.key_len < record->key_len;
	d.value_cut = !d.value_bad && d.value_len < record->value_len;
	return d;
}

bool delivery_is_whole(const struct delivery *d)
{
	return !d->key_cut && !d->value_cut && !d->key_bad && !d->value_bad;
}

const char *delivery_words(const struct delivery *d, char *buf, size_t size)
{
	const bool bad = d->key_bad || d->value_bad;

	if (bad)
		snprintf(buf, size, "the %s is not UTF-8: the host gets an error",
		         d->key_bad ? "key" : "value");
	else
		snprintf(buf, size, "the %s is cut after %d UTF-16 units",
		         d->key_cut ? "key" : "value",
		         d->key_cut ? HV_POOL_KEY_UNITS : HV_POOL_VALUE_UNITS);
	return buf;
}

static int check_field(const char *what, const char *text, size_t len, size_t max_units,
                       size_t max_bytes, char *why, size_t why_size)
{
	const ssize_t units = memchr(text, '\0', len) ? -EILSEQ : hv_pool_units(text, len);

	if (units < 0) {
		snprintf(why, why_size, "the %s is not UTF-8 text", what);
		return -EILSEQ;
	}
	if (len > max_bytes) {
		snprintf(why, why_size, "the %s has %zu bytes; a record has room for %zu", what,
		         len, max_bytes);
		return -EMSGSIZE;
	}
	if ((size_t)units > max_units) {
		snprintf(why, why_size, "the %s has %zd UTF-16 units; the host gets %zu at most",
		         what, units, max_units);
		return -EMSGSIZE;
	}
	return 0;
}

int limits_check(const char *key, size_t key_len, const char *value, size_t value_len,
                 bool to_the_brim, char *why, size_t why_size)
{
	int rc;

	if (key_len == 0) {
		snprintf(why, why_size, "the key is empty");
		return -EINVAL;
	}
	rc = check_field("key", key, key_len, to_the_brim ? SIZE_MAX : HV_POOL_KEY_UNITS,
	                 HV_POOL_KEY_SIZE - 1, why, why_size);
	if (rc < 0)
		return rc;
	return check_field("value", value, value_len, to_the_brim ? SIZE_MAX : HV_POOL_VALUE_UNITS,
	                   HV_POOL_VALUE_SIZE - 1, why, why_size);
}
