// SPDX-License-Identifier: GPL-2.0-only
#include "finding.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
	[KCONF_SYNTAX] = "syntax",   [KCONF_CONFLICT] = "conflict",   [KCONF_UNKNOWN] = "unknown",
	[KCONF_TYPE] = "type",       [KCONF_LOST] = "lost",           [KCONF_KERNEL] = "kernel",
	[KCONF_MISFIT] = "misfit",   [KCONF_CARRIED] = "carried",     [KCONF_DECIDE] = "decide",
	[KCONF_NEEDED] = "required", [KCONF_FORBIDDEN] = "forbidden",
};

/* NULL and a mark on the list when there is no memory. */
static __attribute__((format(printf, 2, 0))) char *format_text(struct kconf_findings *list,
                                                               const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) >= 0)
		return text;
	list->out_of_memory = true;
	return NULL;
}

static char *copy(struct kconf_findings *list, const char *text)
{
	char *s = text ? strdup(text) : NULL;

	if (text && !s)
		list->out_of_memory = true;
	return s;
}

void kconf_finding_addv(struct kconf_findings *list, enum kconf_finding_kind kind, const char *file,
                        unsigned int line, const char *symbol, const char *format, va_list args)
{
	struct kconf_finding *items = reallocarray(list->items, list->n + 1, sizeof(*items)), *f;

	if (!items) {
		list->out_of_memory = true;
		return;
	}
	list->items = items;
	f = &items[list->n++];
	*f = (struct kconf_finding){ .kind = kind, .line = line };
	f->file = copy(list, file);
	f->symbol = copy(list, symbol);
	f->text = format_text(list, format, args);
}

void kconf_finding_add(struct kconf_findings *list, enum kconf_finding_kind kind, const char *file,
                       unsigned int line, const char *symbol, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	kconf_finding_addv(list, kind, file, line, symbol, format, args);
	va_end(args);
}

void kconf_finding_note(struct kconf_findings *list, const char *format, ...)
{
	struct kconf_finding *f = list->n > 0 ? &list->items[list->n - 1] : NULL;
	char **notes;
	va_list args;

	if (!f)
		return;
	notes = reallocarray(f->notes, f->n_notes + 1, sizeof(*notes));
	if (!notes) {
		list->out_of_memory = true;
		return;
	}
	f->notes = notes;
	va_start(args, format);
	notes[f->n_notes++] = format_text(list, format, args);
	va_end(args);
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void print_text(const struct kconf_findings *list, FILE *out)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct kconf_finding *f = &list->items[i];

		fputs(or_empty(f->file), out);
		if (f->line)
			fprintf(out, ":%u", f->line);
		fprintf(out, ": %s%s%s%s\n", f->symbol ? "CONFIG_" : "", or_empty(f->symbol),
		        f->symbol ? ": " : "", or_empty(f->text));
		for (size_t n = 0; n < f->n_notes; n++)
			fprintf(out, "    %s\n", or_empty(f->notes[n]));
	}
	if (list->out_of_memory)
		fputs("(incomplete: out of memory)\n", out);
}

static void print_finding(struct hv_json *j, const struct kconf_finding *f)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "kind", kind_names[f->kind]);
	hv_json_string(j, "file", f->file);
	hv_json_uint(j, "line", f->line);
	hv_json_string(j, "symbol", f->symbol);
	hv_json_string(j, "text", f->text);
	hv_json_array(j, "notes");
	for (size_t i = 0; i < f->n_notes; i++)
		hv_json_string(j, NULL, f->notes[i]);
	hv_json_end_array(j);
	hv_json_end_object(j);
}

void kconf_findings_write(const struct kconf_findings *list, struct hv_json *j)
{
	hv_json_array(j, "findings");
	for (size_t i = 0; i < list->n; i++)
		print_finding(j, &list->items[i]);
	hv_json_end_array(j);
}

static void print_json(const struct kconf_findings *list, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.kconf-findings/1");
	hv_json_string(&j, "version", HVKIT_VERSION);
	hv_json_bool(&j, "complete", !list->out_of_memory);
	kconf_findings_write(list, &j);
	hv_json_end_object(&j);
}

void kconf_findings_print(const struct kconf_findings *list, bool json, FILE *out)
{
	(json ? print_json : print_text)(list, out);
}

static void finding_done(struct kconf_finding *f)
{
	free(f->file);
	free(f->symbol);
	free(f->text);
	for (size_t i = 0; i < f->n_notes; i++)
		free(f->notes[i]);
	free(f->notes);
}

void kconf_findings_done(struct kconf_findings *list)
{
	for (size_t i = 0; i < list->n; i++)
		finding_done(&list->items[i]);
	free(list->items);
	*list = (struct kconf_findings){ 0 };
}
