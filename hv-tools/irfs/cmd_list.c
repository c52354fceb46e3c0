// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "json.h"
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 4200 };

struct options {
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTION_FLAG("json", json, 0, "as one JSON object"),
	OPTION_FLAG("verbose", verbose, 'v', "mode, owner, size; and the archives it is made of"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs list",
	.synopsis = "[--json] [-v] IMAGE",
	.summary = "Lists what the kernel would unpack, in order of paths.",
	.options = options,
};

static const struct hv_option no_options[] = { { 0 } };

static const struct hv_cli cat_cli = {
	.name = "irfs cat",
	.synopsis = "IMAGE FILE",
	.summary = "Writes the content of a file of an image.",
	.options = no_options,
};

static void mode_text(uint32_t mode, char *text)
{
	static const char letters[] = "rwxrwxrwx";

	text[0] = S_ISDIR(mode)   ? 'd'
	          : S_ISLNK(mode) ? 'l'
	          : S_ISCHR(mode) ? 'c'
	          : S_ISBLK(mode) ? 'b'
	                          : '-';
	for (unsigned int i = 0; i < 9; i++)
		text[1 + i] = mode & (0400U >> i) ? letters[i] : '-';
	text[10] = '\0';
}

static void print_file(const struct image_file *f, bool verbose)
{
	char path[PATH_ROOM], target[PATH_ROOM], mode[11];

	irfs_plain(f->path, strlen(f->path), path, sizeof(path));
	if (!verbose) {
		puts(path);
		return;
	}
	mode_text(f->mode, mode);
	printf("%s %u:%u %10zu %s", mode, f->uid, f->gid, S_ISREG(f->mode) ? f->size : 0, path);
	if (S_ISLNK(f->mode))
		printf(" -> %s", irfs_plain(f->data, f->size, target, sizeof(target)));
	if (S_ISCHR(f->mode) || S_ISBLK(f->mode))
		printf(" %u:%u", f->rdev_major, f->rdev_minor);
	putchar('\n');
}

static void print_members(const struct image *image)
{
	for (size_t i = 0; i < image->n_members; i++) {
		const struct image_member *m = &image->members[i];

		printf("# archive at byte %zu: %s, %zu bytes, %zu unpacked\n", m->offset,
		       m->codec ? m->codec->name : "none", m->size, m->unpacked);
	}
}

static void json_file(struct hv_json *j, const struct image_file *f)
{
	char mode[11];

	mode_text(f->mode, mode);
	hv_json_object(j, NULL);
	hv_json_string(j, "path", f->path);
	hv_json_string(j, "mode", mode);
	hv_json_uint(j, "uid", f->uid);
	hv_json_uint(j, "gid", f->gid);
	hv_json_uint(j, "size", f->size);
	hv_json_uint(j, "mtime", f->mtime);
	if (S_ISLNK(f->mode))
		hv_json_string_n(j, "target", f->data, f->size);
	hv_json_uint(j, "archive", f->member);
	hv_json_end_object(j);
}

static void print_json(const struct image *image)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.irfs-list/1");
	hv_json_array(&j, "archives");
	for (size_t i = 0; i < image->n_members; i++) {
		const struct image_member *m = &image->members[i];

		hv_json_object(&j, NULL);
		hv_json_string(&j, "compression", m->codec ? m->codec->name : "none");
		hv_json_uint(&j, "offset", m->offset);
		hv_json_uint(&j, "bytes", m->size);
		hv_json_uint(&j, "unpacked_bytes", m->unpacked);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_array(&j, "files");
	for (size_t i = 0; i < image->n_files; i++)
		json_file(&j, &image->files[i]);
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}

int irfs_cmd_list(int argc, char **argv)
{
	struct options o = { 0 };
	AUTO_IMAGE struct image image = { 0 };
	struct fault fault;
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 1)
		return irfs_usage("list", "one image at a time");
	if (image_read(&image, argv[first], &fault) < 0)
		return irfs_failed(&fault);
	if (o.json) {
		print_json(&image);
		return HV_EXIT_OK;
	}
	if (o.verbose)
		print_members(&image);
	for (size_t i = 0; i < image.n_files; i++)
		print_file(&image.files[i], o.verbose);
	return HV_EXIT_OK;
}

int irfs_cmd_cat(int argc, char **argv)
{
	AUTO_IMAGE struct image image = { 0 };
	const struct image_file *file;
	struct fault fault;
	int first = hv_cli_parse(&cat_cli, argc, argv, NULL, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 2)
		return irfs_usage("cat", "an image and a file of it are needed");
	if (image_read(&image, argv[first], &fault) < 0)
		return irfs_failed(&fault);
	file = image_resolve(&image, argv[first + 1]);
	if (!file || !S_ISREG(file->mode)) {
		fprintf(stderr, "irfs: %s: no file %s in it\n", argv[first], argv[first + 1]);
		return HV_EXIT_FAILED;
	}
	if (fwrite(file->data, 1, file->size, stdout) != file->size || fflush(stdout) != 0) {
		perror("irfs");
		return HV_EXIT_FAILED;
	}
	return HV_EXIT_OK;
}
