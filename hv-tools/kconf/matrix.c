// SPDX-License-Identifier: GPL-2.0-only
#include "matrix.h"
#include "auto.h"
#include <stdlib.h>
#include <string.h>

enum { CELL = 32, LINE = 100 };

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static size_t total(const struct kconf_report *r)
{
	return kconf_report_count(r, KCONF_MET) + kconf_report_count(r, KCONF_UNMET) +
	       kconf_report_count(r, KCONF_ACCEPTED);
}

static void cell(const struct kconf_report *r, char room[CELL])
{
	const size_t met = kconf_report_count(r, KCONF_MET),
		     accepted = kconf_report_count(r, KCONF_ACCEPTED);

	if (accepted)
		snprintf(room, CELL, "%zu+%zu/%zu", met, accepted, total(r));
	else
		snprintf(room, CELL, "%zu/%zu", met, total(r));
}

static int wider(int width, const char *text)
{
	const int n = (int)strlen(text);

	return n > width ? n : width;
}

/* Widths of the first three columns, which have no list. */
struct widths {
	int name, release, arch;
};

static struct widths measure(const struct kconf_matrix *m)
{
	struct widths w = { .name = (int)strlen("config"), .release = (int)strlen("release") };

	for (size_t i = 0; i < m->n; i++) {
		const struct kconf_subject *s = m->rows[i].subject;

		w.name = wider(w.name, base_name(s->path));
		w.release = wider(w.release, s->release_text);
		w.arch = wider(w.arch, s->arch);
	}
	return w;
}

static int list_width(const struct kconf_matrix *m, size_t list)
{
	int width = (int)strlen(m->rows[0].items[list].policy->name);
	char room[CELL];

	for (size_t i = 0; i < m->n; i++) {
		cell(&m->rows[i].items[list], room);
		width = wider(width, room);
	}
	return width;
}

static void print_table(const struct kconf_matrix *m, FILE *out)
{
	const struct widths w = measure(m);
	const size_t lists = m->rows[0].n;

	fprintf(out, "%-*s  %-*s  %-*s", w.name, "config", w.release, "release", w.arch, "arch");
	for (size_t l = 0; l < lists; l++)
		fprintf(out, "  %*s", list_width(m, l), m->rows[0].items[l].policy->name);
	fputc('\n', out);
	for (size_t i = 0; i < m->n; i++) {
		const struct kconf_reports *row = &m->rows[i];

		fprintf(out, "%-*s  %-*s  %-*s", w.name, base_name(row->subject->path), w.release,
		        row->subject->release_text, w.arch, row->subject->arch);
		for (size_t l = 0; l < lists; l++) {
			char room[CELL];

			cell(&row->items[l], room);
			fprintf(out, "  %*s", list_width(m, l), room);
		}
		fputc('\n', out);
	}
}

static void describe_term(const struct kconf_term *t, const struct kconf_config *config, bool alone,
                          FILE *out)
{
	const char *value = kconf_value_of(config, t->symbol);
	char room[2 * KCONF_MAX_NAME];

	fprintf(out, "%s is %s", t->symbol, value);
	if (alone) {
		kconf_term_describe(t, room, sizeof(room));
		fprintf(out, ", wants %s", room);
	}
}

