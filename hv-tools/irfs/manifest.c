// SPDX-License-Identifier: GPL-2.0-only
#include "manifest.h"
#include "file.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 5, MANIFEST_MAX = 64 << 20 };

static int field(struct bytes *out, const char *text, char end)
{
	int rc = 0;

	for (; rc == 0 && text && *text; text++) {
		const char c = iscntrl((unsigned char)*text) ? '?' : *text;

		rc = bytes_add(out, &c, 1);
	}
	return rc < 0 ? rc : bytes_add(out, &end, 1);
}

int manifest_write(const struct pack *pack, struct origins *origins, const char *dpkg,
                   struct bytes *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < pack->n; i++) {
		const struct pack_file *f = &pack->files[i];
		char real[PATH_MAX];
		const char *source = f->source && realpath(f->source, real) ? real : f->source;
		const struct origin *from = source ? origins_of(origins, source, dpkg) : NULL;

		rc = field(out, f->path, '\t');
		rc = rc < 0 ? rc : field(out, f->why, '\t');
		rc = rc < 0 ? rc : field(out, source, '\t');
		rc = rc < 0 ? rc : field(out, from ? from->package : NULL, '\t');
		rc = rc < 0 ? rc : field(out, from ? from->version : NULL, '\n');
	}
	return rc;
}

static int add_line(struct manifest *m, char *line)
{
	struct manifest_line *lines = array_grow(m->lines, m->n, &m->room, sizeof(*lines));
	char *fields[FIELDS] = { line };

	if (!lines)
		return -ENOMEM;
	m->lines = lines;
	for (unsigned int i = 1; i < FIELDS; i++) {
		char *tab = strchr(fields[i - 1], '\t');

		if (!tab)
			return -EINVAL;
		*tab = '\0';
		fields[i] = tab + 1;
	}
	if (strchr(fields[FIELDS - 1], '\t') || *line == '\0')
		return -EINVAL;
	lines[m->n++] =
		(struct manifest_line){ fields[0], fields[1], fields[2], fields[3], fields[4] };
	return 0;
}

int manifest_parse(struct manifest *m, const char *text, size_t len, struct fault *fault)
{
	unsigned int number = 0;

	*m = (struct manifest){ .text = strndup(text, len) };
	if (!m->text)
		return fault_set(fault, -ENOMEM, "out of memory");
	for (char *line = m->text, *next; *line; line = next) {
		char *end = line + strcspn(line, "\n");
		int rc;

		next = *end ? end + 1 : end;
		*end = '\0';
		number++;
		rc = add_line(m, line);
		if (rc < 0)
			return fault_set(fault, rc, "line %u: not %d fields of a manifest", number,
			                 FIELDS);
	}
	return 0;
}

int manifest_read(struct manifest *m, const char *path, struct fault *fault)
{
	char *text = NULL;
	size_t len;
	int rc = hv_file_read(path, MANIFEST_MAX, &text, &len);

	*m = (struct manifest){ 0 };
	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", path, strerror(-rc));
	rc = manifest_parse(m, text, len, fault);
	free(text);
	return rc < 0 ? fault_at(fault, rc, path) : 0;
}

const struct manifest_line *manifest_find(const struct manifest *m, const char *path)
{
	path += strspn(path, "/");
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->lines[i].path, path) == 0)
			return &m->lines[i];
	return NULL;
}

void manifest_done(struct manifest *m)
{
	free(m->text);
	free(m->lines);
	*m = (struct manifest){ 0 };
}
