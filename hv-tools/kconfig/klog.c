// SPDX-License-Identifier: GPL-2.0-only
#include "klog.h"
#include <stdlib.h>
#include <string.h>

#define UNMET "WARNING: unmet direct dependencies detected for "

static bool is_known(const struct kconf_findings *findings, const char *symbol)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].symbol && strcmp(findings->items[i].symbol, symbol) == 0)
			return true;
	return false;
}

/* "PATH:LINE:warning: text". The text, and the setting that stands in that line; NULL when it is none. */
static const char *parse_warning(const char *line, const char *merged,
                                 const struct kconf_config *asked,
                                 const struct kconf_setting **ret_setting)
{
	static const char mark[] = ":warning: ";
	size_t n = strlen(merged);
	unsigned long number;
	char *end;

	if (strncmp(line, merged, n) != 0 || line[n] != ':')
		return NULL;
	number = strtoul(line + n + 1, &end, 10);
	if (number == 0 || number > asked->n || strncmp(end, mark, strlen(mark)) != 0)
		return NULL;
	*ret_setting = asked->items[number - 1];
	return end + strlen(mark);
}

/* The indented lines below an "unmet direct dependencies" become its notes. */
static void translate_unmet(const char *symbol, char **log, const struct kconf_config *asked,
                            struct kconf_findings *findings)
{
	const struct kconf_setting *s = kconf_config_find(asked, symbol);

	kconf_finding_add(findings, KCONF_KERNEL, s ? s->file : "Kconfig", s ? s->line : 0, symbol,
	                  "selected although its dependencies are not met");
	while (*log && **log == ' ')
		kconf_finding_note(findings, "%s", strsep(log, "\n") + 2);
}

unsigned int kconf_klog_translate(char *log, const char *merged, const struct kconf_config *asked,
                                  struct kconf_findings *findings)
{
	const struct kconf_setting *setting;
	unsigned int warnings = 0;
	char *line;

	while ((line = strsep(&log, "\n"))) {
		const char *text = parse_warning(line, merged, asked, &setting);

		if (text && !is_known(findings, setting->symbol))
			kconf_finding_add(findings, KCONF_KERNEL, setting->file, setting->line,
			                  setting->symbol, "%s", text);
		if (strncmp(line, UNMET, strlen(UNMET)) == 0)
			translate_unmet(line + strlen(UNMET), &log, asked, findings);
		else if (!text)
			continue;
		warnings++;
	}
	return warnings;
}
