// SPDX-License-Identifier: GPL-2.0-only
#include "split.h"
#include "auto.h"
#include "limits.h"
#include <errno.h>
#include <string.h>

static const struct scheme schemes[] = {
	{ "ignition", '.', 990, HV_POOL_VALUE_UNITS, true },
	{ "azure-init", '\0', 1022, HV_POOL_VALUE_UNITS, false },
	{ "cloud-init", '|', HV_POOL_VALUE_SIZE - 1, HV_POOL_VALUE_UNITS, true },
};

const struct scheme *scheme_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (strcmp(schemes[i].name, name) == 0)
			return &schemes[i];
	return NULL;
}

size_t split_next(const struct scheme *scheme, const char *value, size_t len)
{
	const size_t most = len < scheme->max_bytes ? len : scheme->max_bytes;
	size_t n = most;
	bool bad;

	/* Back to the beginning of a character: at most three bytes. */
	while (n > 0 && n < len && ((unsigned char)value[n] & 0xc0) == 0x80)
		n--;
	return units_fit(value, n, scheme->max_units, &bad);
}

int split_key(const struct scheme *scheme, const char *key, size_t n, char *buf, size_t size)
{
	const int len = scheme->mark ? snprintf(buf, size, "%s%c%zu", key, scheme->mark, n)
	                             : snprintf(buf, size, "%s", key);

	return len < 0 || (size_t)len >= size ? -EMSGSIZE : len;
}

struct joined {
	char *text;
	size_t len, room, pieces;
};

static int join_piece(struct joined *j, const struct record *piece)
{
	if (!j->text || j->len + piece->value_len + 1 > j->room) {
		const size_t room = 2 * (j->len + piece->value_len + 1);
		char *text = realloc(j->text, room);

		if (!text)
			return -ENOMEM;
		j->text = text;
		j->room = room;
	}
	memcpy(j->text + j->len, piece->value, piece->value_len);
	j->len += piece->value_len;
	j->text[j->len] = '\0';
	j->pieces++;
	return 0;
}

/* A piece may be no UTF-8 by itself; its key has to be. */
static const struct record *find_piece(const struct records *records, const char *key, size_t from)
{
	for (size_t i = from; i < records->count; i++)
		if (record_is(&records->items[i], key, strlen(key)))
			return &records->items[i];
	return NULL;
}

static int join_numbered(const struct scheme *scheme, const struct records *records,
                         const char *key, struct joined *j)
{
	char name[HV_POOL_KEY_SIZE + 1];
	const struct record *piece = find_piece(records, key, 0);
	int rc;

	if (piece && scheme->whole_key)
		return join_piece(j, piece);
	for (;;) {
		rc = split_key(scheme, key, j->pieces, name, sizeof(name));
		piece = rc < 0 ? NULL : find_piece(records, name, 0);
		if (!piece)
			return 0;
		rc = join_piece(j, piece);
		if (rc < 0)
			return rc;
	}
}

static int join_repeated(const struct records *records, const char *key, struct joined *j)
{
	const struct record *piece = find_piece(records, key, 0);
	int rc = 0;

	for (; rc == 0 && piece; piece = find_piece(records, key, piece->index + 1))
		rc = join_piece(j, piece);
	return rc;
}

ssize_t split_join(const struct scheme *scheme, const struct records *records, const char *key,
                   char **ret_value, size_t *ret_len)
{
	struct joined j = { 0 };
	int rc = scheme->mark ? join_numbered(scheme, records, key, &j)
	                      : join_repeated(records, key, &j);

	if (rc == 0 && j.pieces == 0)
		rc = -ENOENT;
	if (rc < 0) {
		free(j.text);
		return rc;
	}
	*ret_value = j.text;
	*ret_len = j.len;
	return (ssize_t)j.pieces;
}
