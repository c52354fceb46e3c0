// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cost.h"
#include "explain.h"
#include "file.h"
#include "flavor.h"
#include "fragment.h"
#include "max_file.h"
#include "reason.h"
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* The files that match "@folder/@pattern", none is fine. globfree() in any case. */
static int find_files(const char *folder, const char *pattern, glob_t *ret_found)
{
	AUTO_FREE char *path = NULL;

	*ret_found = (glob_t){ 0 };
	if (asprintf(&path, "%s/%s", folder, pattern) < 0)
		return -ENOMEM;
	return glob(path, 0, NULL, ret_found) == GLOB_NOSPACE ? -ENOMEM : 0;
}

struct fragment {
	struct kconf_sections *s;
	const char *path, *text, *symbol;
	const struct kconf_flavor *flavors;
	size_t n_flavors;
	struct kconf_words *setters; /* gets its name when it sets the symbol */
};

static char *fragment_name(const struct fragment *f)
{
	const char *base = strrchr(f->path, '/') + 1;

	return strndup(base, strcspn(base, "."));
}

/* The flavors of which the fragment is a part. */
static void note_flavors(const struct fragment *f)
{
	AUTO_FREE char *name = fragment_name(f);
	struct kconf_words names = { 0 };
	AUTO_FREE char *text = NULL;

	for (size_t i = 0; name && i < f->n_flavors; i++)
		if (kconf_words_have(&f->flavors[i].fragments, name))
			kconf_words_add(&names, f->flavors[i].name, strlen(f->flavors[i].name));
	text = kconf_words_join(&names);
	kconf_row_note(f->s, names.n > 0 ? "in %s" : "in no flavor%s",
	               names.n > 0 && text ? text : "");
	kconf_words_done(&names);
}

static int note_setter(const struct fragment *f)
{
	AUTO_FREE char *name = fragment_name(f);

	if (!name)
		return -ENOMEM;
	return kconf_words_have(f->setters, name) ? 0
	                                          : kconf_words_add(f->setters, name, strlen(name));
}

static int take_entry(void *ctx, const struct kconf_entry *e)
{
	const struct fragment *f = ctx;
	struct kconf_reason reason;
	int rc;

	if (strlen(f->symbol) != e->name_len || strncmp(f->symbol, e->name, e->name_len) != 0)
		return 0;
	rc = kconf_reason_find(f->text, e->line, &reason);
	if (rc < 0)
		return rc;
	kconf_row(f->s, f->path, e->line, "%.*s%s%s%s", (int)e->value_len, e->value,
	          *reason.conditions ? " for " : "", reason.conditions,
	          e->kind == KCONF_NO ? " (must be off)" : "");
	if (*reason.why)
		kconf_row_note(f->s, "why: %s", reason.why);
	note_flavors(f);
	kconf_reason_done(&reason);
	return note_setter(f);
}

/* kconf flavor and kconf merge tell what is wrong with a fragment. */
static int pass_over(void *ctx, unsigned int line, const char *what)
{
	(void)ctx;
	(void)line;
	(void)what;
	return 0;
}

static int explain_fragment(struct fragment *f)
{
	const struct kconf_sink sink = { take_entry, pass_over, f };
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc = hv_file_read(f->path, KCONF_MAX_FILE, &text, &len);

	f->text = text;
	return rc < 0 ? rc : kconf_fragment_parse(text, len, NULL, &sink);
}

static int explain_fragments(struct kconf_sections *s, const char *symbol, const char *configs,
                             const struct kconf_flavor *flavors, size_t n_flavors,
                             struct kconf_words *setters)
{
	glob_t found;
	int rc = find_files(configs, "fragments/*.config", &found);

	for (size_t i = 0; i < found.gl_pathc && rc == 0; i++) {
		struct fragment f = { s,       found.gl_pathv[i], NULL,   symbol,
			              flavors, n_flavors,         setters };

		rc = explain_fragment(&f);
	}
	globfree(&found);
	return rc;
}

