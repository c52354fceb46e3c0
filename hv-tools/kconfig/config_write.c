// SPDX-License-Identifier: GPL-2.0-only
#include "config_write.h"
#include "auto.h"
#include <errno.h>

static void write_settings(const struct kconf_config *config, FILE *out)
{
	for (size_t i = 0; i < config->n; i++) {
		const struct kconf_setting *s = config->items[i];

		fprintf(out, s->kind == KCONF_NO ? "# CONFIG_%s is not set\n" : "CONFIG_%s=%s\n",
		        s->symbol, s->value);
	}
}

int kconf_config_write(const struct kconf_config *config, const char *path)
{
	AUTO_FREE char *temporary = NULL;
	FILE *out;
	int failed;

	if (asprintf(&temporary, "%s.tmp", path) < 0)
		return -ENOMEM;
	out = fopen(temporary, "we");
	if (!out)
		return -errno;
	write_settings(config, out);
	failed = ferror(out);
	if (fclose(out) == 0 && !failed && rename(temporary, path) == 0)
		return 0;
	failed = errno ? errno : EIO;
	unlink(temporary);
	return -failed;
}
