// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "auto.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

int irfs_failed(const struct fault *fault)
{
	fprintf(stderr, "irfs: %s\n", fault->text);
	return HV_EXIT_FAILED;
}

int irfs_usage(const char *command, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "irfs %s: ", command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, " (see irfs %s --help)\n", command);
	return HV_EXIT_USAGE;
}

const char *irfs_plain(const char *text, size_t len, char *out, size_t size)
{
	size_t n = 0;

	for (; n < len && n + 1 < size; n++)
		out[n] = iscntrl((unsigned char)text[n]) ? '?' : text[n];
	out[n] = '\0';
	return out;
}

bool irfs_release(const struct image *image, char *release, size_t size)
{
	static const char *const folders[] = { "lib/modules/", "usr/lib/modules/" };
	bool found = false;

	for (size_t i = 0; i < image->n_files; i++)
		for (size_t j = 0; j < ARRAY_SIZE(folders); j++) {
			const char *path = image->files[i].path, *rest = path + strlen(folders[j]);
			const size_t len = strncmp(path, folders[j], strlen(folders[j])) == 0
			                           ? strcspn(rest, "/")
			                           : 0;

			if (len == 0 || len >= size || rest[len] != '/' ||
			    (found && strcmp(rest + len, "/modules.dep") != 0))
				continue;
			snprintf(release, size, "%.*s", (int)len, rest);
			found = true;
		}
	return found;
}
