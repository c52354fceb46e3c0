// SPDX-License-Identifier: GPL-2.0-only
/* Tables of changes from anyone, and a config carried by them, forth and back. */
#include "migrate.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void carry(struct kconf_change_table *table, struct kconf_release from,
                  struct kconf_release to)
{
	static const char text[] =
		"# Linux/x86 6.12.1 Kernel Configuration\nCONFIG_A=m\nCONFIG_B=y\n# CONFIG_C is not set\n"
		"CONFIG_D=5\nCONFIG_S=\"a\"\n";
	struct kconf_changes changes = { table, 1 };
	struct kconf_findings findings = { 0 };
	struct kconf_old_config old = { 0 };
	struct kconf_migration m = {
		.changes = &changes, .old = &old, .from = from, .to = to, .findings = &findings
	};
	char *copy = strdup(text), *out_text = NULL;
	size_t len;
	FILE *out = open_memstream(&out_text, &len);

	if (copy && out && kconf_old_config_parse("c", copy, strlen(copy), &findings, &old) == 0) {
		if (kconf_migrate(&m) == 0)
			kconf_old_config_write(&old, m.config, "7.3", kconf_migration_anchor, &m,
			                       out);
		kconf_migration_done(&m);
		kconf_old_config_done(&old);
	}
	if (out)
		fclose(out);
	free(out_text);
	kconf_findings_done(&findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kconf_release old = { 6, 12, 1 }, new = { 7, 3, KCONF_NEWEST_POINT };
	struct kconf_findings findings = { 0 };
	struct kconf_change_table table = { 0 };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kconf_change_table_parse("fuzz", text, size, &findings, &table) == 0 &&
	    findings.n == 0) {
		carry(&table, old, new);
		carry(&table, new, old);
	}
	kconf_change_table_done(&table);
	kconf_findings_done(&findings);
	free(text);
	return 0;
}
