// SPDX-License-Identifier: GPL-2.0-only
/* bootstat table: records side by side, one column each, as text or Markdown. */
#include "auto.h"
#include "boot.h"
#include "cli.h"
#include "command.h"
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_RECORDS = 8, CELL = 96 };

struct table_options {
	bool markdown;
};

static const struct hv_option options[] = {
	{ "markdown", 'm', HV_OPTION_FLAG, NULL, "a Markdown table",
	  offsetof(struct table_options, markdown), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "bootstat table",
	.synopsis = "[OPTION]... RECORD.json...",
	.summary =
		"Show boot records side by side: each stage's moment and, in brackets, its share.",
	.options = options,
};

struct table {
	struct boot boots[MAX_RECORDS];
	size_t n;
	bool markdown;
	int widths[MAX_RECORDS + 1];
};

/* A row: its heading, and one cell of a record. */
struct row {
	const char *name;
	void (*cell)(const struct boot *boot, const char *name, char *buf);
};

static void amount_cell(const struct boot *boot, uint64_t amount, char *buf, size_t size)
{
	const bool ns = strcmp(boot->unit, BOOT_NS) == 0;

	/* Integers all the way: 1538.84 M instructions, 81.23 ms. */
	amount = amount / 10000 + (amount % 10000 >= 5000);
	snprintf(buf, size, "%" PRIu64 ".%02" PRIu64 " %s", amount / 100, amount % 100,
	         ns ? "ms" : "M");
}

static void stage_cell(const struct boot *boot, const char *name, char *buf)
{
	uint64_t before = 0;

	for (size_t i = 0; i < boot->n_stages; before = boot->stages[i++].at) {
		char at[CELL / 3], delta[CELL / 3];

		if (strcmp(boot->stages[i].name, name) != 0)
			continue;
		amount_cell(boot, boot->stages[i].at, at, sizeof(at));
		amount_cell(boot, boot->stages[i].at - before, delta, sizeof(delta));
		snprintf(buf, CELL, "%s (+%s)", at, delta);
		return;
	}
}

static void kib_cell(uint64_t kib, char *buf)
{
	if (kib > 0)
		snprintf(buf, CELL, "%" PRIu64 " KiB", kib);
}

static void target_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	snprintf(buf, CELL, "%s, %s", boot->target, boot->mode);
}

static void kernel_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	snprintf(buf, CELL, "%s", boot->kernel_release);
}

static void image_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	kib_cell((boot->image_bytes + 1023) / 1024, buf);
}

static void initrd_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	kib_cell((boot->initrd_bytes + 1023) / 1024, buf);
}

static void used_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	kib_cell(boot->memory_used_kib, buf);
}

static void machine_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	snprintf(buf, CELL, "%" PRIu64 " MiB, %" PRIu64 " CPU", boot->memory_mib, boot->cpus);
}

static void result_cell(const struct boot *boot, const char *name, char *buf)
{
	(void)name;
	snprintf(buf, CELL, "%s", boot->result);
}

static const struct row heading = { "", target_cell };
static const struct row facts[] = {
	{ "kernel release", kernel_cell }, { "kernel image", image_cell },
	{ "initramfs", initrd_cell },      { "machine", machine_cell },
	{ "memory used", used_cell },      { "result", result_cell },
};

static const char *cell(const struct table *t, const struct row *row, size_t column, char *buf)
{
	snprintf(buf, CELL, "%s", column == 0 ? row->name : "-");
	if (column > 0)
		row->cell(&t->boots[column - 1], row->name, buf);
	return buf;
}

/* Called for each row twice: first to find the widths, then to print. */
static void measure_row(struct table *t, const struct row *row)
{
	char buf[CELL];

	for (size_t c = 0; c <= t->n; c++) {
		const int width = (int)strlen(cell(t, row, c, buf));

		t->widths[c] = width > t->widths[c] ? width : t->widths[c];
	}
}

static void print_row(struct table *t, const struct row *row)
{
	char buf[CELL];

	for (size_t c = 0; c <= t->n; c++) {
		fputs(t->markdown ? "| " : "", stdout);
		printf(c == 0 ? "%-*s" : "%*s", t->widths[c], cell(t, row, c, buf));
		fputs(t->markdown ? " " : c < t->n ? "  " : "", stdout);
	}
	puts(t->markdown ? "|" : "");
}

static void print_rule(const struct table *t)
{
	if (!t->markdown)
		return;
	for (size_t c = 0; c <= t->n; c++)
		fputs(c == 0 ? "|:---|" : "---:|", stdout);
	putchar('\n');
}

static bool has_stage(const struct boot *boot, const char *name)
{
	for (size_t i = 0; i < boot->n_stages; i++)
		if (strcmp(boot->stages[i].name, name) == 0)
			return true;
	return false;
}

/* Stages in the order in which the first record that has them reached them. */
static void for_each_stage(struct table *t, void (*act)(struct table *t, const struct row *row))
{
	for (size_t b = 0; b < t->n; b++) {
		for (size_t i = 0; i < t->boots[b].n_stages; i++) {
			const struct row row = { t->boots[b].stages[i].name, stage_cell };
			size_t seen = 0;

			while (seen < b && !has_stage(&t->boots[seen], row.name))
				seen++;
			if (seen == b)
				act(t, &row);
		}
	}
}

static void for_each_fact(struct table *t, void (*act)(struct table *t, const struct row *row))
{
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		act(t, &facts[i]);
}

static void print_table(struct table *t)
{
	measure_row(t, &heading);
	for_each_stage(t, measure_row);
	for_each_fact(t, measure_row);
	print_row(t, &heading);
	print_rule(t);
	for_each_stage(t, print_row);
	for_each_fact(t, print_row);
}

static int read_records(struct table *t, char **paths, int n)
{
	for (int i = 0; i < n; i++) {
		char why[160] = "";
		const int rc = boot_read(paths[i], &t->boots[i], why, sizeof(why));

		if (rc < 0) {
			fprintf(stderr, "bootstat: %s: %s\n", paths[i],
			        why[0] ? why : strerror(-rc));
			return rc;
		}
	}
	t->n = (size_t)n;
	return 0;
}

int table_command(int argc, char **argv)
{
	struct table_options o = { false };
	AUTO_FREE struct table *t = calloc(1, sizeof(*t));
	const int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first == HV_CLI_DONE)
		return HV_EXIT_OK;
	if (first < 0)
		return HV_EXIT_USAGE;
	if (first == argc || argc - first > MAX_RECORDS) {
		fprintf(stderr, "bootstat: table takes 1 to %d records\n", MAX_RECORDS);
		return HV_EXIT_USAGE;
	}
	if (!t || read_records(t, argv + first, argc - first) < 0)
		return HV_EXIT_FAILED;
	t->markdown = o.markdown;
	print_table(t);
	return HV_EXIT_OK;
}
