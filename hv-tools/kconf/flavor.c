// SPDX-License-Identifier: GPL-2.0-only
#include "flavor.h"
#include "auto.h"
#include "cli.h"
#include "file.h"
#include "json.h"
#include "max_file.h"
#include "need.h"
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX         ".flavor"
#define OVERLAY_SUFFIX ".overlay"
#define BLANKS         " \t"

enum key_kind { TEXT, WORDS, NEEDS, BYTES };

static const struct key {
	const char *name;
	enum key_kind kind;
	size_t offset;
	bool required;
} keys[] = {
	{ "description", TEXT, offsetof(struct kconf_flavor, description), true },
	{ "series", WORDS, offsetof(struct kconf_flavor, series), true },
	{ "arches", WORDS, offsetof(struct kconf_flavor, arches), true },
	{ "fragments", WORDS, offsetof(struct kconf_flavor, fragments), true },
	{ "cmdline", TEXT, offsetof(struct kconf_flavor, cmdline), true },
	{ "cmdline_x86_64", TEXT, offsetof(struct kconf_flavor, cmdline_x86_64), false },
	{ "cmdline_arm64", TEXT, offsetof(struct kconf_flavor, cmdline_arm64), false },
	{ "requires", NEEDS, offsetof(struct kconf_flavor, requires), false },
	{ "forbids", NEEDS, offsetof(struct kconf_flavor, forbids), false },
	{ "image_bytes_max", BYTES, offsetof(struct kconf_flavor, image_bytes_max), false },
	{ "modules_bytes_max", BYTES, offsetof(struct kconf_flavor, modules_bytes_max), false },
	{ "init_instructions_max", BYTES, offsetof(struct kconf_flavor, init_instructions_max),
	  false },
};

/* The fields the table points at. */
static char **text_field(struct kconf_flavor *f, const struct key *key)
{
	return (char **)((char *)f + key->offset);
}

static struct kconf_words *words_field(struct kconf_flavor *f, const struct key *key)
{
	return (struct kconf_words *)((char *)f + key->offset);
}

static unsigned long *bytes_field(struct kconf_flavor *f, const struct key *key)
{
	return (unsigned long *)((char *)f + key->offset);
}

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

/* The words of @text, which is torn apart. NULL or what is wrong. */
static const char *add_words(struct kconf_words *words, char *text)
{
	char *save, *word = strtok_r(text, BLANKS, &save);

	for (; word; word = strtok_r(NULL, BLANKS, &save))
		if (kconf_words_add(words, word, strlen(word)) < 0)
			return "out of memory";
	return NULL;
}

static const char *add_needs(struct kconf_words *words, char *text)
{
	size_t first = words->n;
	const char *wrong = add_words(words, text);
	struct kconf_need need;

	for (size_t i = first; i < words->n && !wrong; i++)
		if (kconf_need_parse(words->items[i], &need) < 0)
			wrong = "not SYMBOL or SYMBOL=VALUE, with @SERIES..SERIES or @ARCH behind it";
	return wrong;
}

static const char *set_value(struct kconf_flavor *f, const struct key *key, char *value)
{
	char **text = text_field(f, key);
	unsigned long *bytes = bytes_field(f, key);

	switch (key->kind) {
	case WORDS:
		return add_words(words_field(f, key), value);
	case NEEDS:
		return add_needs(words_field(f, key), value);
	case TEXT:
		if (*text)
			return "key given twice";
		if (asprintf(text, "%s", value) >= 0)
			return NULL;
		*text = NULL;
		return "out of memory";
	case BYTES:
		if (*bytes != KCONF_NO_BUDGET)
			return "key given twice";
		if (hv_parse_uint(value, 0, KCONF_NO_BUDGET - 1, bytes) < 0)
			return "not a number";
	}
	return NULL;
}

/* @text without the blanks around it. */
static char *trim(char *text)
{
	char *end;

	text += strspn(text, BLANKS);
	end = text + strlen(text);
	while (end > text && strchr(BLANKS, end[-1]))
		*--end = '\0';
	return text;
}

/* NULL or what is wrong with the line. */
static const char *parse_line(struct kconf_flavor *f, char *line)
{
	const struct key *key;
	char *value;

	line = trim(line);
	if (!*line || *line == '#')
		return NULL;
	value = strchr(line, '=');
	if (!value)
		return "not 'key = value'";
	*value++ = '\0';
	key = find_key(trim(line));
	if (!key)
		return "no such key; known: description, series, arches, fragments, cmdline, "
		       "cmdline_x86_64, cmdline_arm64, requires, forbids, image_bytes_max, modules_bytes_max, "
		       "init_instructions_max";
	value = trim(value);
	return *value ? set_value(f, key, value) : "no value";
}

