// SPDX-License-Identifier: GPL-2.0-only
/* Kconfig files of a foreign tree: read them, look up what they may or may not define, and ask why it is not on. */
#include "why.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char top[] = "/tmp/hvkit-fuzz-XXXXXX", file[64];

static void remove_top(void)
{
	unlink(file);
	rmdir(top);
}

static void hear(void *ctx, unsigned int depth, const char *symbol, const char *text)
{
	if (!symbol || !text || depth > KCONF_MAX_DEPTH)
		abort();
}

/* Of the first symbols, with all off but MODULES, and with nothing known. */
static void ask(const struct kconf_tree *tree)
{
	static const char modules[] = "CONFIG_MODULES=y\n";
	const struct kconf_teller teller = { hear, NULL };
	struct kconf_findings findings = { 0 };
	struct kconf_config *config = kconf_config_new();
	const struct kconf_env known = { tree, config }, open = { tree, NULL };
	struct kconf_limits limits;

	if (config)
		kconf_config_parse(config, "fuzz", modules, sizeof(modules) - 1, NULL, &findings);
	for (size_t i = 0; config && i < tree->n && i < 8; i++) {
		const char *symbol = tree->items[i]->symbol;

		kconf_limits(&open, symbol, &limits);
		kconf_limits(&known, symbol, &limits);
		kconf_why_not(&known, symbol, KCONF_Y, &teller);
		kconf_why_not(&known, symbol, KCONF_N, &teller);
	}
	kconf_findings_done(&findings);
	kconf_config_free(config);
}

static void make_top(void)
{
	if (file[0])
		return;
	if (!mkdtemp(top))
		abort();
	snprintf(file, sizeof(file), "%s/Kconfig", top);
	atexit(remove_top);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_tree *tree;
	FILE *f;

	make_top();
	f = fopen(file, "w");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	if (kconf_tree_read(top, "x86_64", &tree) < 0)
		return 0;
	kconf_tree_find(tree, "HYPERV", NULL);
	kconf_tree_nearest(tree, "HYPREV");
	kconf_tree_type(tree, "HYPERV");
	ask(tree);
	kconf_tree_free(tree);
	return 0;
}
