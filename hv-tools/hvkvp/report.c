// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Every field begins with its name, so that a quote there is one of CSV's. */
struct csv {
	const char *at, *end;
	char *to;
	bool damaged;
};

static void quoted(struct csv *c, char quote)
{
	for (c->at++; c->at < c->end; c->at++) {
		if (*c->at == quote && (c->at + 1 == c->end || c->at[1] != quote)) {
			c->at++;
			return;
		}
		c->at += *c->at == quote;
		*c->to++ = *c->at;
	}
	c->damaged = true;
}

/* The next field, with a NUL behind it. A '|' in front of the end has an empty field behind it. */
static char *next_field(struct csv *c, bool *ret_more)
{
	char *field = c->to;

	if (c->at < c->end && (*c->at == '\'' || *c->at == '"'))
		quoted(c, *c->at);
	while (c->at < c->end && *c->at != '|')
		*c->to++ = *c->at++;
	*c->to++ = '\0';
	*ret_more = c->at < c->end;
	c->at += *ret_more;
	return field;
}

int report_parse(const char *value, size_t len, struct report *ret)
{
	/* A field is no longer than it stood there; each has a NUL in place of its bar. */
	struct report r = { .text = malloc(len + 1) };
	struct csv c = { value, value + len, r.text, false };
	bool more = len > 0;

	if (!r.text)
		return -ENOMEM;
	while (more) {
		char *field = next_field(&c, &more);
		char *equals = strchr(field, '=');

		if (!equals || r.count == REPORT_FIELDS) {
			r.damaged = true;
			continue;
		}
		*equals = '\0';
		r.fields[r.count++] = (struct report_field){ field, equals + 1 };
	}
	r.damaged |= c.damaged;
	*ret = r;
	return 0;
}

void report_free(struct report *r)
{
	free(r->text);
	*r = (struct report){ 0 };
}

const char *report_get(const struct report *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->fields[i].name, name) == 0)
			return r->fields[i].value;
	return NULL;
}
