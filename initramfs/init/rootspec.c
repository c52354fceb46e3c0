// SPDX-License-Identifier: GPL-2.0-only
#include "rootspec.h"
#include "decimal.h"
#include "partition_table.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const struct prefix {
	char text[24];
	unsigned char kind;
	bool escaped; /* udev writes what is no letter or digit as \xNN */
} prefixes[] = {
	{ "UUID=", ROOT_UUID, false },
	{ "LABEL=", ROOT_LABEL, false },
	{ "PARTUUID=", ROOT_PARTUUID, false },
	{ "PARTLABEL=", ROOT_PARTLABEL, false },
	{ "/dev/disk/by-uuid/", ROOT_UUID, true },
	{ "/dev/disk/by-label/", ROOT_LABEL, true },
	{ "/dev/disk/by-partuuid/", ROOT_PARTUUID, true },
	{ "/dev/disk/by-partlabel/", ROOT_PARTLABEL, true },
	{ "/dev/disk/azure/root", ROOT_AZURE, false },
	{ "/dev/disk/azure/os", ROOT_AZURE, false },
};

static int digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
	                                                : -1;
}

static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		const int high = text[0] == '\\' && text[1] == 'x' ? digit(text[2]) : -1;
		const int low = high >= 0 ? digit(text[3]) : -1;

		if (low >= 0 && (high | low) != 0) {
			*to++ = (char)(high << 4 | low);
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static bool read_number(const char *text, uint32_t most, uint32_t *ret)
{
	const int64_t n = decimal_read(text, strlen(text));

	if (n < 0 || n > most)
		return false;
	*ret = (uint32_t)n;
	return true;
}

/* LABEL="two words" may have its quotes still, when the whole was not quoted. */
static void unquote(char *text)
{
	const size_t len = strlen(text);

	if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
		memmove(text, text + 1, len - 2);
		text[len - 2] = '\0';
	}
}

static int read_offset(struct root_spec *spec)
{
	char *at = strstr(spec->value, "/PARTNROFF=");
	uint32_t n;
	bool minus;

	if (!at)
		return 0;
	*at = '\0';
	at += strlen("/PARTNROFF=");
	minus = *at == '-';
	if (!read_number(at + minus, PARTITION_MAX, &n))
		return -EINVAL;
	spec->offset = minus ? -(int)n : (int)n;
	return 0;
}

/* "", or "-part" and a number. */
static int read_part(struct root_spec *spec)
{
	uint32_t n = 0;

	if (*spec->value && (strncmp(spec->value, "-part", 5) != 0 ||
	                     !read_number(spec->value + 5, PARTITION_MAX, &n)))
		return -EINVAL;
	spec->part = n;
	return 0;
}

static int finish(struct root_spec *spec, bool escaped)
{
	if (escaped)
		unescape(spec->value);
	unquote(spec->value);
	if (spec->kind == ROOT_AZURE)
		return read_part(spec);
	if (spec->kind == ROOT_PARTUUID && read_offset(spec) < 0)
		return -EINVAL;
	return *spec->value ? 0 : -EINVAL;
}

static bool read_major_minor(struct root_spec *spec)
{
	char *colon = strchr(spec->value, ':');

	if (!colon)
		return false;
	*colon = '\0';
	spec->kind = ROOT_NUMBER;
	if (read_number(spec->value, UINT32_MAX, &spec->major) &&
	    read_number(colon + 1, UINT32_MAX, &spec->minor))
		return true;
	*colon = ':';
	return false;
}

/* The number at the end of sda1 and nvme0n1p1, 0 of sda and nvme0n1. */
static unsigned int part_of(const char *name)
{
	size_t at = strlen(name);
	const size_t end = at;
	uint32_t n = 0;

	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at == 0 || at == end || (strncmp(name, "nvme", 4) == 0 && name[at - 1] != 'p'))
		return 0;
	return read_number(name + at, UINT32_MAX, &n) ? n : 0;
}

static int read_device(const char *text, struct root_spec *spec)
{
	if (strncmp(text, "/dev/", 5) == 0)
		text += 5;
	memcpy(spec->value, text, strlen(text) + 1);
	if (strcmp(text, "gpt-auto") == 0 || strcmp(text, "auto") == 0) {
		spec->kind = ROOT_AUTO;
		return 0;
	}
	if (!*text || strstr(text, "..") || strchr(text, '='))
		return -EINVAL;
	if (read_major_minor(spec))
		return 0;
	/* /dev/mapper/NAME, /dev/GROUP/VOLUME, host:/folder, //host/share, ... */
	if (strchr(text, '/') || strchr(text, ':') || strcmp(text, "nfs") == 0)
		return -EOPNOTSUPP;
	spec->kind = ROOT_DEVICE;
	spec->part = part_of(text);
	return 0;
}

int root_spec_parse(const char *text, struct root_spec *ret_spec)
{
	struct root_spec spec = { .kind = ROOT_DEVICE };
	int rc;

	if (strncmp(text, "block:", 6) == 0) /* as dracut has it */
		text += 6;
	if (strlen(text) >= sizeof(spec.value))
		return -ENAMETOOLONG;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const size_t len = strlen(prefixes[i].text);

		if (strncmp(text, prefixes[i].text, len) != 0)
			continue;
		spec.kind = prefixes[i].kind;
		memcpy(spec.value, text + len, strlen(text + len) + 1);
		rc = finish(&spec, prefixes[i].escaped);
		if (rc == 0)
			*ret_spec = spec;
		return rc;
	}
	rc = read_device(text, &spec);
	if (rc == 0)
		*ret_spec = spec;
	return rc;
}
