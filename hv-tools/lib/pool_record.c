// SPDX-License-Identifier: GPL-2.0-only
#include "pool_record.h"
#include "utf8.h"
#include <errno.h>
#include <string.h>

ssize_t hv_pool_units(const char *text, size_t len)
{
	ssize_t units = 0;
	uint32_t c;

	for (size_t at = 0, n; at < len; at += n) {
		n = utf8_decode(text + at, len - at, &c);
		if (n == 0)
			return -EILSEQ;
		units += 1 + (c > 0xffff);
	}
	return units;
}

static int put(char *field, size_t size, const char *text)
{
	const size_t len = strnlen(text, size);

	if (len == size)
		return -EMSGSIZE;
	if (hv_pool_units(text, len) < 0)
		return -EILSEQ;
	memcpy(field, text, len);
	memset(field + len, 0, size - len);
	return 0;
}

int hv_image_make(struct hv_pool_image *ret, const char *key, const char *value)
{
	int rc = key[0] ? put(ret->key, sizeof(ret->key), key) : -EINVAL;

	return rc < 0 ? rc : put(ret->value, sizeof(ret->value), value);
}

static bool is_zero(const char *bytes, size_t len)
{
	return len == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0);
}

/* Faults that key and value have in common, as those of the key. */
static unsigned int field_faults(const char *field, size_t size, ssize_t max_units)
{
	const size_t len = strnlen(field, size);
	const ssize_t units = hv_pool_units(field, len);
	unsigned int faults = 0;

	if (len == size)
		faults |= HV_POOL_FAULT(OPEN_KEY);
	if (units < 0)
		faults |= HV_POOL_FAULT(BAD_KEY);
	if (units > max_units)
		faults |= HV_POOL_FAULT(LONG_KEY);
	if (!is_zero(field + len, size - len))
		faults |= HV_POOL_FAULT(STALE_BYTES);
	return faults;
}

unsigned int hv_image_faults(const struct hv_pool_image *image)
{
	unsigned int faults = field_faults(image->key, sizeof(image->key), HV_POOL_KEY_UNITS);
	const unsigned int value =
		field_faults(image->value, sizeof(image->value), HV_POOL_VALUE_UNITS);

	if (!image->key[0])
		faults |= HV_POOL_FAULT(NO_KEY);
	faults |= value & HV_POOL_FAULT(STALE_BYTES);
	if (value & HV_POOL_FAULT(OPEN_KEY))
		faults |= HV_POOL_FAULT(OPEN_VALUE);
	if (value & HV_POOL_FAULT(BAD_KEY))
		faults |= HV_POOL_FAULT(BAD_VALUE);
	if (value & HV_POOL_FAULT(LONG_KEY))
		faults |= HV_POOL_FAULT(LONG_VALUE);
	return faults;
}

/* The length of a text that fills its field, less its last character. */
static size_t shortened(const char *field, size_t size)
{
	size_t len = size - 1;

	while (len > 0 && size - len < 4 && ((unsigned char)field[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static bool mend_field(char *field, size_t size)
{
	size_t len = strnlen(field, size);

	if (len == size)
		len = shortened(field, size);
	if (is_zero(field + len, size - len))
		return false;
	memset(field + len, 0, size - len);
	return true;
}

bool hv_image_mend(struct hv_pool_image *image)
{
	const bool key = mend_field(image->key, sizeof(image->key));

	return mend_field(image->value, sizeof(image->value)) || key;
}

bool hv_image_has_key(const struct hv_pool_image *image, const char *key)
{
	return strncmp(image->key, key, sizeof(image->key)) == 0 &&
	       memchr(image->key, '\0', sizeof(image->key));
}

static size_t take(const char *field, size_t size, char *ret)
{
	const size_t len = strnlen(field, size);

	memcpy(ret, field, len);
	ret[len] = '\0';
	return len;
}

void hv_image_read(const struct hv_pool_image *image, uint64_t index, struct hv_pool_record *ret)
{
	ret->index = index;
	ret->key_len = take(image->key, sizeof(image->key), ret->key);
	ret->value_len = take(image->value, sizeof(image->value), ret->value);
}