static bool is_missing(struct kconf_flavor *f, const struct key *key)
{
	return key->required &&
	       (key->kind == WORDS ? words_field(f, key)->n == 0 : !*text_field(f, key));
}

static void parse_text(struct kconf_flavor *f, char *text, struct kconf_findings *findings)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		const char *wrong = parse_line(f, line);

		number++;
		if (wrong)
			kconf_finding_add(findings, KCONF_SYNTAX, f->path, number, NULL, "%s",
			                  wrong);
	}
}

static void check_keys(struct kconf_flavor *f, struct kconf_findings *findings)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (is_missing(f, &keys[i]))
			kconf_finding_add(findings, KCONF_SYNTAX, f->path, 0, NULL, "no '%s'",
			                  keys[i].name);
}

bool kconf_is_flavor(const char *path)
{
	size_t n = strlen(path), suffix = strlen(SUFFIX);

	return n > suffix && strcmp(path + n - suffix, SUFFIX) == 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* One file into @f, whose path is set. 0, -ENOMEM, or an errno of reading. */
static int read_file(struct kconf_flavor *f, struct kconf_findings *findings)
{
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc;

	f->image_bytes_max = f->modules_bytes_max = f->init_instructions_max = KCONF_NO_BUDGET;
	rc = hv_file_read(f->path, KCONF_MAX_FILE, &text, &len);
	if (rc < 0)
		return rc;
	if (strlen(text) != len)
		kconf_finding_add(findings, KCONF_SYNTAX, f->path, 0, NULL, "NUL byte");
	parse_text(f, text, findings);
	return 0;
}

static int append_text(char **text, const char *more)
{
	char *joined;

	if (!more)
		return 0;
	if (asprintf(&joined, "%s%s%s", *text ? *text : "", *text ? " " : "", more) < 0)
		return -ENOMEM;
	free(*text);
	*text = joined;
	return 0;
}

static int lay_over(struct kconf_flavor *f, struct kconf_flavor *overlay)
{
	int rc = append_text(&f->cmdline, overlay->cmdline);

	for (size_t i = 0; i < overlay->fragments.n && rc == 0; i++) {
		const char *name = overlay->fragments.items[i];

		rc = kconf_words_add(&f->fragments, name, strlen(name));
	}
	for (size_t i = 0; i < overlay->requires.n && rc == 0; i++)
		rc = kconf_words_add(&f->requires, overlay->requires.items[i],
		                     strlen(overlay->requires.items[i]));
	for (size_t i = 0; i < overlay->forbids.n && rc == 0; i++)
		rc = kconf_words_add(&f->forbids, overlay->forbids.items[i],
		                     strlen(overlay->forbids.items[i]));
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (keys[i].kind == BYTES)
			*bytes_field(f, &keys[i]) = *bytes_field(overlay, &keys[i]);
	return rc < 0 ? rc : 0;
}

static void check_overlay(const struct kconf_flavor *overlay, struct kconf_findings *findings)
{
	if (overlay->fragments.n == 0)
		kconf_finding_add(findings, KCONF_SYNTAX, overlay->path, 0, NULL, "no 'fragments'");
	if (overlay->series.n > 0 || overlay->arches.n > 0)
		kconf_finding_add(findings, KCONF_SYNTAX, overlay->path, 0, NULL,
		                  "an overlay is for the series and arches of what it lies on");
	if (overlay->cmdline_x86_64 || overlay->cmdline_arm64)
		kconf_finding_add(findings, KCONF_SYNTAX, overlay->path, 0, NULL,
		                  "the words of one architecture are the base's");
}

/* The overlay @name, beside @f's own file. */
static int add_overlay(struct kconf_flavor *f, const char *name, struct kconf_findings *findings)
{
	struct kconf_flavor overlay = { 0 };
	int folder = (int)(base_name(f->path) - f->path), rc;

	if (asprintf(&overlay.path, "%.*s%s" OVERLAY_SUFFIX, folder, f->path, name) < 0)
		return -ENOMEM;
	rc = read_file(&overlay, findings);
	if (rc == 0) {
		check_overlay(&overlay, findings);
		rc = lay_over(f, &overlay);
	} else if (rc != -ENOMEM) {
		kconf_finding_add(findings, KCONF_SYNTAX, f->path, 0, NULL, "overlay '%s': %s: %s",
		                  name, overlay.path, strerror(-rc));
		rc = 0;
	}
	kconf_flavor_done(&overlay);
	return rc;
}

/* Sets the name and the path of the base's file. */
static int set_names(struct kconf_flavor *f, const char *path)
{
	const char *base = base_name(path);
	size_t stem = strlen(base) - (kconf_is_flavor(path) ? strlen(SUFFIX) : 0);
	int first = (int)strcspn(base, "+");

	f->name = strndup(base, stem);
	if ((size_t)first >= stem)
		f->path = strdup(path);
	else if (asprintf(&f->path, "%.*s" SUFFIX, (int)(base - path) + first, path) < 0)
		f->path = NULL;
	return f->name && f->path ? 0 : -ENOMEM;
}

static int read_all(struct kconf_flavor *f, struct kconf_findings *findings)
{
	AUTO_FREE char *names = strdup(f->name);
	char *rest = names, *overlay;
	int rc = names ? read_file(f, findings) : -ENOMEM;

	if (rc < 0)
		return rc;
	check_keys(f, findings);
	f->base_fragments = f->fragments.n;
	strsep(&rest, "+");
	while (rc == 0 && (overlay = strsep(&rest, "+")))
		rc = add_overlay(f, overlay, findings);
	return rc;
}

int kconf_flavor_read(const char *path, struct kconf_findings *findings,
                      struct kconf_flavor *ret_flavor)
{
	struct kconf_flavor f = { 0 };
	int rc = set_names(&f, path);

	if (rc == 0)
		rc = read_all(&f, findings);
	if (rc < 0)
		kconf_flavor_done(&f);
	else
		*ret_flavor = f;
	return rc;
}

/* How much of @path leads to the folder above the one the file is in; 0 when that is not in @path. */
static int parent_length(const char *path)
{
	const char *p = base_name(path);

	if (p - path < 2)
		return 0;
	for (p--; p > path && p[-1] != '/'; p--)
		;
	return *p == '.' ? 0 : (int)(p - path);
}

char *kconf_flavor_fragment(const struct kconf_flavor *flavor, const char *name)
{
	int folder = (int)(base_name(flavor->path) - flavor->path);
	int parent = parent_length(flavor->path);
	bool above = parent > 0;
	char *path;

	if (asprintf(&path, "%.*s%sfragments/%s.config", above ? parent : folder, flavor->path,
	             above ? "" : "../", name) < 0)
		return NULL;
	return path;
}

static void print_words(const struct kconf_words *words, const char *key, struct hv_json *j)
{
	hv_json_array(j, key);
	for (size_t i = 0; i < words->n; i++)
		hv_json_string(j, NULL, words->items[i]);
	hv_json_end_array(j);
}

static void print_optional(const struct kconf_flavor *f, struct hv_json *j)
{
	if (f->cmdline_x86_64)
		hv_json_string(j, "cmdline_x86_64", f->cmdline_x86_64);
	if (f->cmdline_arm64)
		hv_json_string(j, "cmdline_arm64", f->cmdline_arm64);
	if (f->image_bytes_max != KCONF_NO_BUDGET)
		hv_json_uint(j, "image_bytes_max", f->image_bytes_max);
	if (f->modules_bytes_max != KCONF_NO_BUDGET)
		hv_json_uint(j, "modules_bytes_max", f->modules_bytes_max);
	if (f->init_instructions_max != KCONF_NO_BUDGET)
		hv_json_uint(j, "init_instructions_max", f->init_instructions_max);
}

static void print_json(const struct kconf_flavor *f, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.flavor/1");
	hv_json_string(&j, "name", f->name);
	hv_json_string(&j, "description", f->description);
	print_words(&f->series, "series", &j);
	print_words(&f->arches, "arches", &j);
	print_words(&f->fragments, "fragments", &j);
	print_words(&f->requires, "requires", &j);
	print_words(&f->forbids, "forbids", &j);
	hv_json_string(&j, "cmdline", f->cmdline);
	print_optional(f, &j);
	hv_json_end_object(&j);
}

static void print_text(const struct kconf_flavor *f, FILE *out)
{
	fprintf(out, "%s: %s\n", f->name, f->description);
	fprintf(out, "cmdline: %s\n", f->cmdline);
	for (size_t i = 0; i < f->fragments.n; i++)
		fprintf(out, "fragment: %s\n", f->fragments.items[i]);
}

void kconf_flavor_print(const struct kconf_flavor *flavor, bool json, FILE *out)
{
	if (json)
		print_json(flavor, out);
	else
		print_text(flavor, out);
}

void kconf_flavor_done(struct kconf_flavor *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].kind == TEXT)
			free(*text_field(f, &keys[i]));
		if (keys[i].kind == WORDS || keys[i].kind == NEEDS)
			kconf_words_done(words_field(f, &keys[i]));
	}
	free(f->path);
	free(f->name);
	*f = (struct kconf_flavor){ 0 };
}
