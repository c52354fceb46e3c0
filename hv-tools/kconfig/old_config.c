// SPDX-License-Identifier: GPL-2.0-only
#include "old_config.h"
#include "auto.h"
#include "file.h"
#include "max_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct parse_context {
	struct kconf_old_config *old;
	struct kconf_findings *findings;
};

static int take_entry(void *ctx, const struct kconf_entry *entry)
{
	const struct parse_context *c = ctx;

	return kconf_config_put(c->old->config, c->old->path, entry, NULL);
}

static int take_problem(void *ctx, unsigned int line, const char *what)
{
	const struct parse_context *c = ctx;

	kconf_finding_add(c->findings, KCONF_SYNTAX, c->old->path, line, NULL, "%s", what);
	return 0;
}

/* By the word behind "# Linux/", which for both x86 architectures may be x86. */
static const char *arch_of(const struct kconf_old_config *old)
{
	static const char linux_slash[] = "Linux/";
	static const char *const names[] = { "x86_64", "arm64", "i386" };
	const char *word = old->release_text - 1;

	while (word > old->text && word[-1] != '\n' &&
	       strncmp(word, linux_slash, strlen(linux_slash)) != 0)
		word--;
	word += strlen(linux_slash);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(word, names[i], strlen(names[i])) == 0)
			return names[i];
	if (strncmp(word, "x86 ", 4) != 0)
		return NULL;
	return kconf_config_find(old->config, "X86_32") &&
	                       kconf_config_find(old->config, "X86_32")->kind == KCONF_YES
	               ? "i386"
	               : "x86_64";
}

int kconf_old_config_parse(const char *path, char *text, size_t len,
                           struct kconf_findings *findings, struct kconf_old_config *ret_old)
{
	struct kconf_old_config old = {
		.path = path, .text = text, .len = len, .config = kconf_config_new()
	};
	struct parse_context context = { &old, findings };
	struct kconf_sink sink = { take_entry, take_problem, &context };
	int rc = old.config ? kconf_fragment_parse(text, len, NULL, &sink) : -ENOMEM;

	if (rc == 0) {
		old.has_release = kconf_release_of_config(text, len, &old.release,
		                                          &old.release_text, &old.release_len) == 0;
		old.arch = old.release_text ? arch_of(&old) : NULL;
		*ret_old = old;
	} else {
		kconf_old_config_done(&old);
	}
	return rc;
}

int kconf_old_config_read(const char *path, struct kconf_findings *findings,
                          struct kconf_old_config *ret_old)
{
	char *text;
	size_t len;
	int rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);

	return rc < 0 ? rc : kconf_old_config_parse(path, text, len, findings, ret_old);
}

void kconf_old_config_done(struct kconf_old_config *old)
{
	kconf_config_free(old->config);
	free(old->text);
	*old = (struct kconf_old_config){ 0 };
}

struct writer {
	const struct kconf_old_config *old;
	const struct kconf_config *now;
	const char *release;
	const char *(*anchor_of)(void *ctx, const char *symbol);
	void *ctx;
	FILE *out;
	const char *at;    /* of the old text: what has been written is before it */
	unsigned int line; /* that begins there */
	size_t first_new;  /* in the new config: from here on they were not in the old one */
};

static void write_setting(const struct kconf_setting *s, FILE *out)
{
	fprintf(out, s->kind == KCONF_NO ? "# CONFIG_%s is not set\n" : "CONFIG_%s=%s\n", s->symbol,
	        s->value);
}

static const char *end_of_line(const struct writer *w)
{
	const char *end = w->old->text + w->old->len;
	const char *newline = memchr(w->at, '\n', (size_t)(end - w->at));

	return newline ? newline + 1 : end;
}

static void write_line(struct writer *w)
{
	const char *next = end_of_line(w), *release = w->old->release_text;

	if (release && w->release && release > w->at && release < next) {
		fwrite(w->at, 1, (size_t)(release - w->at), w->out);
		fputs(w->release, w->out);
		w->at = release + w->old->release_len;
	}
	fwrite(w->at, 1, (size_t)(next - w->at), w->out);
	w->at = next;
	w->line++;
}

/* New settings whose place is behind @symbol; with NULL those that have no place. */
static void write_new(const struct writer *w, const char *symbol)
{
	for (size_t i = w->first_new; i < w->now->n; i++) {
		const struct kconf_setting *s = w->now->items[i];
		const char *anchor;

		if (kconf_config_find(w->old->config, s->symbol))
			continue;
		anchor = w->anchor_of(w->ctx, s->symbol);
		if (anchor && !kconf_config_find(w->old->config, anchor))
			anchor = NULL;
		if (symbol ? anchor && strcmp(anchor, symbol) == 0 : !anchor)
			write_setting(s, w->out);
	}
}

/* An earlier line of a symbol that is set again below is left out. */
static void write_entry(struct writer *w, const char *symbol)
{
	const struct kconf_setting *before = kconf_config_find(w->old->config, symbol);
	const struct kconf_setting *now = kconf_config_find(w->now, symbol);

	if (before->line != w->line) {
		w->at = end_of_line(w);
		w->line++;
		return;
	}
	if (now && strcmp(now->value, before->value) == 0) {
		write_line(w);
	} else {
		w->at = end_of_line(w);
		w->line++;
		if (now)
			write_setting(now, w->out);
	}
	write_new(w, symbol);
}

static int on_entry(void *ctx, const struct kconf_entry *entry)
{
	struct writer *w = ctx;
	AUTO_FREE char *symbol = strndup(entry->name, entry->name_len);

	if (!symbol)
		return -ENOMEM;
	while (w->line < entry->line)
		write_line(w);
	write_entry(w, symbol);
	return 0;
}

static int on_problem(void *ctx, unsigned int line, const char *what)
{
	(void)ctx;
	(void)line;
	(void)what;
	return 0;
}

bool kconf_old_config_write(const struct kconf_old_config *old, const struct kconf_config *now,
                            const char *release,
                            const char *(*anchor_of)(void *ctx, const char *symbol), void *ctx,
                            FILE *out)
{
	struct writer w = { old, now, release, anchor_of, ctx, out, old->text, 1, now->n };
	struct kconf_sink sink = { on_entry, on_problem, &w };

	while (w.first_new > 0 && now->items[w.first_new - 1]->line == 0)
		w.first_new--;
	if (kconf_fragment_parse(old->text, old->len, NULL, &sink) != 0)
		return false;
	while (w.at < old->text + old->len)
		write_line(&w);
	if (old->len > 0 && old->text[old->len - 1] != '\n')
		fputc('\n', out);
	write_new(&w, NULL);
	return true;
}
