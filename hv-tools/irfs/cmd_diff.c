// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "json.h"
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 4200 };

struct options {
	bool json;
};

static const struct hv_option options[] = {
	OPTION_FLAG("json", json, 0, "as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs diff",
	.synopsis = "[--json] A B",
	.summary = "Says what two images differ in when unpacked (exit 3).",
	.options = options,
};

struct report {
	struct hv_json json;
	bool as_json, found;
};

static bool same_content(const struct image_file *a, const struct image_file *b)
{
	return S_ISDIR(a->mode) ||
	       (a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0));
}

static bool same_inode(const struct image_file *a, const struct image_file *b)
{
	return a->mode == b->mode && a->uid == b->uid && a->gid == b->gid &&
	       a->rdev_major == b->rdev_major && a->rdev_minor == b->rdev_minor;
}

static void print_only(char mark, const struct image_file *f)
{
	char path[PATH_ROOM];

	irfs_plain(f->path, strlen(f->path), path, sizeof(path));
	printf("%c %s (%zu bytes)\n", mark, path, f->size);
}

static void print_both(const struct image_file *a, const struct image_file *b)
{
	char path[PATH_ROOM];

	irfs_plain(a->path, strlen(a->path), path, sizeof(path));
	printf("~ %s:", path);
	if (!same_content(a, b))
		printf(" %zu bytes, then %zu", a->size, b->size);
	if (!same_inode(a, b))
		printf("%s mode %o of %u:%u, then %o of %u:%u", same_content(a, b) ? "" : ";",
		       a->mode, a->uid, a->gid, b->mode, b->uid, b->gid);
	putchar('\n');
}

static void tell_json(struct hv_json *json, const struct image_file *a, const struct image_file *b)
{
	hv_json_object(json, NULL);
	if (a)
		hv_json_string(json, "path", a->path);
	else if (b)
		hv_json_string(json, "path", b->path);
	hv_json_string(json, "change", !a ? "added" : b ? "changed" : "removed");
	if (a)
		hv_json_uint(json, "size_a", a->size);
	if (b)
		hv_json_uint(json, "size_b", b->size);
	hv_json_end_object(json);
}

/* @a or @b is NULL: only the other image has it. */
static void tell(struct report *r, const struct image_file *a, const struct image_file *b)
{
	r->found = true;
	if (r->as_json)
		tell_json(&r->json, a, b);
	else if (a && b)
		print_both(a, b);
	else if (a)
		print_only('-', a);
	else if (b)
		print_only('+', b);
}

/* Both are in order of paths. */
static void compare(struct report *r, const struct image *a, const struct image *b)
{
	size_t i = 0, j = 0;

	while (i < a->n_files || j < b->n_files) {
		const struct image_file *x = i < a->n_files ? &a->files[i] : NULL;
		const struct image_file *y = j < b->n_files ? &b->files[j] : NULL;
		const int order = !x ? 1 : !y ? -1 : strcmp(x->path, y->path);

		if (order != 0)
			tell(r, order < 0 ? x : NULL, order < 0 ? NULL : y);
		else if (!same_content(x, y) || !same_inode(x, y))
			tell(r, x, y);
		i += order <= 0;
		j += order >= 0;
	}
}

int irfs_cmd_diff(int argc, char **argv)
{
	struct options o = { 0 };
	AUTO_IMAGE struct image a = { 0 };
	AUTO_IMAGE struct image b = { 0 };
	struct report report = { 0 };
	struct fault fault;
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 2)
		return irfs_usage("diff", "two images are needed");
	if (image_read(&a, argv[first], &fault) < 0 || image_read(&b, argv[first + 1], &fault) < 0)
		return irfs_failed(&fault);
	report.as_json = o.json;
	hv_json_begin(&report.json, stdout, false);
	if (o.json) {
		hv_json_object(&report.json, NULL);
		hv_json_string(&report.json, "schema", "hvkit.irfs-diff/1");
		hv_json_array(&report.json, "changes");
	}
	compare(&report, &a, &b);
	if (o.json) {
		hv_json_end_array(&report.json);
		hv_json_end_object(&report.json);
	}
	return report.found ? HV_EXIT_FOUND : HV_EXIT_OK;
}
