// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cli.h"
#include "command.h"
#include "diagnosis.h"
#include "file.h"
#include "json.h"
#include <errno.h>
#include <string.h>

enum { MAX_LOG = 64 * 1024 * 1024 };

struct options {
	bool json;
};

static const struct hv_option options[] = {
	{ "json", 0, HV_OPTION_FLAG, NULL, "an object of hvkit.explanation/1 in place of words",
	  offsetof(struct options, json), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "bootstat explain",
	.synopsis = "[OPTION]... LOG",
	.summary = "Tell from the log of a serial console why a boot failed, and what to do.",
	.options = options,
};

static void write_failure(const struct init_failure *f, struct hv_json *j)
{
	const struct {
		const char *key, *value;
	} parts[] = {
		{ "stage", f->stage },         { "what", f->what },         { "why", f->why },
		{ "seen", f->seen },           { "nodriver", f->nodriver }, { "module", f->module },
		{ "waited_ms", f->waited_ms },
	};

	hv_json_object(j, "failure");
	hv_json_uint(j, "errno", f->error);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i].value[0])
			hv_json_string(j, parts[i].key, parts[i].value);
	hv_json_end_object(j);
}

static void write_json(const struct diagnosis *d)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.explanation/1");
	hv_json_bool(&j, "booted", d->booted);
	hv_json_array(&j, "findings");
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];

		hv_json_object(&j, NULL);
		hv_json_uint(&j, "line", f->line);
		hv_json_string(&j, "code", f->cause->code);
		hv_json_string(&j, "text", f->text);
		hv_json_string(&j, "meaning", f->cause->meaning);
		hv_json_string(&j, "advice", f->cause->advice);
		if (f->by_init)
			write_failure(&f->failure, &j);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}

static void write_words(const struct diagnosis *d, const char *path)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];

		printf("%s%s:%llu: %s\n", i ? "\n" : "", path, (unsigned long long)f->line,
		       f->text);
		printf("    %s", f->cause->meaning);
		if (f->by_init && f->failure.error > 0)
			printf(" (%s)", strerror((int)(f->failure.error & 4095)));
		printf(".\n    To do: %s.\n", f->cause->advice);
	}
	if (d->n > 0 && d->booted)
		printf("\nIt came up all the same.\n");
	if (d->n == 0)
		printf("%s: nothing that is known to go wrong%s.\n", path,
		       d->booted ? "; it came up" : ", nor that it came up");
}

int explain_command(int argc, char **argv)
{
	static struct diagnosis diagnosis;
	struct options o = { .json = false };
	const int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 1) {
		fprintf(stderr, "bootstat explain: name one log; see --help\n");
		return HV_EXIT_USAGE;
	}
	rc = hv_file_read(argv[first], MAX_LOG, &text, &len);
	if (rc < 0) {
		fprintf(stderr, "bootstat explain: %s: %s\n", argv[first], strerror(-rc));
		return HV_EXIT_FAILED;
	}
	diagnose(text, len, &diagnosis);
	if (o.json)
		write_json(&diagnosis);
	else
		write_words(&diagnosis, argv[first]);
	return diagnosis.n > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
}
