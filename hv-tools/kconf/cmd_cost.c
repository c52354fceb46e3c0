// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "cost.h"
#include "kbuild.h"
#include <stdbool.h>
#include <string.h>

enum { MAX_LINE = 4096 };

struct options {
	const char *arch, *tree;
	bool objects;
};

static const struct hv_option options[] = {
	OPTION_STRING(arch, 'a', "ARCH", "architecture: x86_64, arm64"),
	OPTION_STRING(tree, 't', "DIR", "kernel source tree"),
	OPTION_FLAG(objects, 0, "a line for each object too"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf cost",
	.synopsis = "-a ARCH -t DIR < SIZES",
	.summary =
		"Adds up, by the symbol each is there for, the objects of a built kernel as size(1) lists them.",
	.options = options,
	.options_anywhere = true,
};

/* What every kernel has is called "-". */
static const char *shown(const char *symbol)
{
	return *symbol ? symbol : "-";
}

/* A line of size(1): text, data, bss, their sum twice, and the object. */
static int take_size(const struct options *opts, const char *line, struct kbuild *kbuild,
                     struct kconf_costs *costs)
{
	unsigned long text, data, bss;
	const char *symbol;
	int at = 0;

	if (sscanf(line, " %lu %lu %lu %*u %*x %n", &text, &data, &bss, &at) != 3 || !line[at])
		return -1;
	symbol = kbuild_symbol(kbuild, line + at);
	if (symbol && opts->objects)
		printf("object %s %lu %lu %lu %s\n", shown(symbol), text, data, bss, line + at);
	return symbol && kconf_costs_add(costs, symbol, text, data, bss) == 0 ? 0 : 1;
}

static int take_sizes(const struct options *opts, struct kbuild *kbuild, struct kconf_costs *costs)
{
	char line[MAX_LINE];
	unsigned int number = 0;

	while (fgets(line, sizeof(line), stdin)) {
		char *end = strchr(line, '\n');
		int rc;

		number++;
		if (end)
			*end = '\0';
		if (strstr(line, "filename") || line[0] == '\0')
			continue;
		rc = end ? take_size(opts, line, kbuild, costs) : -1;
		if (rc < 0)
			fprintf(stderr, "kconf: standard input:%u: not a line of size(1)\n",
			        number);
		else if (rc > 0)
			fputs("kconf: out of memory\n", stderr);
		if (rc != 0)
			return HV_EXIT_FAILED;
	}
	return HV_EXIT_OK;
}

static int print(const struct kconf_costs *costs)
{
	const struct kconf_cost **sorted = kconf_costs_sorted(costs);

	if (!sorted)
		return HV_EXIT_FAILED;
	for (size_t i = 0; i < costs->n; i++)
		printf("symbol %s %lu %lu %lu %lu\n", shown(sorted[i]->name), sorted[i]->text,
		       sorted[i]->data, sorted[i]->bss, sorted[i]->objects);
	free(sorted);
	return fflush(stdout) == 0 ? HV_EXIT_OK : HV_EXIT_FAILED;
}

int kconf_cmd_cost(int argc, char **argv)
{
	struct options opts = { 0 };
	struct kconf_costs costs = { 0 };
	struct kbuild *kbuild;
	int rc, first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc || !opts.tree || !opts.arch) {
		fputs("kconf cost: --arch and --tree are needed, and nothing else\n", stderr);
		return HV_EXIT_USAGE;
	}
	kbuild = kbuild_new(opts.tree, opts.arch);
	rc = kbuild ? take_sizes(&opts, kbuild, &costs) : HV_EXIT_FAILED;
	if (rc == HV_EXIT_OK)
		rc = print(&costs);
	kconf_costs_done(&costs);
	kbuild_free(kbuild);
	return rc;
}
