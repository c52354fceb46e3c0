// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "sbom.h"
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *manifest;
};

static const struct hv_option options[] = {
	OPTION_STRING("manifest", manifest, 0, "FILE", "the image's (default IMAGE.manifest)"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs sbom",
	.synopsis = "[--manifest FILE] IMAGE",
	.summary = "Writes the image's bill of materials: SPDX 2.3, JSON.",
	.options = options,
};

static int sbom(const struct options *o, const char *path)
{
	AUTO_IMAGE struct image image = { 0 };
	AUTO_MANIFEST struct manifest manifest = { 0 };
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	unsigned long created = 0;
	char beside[PATH_MAX];
	struct fault fault;

	if (epoch && *epoch && hv_parse_uint(epoch, 0, UINT_MAX, &created) < 0)
		return irfs_usage("sbom", "SOURCE_DATE_EPOCH is '%s', no number of seconds", epoch);
	if (image_read(&image, path, &fault) < 0)
		return irfs_failed(&fault);
	snprintf(beside, sizeof(beside), "%s.manifest", path);
	if ((o->manifest || access(beside, F_OK) == 0) &&
	    manifest_read(&manifest, o->manifest ? o->manifest : beside, &fault) < 0)
		return irfs_failed(&fault);
	/* Files have the time the image was built for. */
	if (created == 0 && image.n_files > 0)
		created = image.files[0].mtime;
	if (sbom_write(&image, strrchr(path, '/') ? strrchr(path, '/') + 1 : path, &manifest,
	               (time_t)created, stdout) < 0 ||
	    fflush(stdout) != 0) {
		fputs("irfs: cannot write the bill of materials\n", stderr);
		return HV_EXIT_FAILED;
	}
	return HV_EXIT_OK;
}

int irfs_cmd_sbom(int argc, char **argv)
{
	struct options o = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 1)
		return irfs_usage("sbom", "one image at a time");
	return sbom(&o, argv[first]);
}