char *kconf_demand_state(const struct kconf_demand *demand, const struct kconf_config *config)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *comma = "";

	if (!out)
		return NULL;
	if (demand->n_terms > 1)
		fprintf(out, "wants %s: ", demand->text);
	for (int i = 0; i < demand->n_terms; i++) {
		if (!demand->terms[i].symbol)
			continue;
		fputs(comma, out);
		describe_term(&demand->terms[i], config, demand->n_terms == 1, out);
		comma = ", ";
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static enum kconf_level level_of(const struct kconf_report *r, const struct kconf_judgement *j)
{
	return r->policy->groups[j->requirement->group].level;
}

static bool is_shown(const struct kconf_report *r, const struct kconf_judgement *j,
                     enum kconf_verdict verdict)
{
	return j->verdict == verdict && level_of(r, j) <= r->bar;
}

static void print_detail(const struct kconf_report *r, const struct kconf_judgement *j,
                         const struct kconf_config *config, FILE *out)
{
	const struct kconf_requirement *q = j->requirement;
	AUTO_FREE char *state = kconf_demand_state(q->demand, config);

	fprintf(out, "    %s [%s]%s%s\n", state ? state : kconf_demand_symbol(q->demand),
	        r->policy->groups[q->group].name, q->why ? ": " : "", q->why ? q->why : "");
	fprintf(out, "        from %s%s%s\n", q->source, q->place ? ", " : "",
	        q->place ? q->place : "");
	if (j->exception)
		fprintf(out, "        %s until %s: %s\n",
		        j->verdict == KCONF_ACCEPTED ? "accepted" : "was accepted",
		        j->exception->until_text, j->exception->reason);
}

/* The symbols of what is unmet, in lines of bounded length. */
static void print_symbols(const struct kconf_report *r, FILE *out)
{
	size_t column = 0;

	for (size_t i = 0; i < r->policy->n_requirements; i++) {
		const struct kconf_judgement *j = &r->items[i];
		const char *symbol = kconf_demand_symbol(j->requirement->demand);

		if (!is_shown(r, j, KCONF_UNMET))
			continue;
		if (column + strlen(symbol) > LINE) {
			fputc('\n', out);
			column = 0;
		}
		column += (size_t)fprintf(out, "%s%s", column ? " " : "    ", symbol);
	}
	fputc('\n', out);
}

static void print_list(const struct kconf_report *r, const struct kconf_config *config,
                       bool verbose, FILE *out)
{
	const size_t unmet = kconf_report_count(r, KCONF_UNMET),
		     accepted = kconf_report_count(r, KCONF_ACCEPTED);

	if (unmet == 0 && !(verbose && accepted))
		return;
	fprintf(out, "  %s: %zu of %zu unmet\n", r->policy->title, unmet, total(r));
	if (!verbose) {
		print_symbols(r, out);
		return;
	}
	for (size_t i = 0; i < r->policy->n_requirements; i++)
		if (is_shown(r, &r->items[i], KCONF_UNMET) ||
		    is_shown(r, &r->items[i], KCONF_ACCEPTED))
			print_detail(r, &r->items[i], config, out);
}

static bool row_found(const struct kconf_reports *row, bool verbose)
{
	for (size_t l = 0; l < row->n; l++)
		if (kconf_report_count(&row->items[l], KCONF_UNMET) ||
		    (verbose && kconf_report_count(&row->items[l], KCONF_ACCEPTED)))
			return true;
	return false;
}

static void print_unused(const struct kconf_exceptions *e, FILE *out)
{
	for (size_t i = 0; e && i < e->n; i++)
		if (!e->items[i].used)
			fprintf(out, "%s:%u: %s %s: no config here needs this exception\n", e->path,
			        e->items[i].line, e->items[i].list, e->items[i].symbol);
}

void kconf_matrix_print(const struct kconf_matrix *matrix, bool verbose, FILE *out)
{
	if (matrix->n == 0)
		return;
	print_table(matrix, out);
	for (size_t i = 0; i < matrix->n; i++) {
		const struct kconf_reports *row = &matrix->rows[i];

		if (!row_found(row, verbose))
			continue;
		fprintf(out, "\n%s\n", row->subject->path);
		for (size_t l = 0; l < row->n; l++)
			print_list(&row->items[l], row->subject->config, verbose, out);
	}
	if (verbose)
		print_unused(matrix->exceptions, out);
}

bool kconf_matrix_found(const struct kconf_matrix *matrix)
{
	for (size_t i = 0; i < matrix->n; i++)
		if (row_found(&matrix->rows[i], false))
			return true;
	return false;
}
