// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONFIG_MAX = 4 << 20 };

/* Behind "symbol=" at the beginning of a line, or NULL. */
static const char *value_of(const struct config *config, const char *symbol)
{
	const size_t len = strlen(symbol);

	for (const char *line = config->text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, symbol, len) == 0 && line[len] == '=')
			return line + len + 1;
	}
	return NULL;
}

int config_read(struct config *config, const char *path, struct fault *fault)
{
	int rc = hv_file_read(path, CONFIG_MAX, &config->text, &config->len);

	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", path,
		                 rc == -EINVAL ? "not a regular file" : strerror(-rc));
	if (!strstr(config->text, "CONFIG_"))
		return fault_set(fault, -EINVAL, "%s: no kernel config: it sets nothing", path);
	return 0;
}

void config_done(struct config *config)
{
	free(config->text);
	*config = (struct config){ 0 };
}

char config_state(const struct config *config, const char *symbol)
{
	const char *value = value_of(config, symbol);

	if (!value || (value[1] != '\n' && value[1] != '\0'))
		return 'n';
	return *value == 'y' || *value == 'm' ? *value : 'n';
}