int kconf_explain_fragments(struct kconf_sections *s, const char *symbol, const char *configs,
                            struct kconf_words *fragments)
{
	struct kconf_findings findings = { 0 };
	struct kconf_flavor *flavors;
	glob_t found;
	size_t n = 0;
	int rc = find_files(configs, "flavors/*.flavor", &found);

	kconf_section(s, "set_by", "Set by");
	flavors = calloc(found.gl_pathc ? found.gl_pathc : 1, sizeof(*flavors));
	if (!flavors)
		rc = -ENOMEM;
	for (; n < found.gl_pathc && rc == 0; n++) {
		rc = kconf_flavor_read(found.gl_pathv[n], &findings, &flavors[n]);
		if (rc < 0)
			break;
	}
	if (rc == 0)
		rc = explain_fragments(s, symbol, configs, flavors, n, fragments);
	for (size_t i = 0; flavors && i < n; i++)
		kconf_flavor_done(&flavors[i]);
	free(flavors);
	kconf_findings_done(&findings);
	globfree(&found);
	return rc;
}

static int tell_mention(void *ctx, const struct kconf_mention *m)
{
	const struct kconf_requirement *r = m->requirement;
	char wanted[128];

	kconf_term_describe(m->term, wanted, sizeof(wanted));
	kconf_row(ctx, m->policy->path, r->line, "%s, %s (%s): %s%s%s", m->policy->title,
	          m->group->title, kconf_level_names[m->group->level], wanted,
	          m->alternative ? ", in: " : "", m->alternative ? r->demand->text : "");
	if (r->why)
		kconf_row_note(ctx, "why: %s", r->why);
	kconf_row_note(ctx, "source: %s%s%s", r->source ? r->source : "?", r->place ? ", " : "",
	               r->place ? r->place : "");
	return 0;
}

void kconf_explain_lists(struct kconf_sections *s, const char *symbol,
                         const struct kconf_policies *policies)
{
	kconf_section(s, "lists", "Requirement lists");
	kconf_policies_about(policies, symbol, NULL, NULL, tell_mention, s);
}

/* Of an object or two a person wants to know; hundreds are for the file. */
enum { MAX_OBJECTS_TOLD = 8 };

static void tell_cost(struct kconf_sections *s, const char *file, const struct kconf_cost_record *r)
{
	if (r->objects > 0)
		kconf_row(s, file, 0,
		          "%s %s %s: %lu bytes of text, %lu of data, %lu of bss, in %lu objects",
		          r->flavor, r->series, r->arch, r->text, r->data, r->bss, r->objects);
	else
		kconf_row(s, file, 0, "%s %s %s: no object of its own", r->flavor, r->series,
		          r->arch);
	for (size_t i = 0; i < r->object_texts.n && i < MAX_OBJECTS_TOLD; i++)
		kconf_row_note(s, "%s: %ld bytes of text", r->object_texts.items[i].name,
		               r->object_texts.items[i].bytes);
	if (r->object_texts.n > MAX_OBJECTS_TOLD)
		kconf_row_note(s, "and %zu smaller objects", r->object_texts.n - MAX_OBJECTS_TOLD);
	for (size_t i = 0; i < r->fragments.n; i++)
		kconf_row_note(s, "fragment %s, all of it: %ld bytes of the compressed image",
		               r->fragments.items[i].name, r->fragments.items[i].bytes);
}

int kconf_explain_cost(struct kconf_sections *s, const char *symbol, const char *configs,
                       const struct kconf_words *fragments, char **ret_file, unsigned int *ret_line)
{
	glob_t found;
	int rc = find_files(configs, "cost/*.cost", &found);

	*ret_file = NULL;
	*ret_line = 0;
	kconf_section(s, "cost", "Measured cost");
	for (size_t i = 0; i < found.gl_pathc && rc >= 0; i++) {
		struct kconf_cost_record r;

		rc = kconf_cost_find(found.gl_pathv[i], symbol, fragments, &r, ret_line);
		if (rc < 0)
			*ret_file = strdup(found.gl_pathv[i]);
		if (rc <= 0)
			continue;
		tell_cost(s, found.gl_pathv[i], &r);
		kconf_cost_record_done(&r);
	}
	globfree(&found);
	return rc < 0 ? rc : 0;
}
