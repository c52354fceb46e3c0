// SPDX-License-Identifier: GPL-2.0-only
/* bootstat record: the files that a boot left behind become one JSON record on stdout. */
#include "auto.h"
#include "boot.h"
#include "cli.h"
#include "command.h"
#include "console.h"
#include "events.h"
#include "file.h"
#include "image.h"
#include "marks.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* A console that floods and a guest that marks in a loop are no reason to run out of memory. */
enum { MAX_CONSOLE = 64 << 20, MAX_MARKS = 1 << 20, MAX_EVENTS = 64 << 20, MAX_IMAGE = 512 << 20 };

struct record_options {
	const char *target, *mode, *unit, *cmdline, *result;
	const char *kernel, *initrd, *console, *marks, *events;
	unsigned long memory_mib, cpus;
	bool verbose;
};

#define OPT(field) offsetof(struct record_options, field)
static const struct hv_option options[] = {
	{ "target", 't', HV_OPTION_STRING, "NAME", "what was booted", OPT(target), 0, 0 },
	{ "mode", 'm', HV_OPTION_STRING, "NAME", "how: tcg, icount, hyperv", OPT(mode), 0, 0 },
	{ "unit", 'u', HV_OPTION_STRING, "UNIT", "instructions or ns (default)", OPT(unit), 0, 0 },
	{ "kernel", 'k', HV_OPTION_STRING, "FILE", "for its size and release", OPT(kernel), 0, 0 },
	{ "initrd", 'i', HV_OPTION_STRING, "FILE", "for its size", OPT(initrd), 0, 0 },
	{ "cmdline", 'l', HV_OPTION_STRING, "TEXT", "the command line", OPT(cmdline), 0, 0 },
	{ "memory", 0, HV_OPTION_UINT, "MIB", "the machine's memory", OPT(memory_mib), 1,
	  1UL << 30 },
	{ "cpus", 0, HV_OPTION_UINT, "N", "its processors", OPT(cpus), 1, 1 << 16 },
	{ "console", 'c', HV_OPTION_STRING, "FILE", "the console's log", OPT(console), 0, 0 },
	{ "marks", 0, HV_OPTION_STRING, "FILE", "what was written to port 0xe9", OPT(marks), 0, 0 },
	{ "events", 'e', HV_OPTION_STRING, "FILE", "the watcher's JSON lines", OPT(events), 0, 0 },
	{ "result", 'r', HV_OPTION_STRING, "WORD", "how it ended, unless it was a panic",
	  OPT(result), 0, 0 },
	{ "verbose", 'v', HV_OPTION_FLAG, NULL, "say on standard error what each source gave",
	  OPT(verbose), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "bootstat record",
	.synopsis = "[OPTION]...",
	.summary =
		"Write one hvkit.boot/1 record. Exit code 3: the guest did not end as it was asked to.",
	.options = options,
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "bootstat: %s: %s\n", path, strerror(-rc));
	return rc;
}

/* The length is 0 and the data NULL when there is no such file to read. */
static int read_optional(const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	const int rc = path ? hv_file_read(path, max, ret_data, ret_len) : 0;

	return rc < 0 ? complain(path, rc) : 0;
}

/* A text option into its place in the record. Cutting it would make a record of another boot. */
static int set_text(char *field, size_t size, const char *option, const char *value)
{
	if (!value)
		return 0;
	if (strlen(value) >= size) {
		fprintf(stderr, "bootstat: --%s is longer than %zu bytes\n", option, size - 1);
		return -E2BIG;
	}
	memcpy(field, value, strlen(value) + 1);
	return 0;
}

static int take_images(const struct record_options *o, struct boot *boot)
{
	AUTO_FREE char *kernel = NULL, *initrd = NULL;
	size_t kernel_len = 0, initrd_len = 0;
	int rc = read_optional(o->kernel, MAX_IMAGE, &kernel, &kernel_len);

	if (rc == 0)
		rc = read_optional(o->initrd, MAX_IMAGE, &initrd, &initrd_len);
	boot->image_bytes = kernel_len;
	boot->initrd_bytes = initrd_len;
	/* Not every image names its release; the console may. */
	if (kernel_len > 0)
		image_release((unsigned char *)kernel, kernel_len, boot->kernel_release,
		              sizeof(boot->kernel_release));
	return rc;
}

static void add_stages(struct boot *boot, const struct boot *from)
{
	for (size_t i = 0; i < from->n_stages; i++) {
		const char *name = from->stages[i].name;

		boot_add_stage(boot, (struct text){ name, strlen(name) }, from->stages[i].at);
	}
}

static int take_events(const struct record_options *o, struct boot *boot)
{
	AUTO_FREE char *text = NULL;
	unsigned int line = 0;
	size_t len = 0;
	int rc = read_optional(o->events, MAX_EVENTS, &text, &len);

	if (rc < 0)
		return rc;
	rc = events_parse(text, len, boot, &line);
	if (rc < 0)
		fprintf(stderr, "bootstat: %s:%u: not an event with a moment in %s\n", o->events,
		        line, boot->unit);
	return rc;
}

/* Marks hold the guest's TSC, which counts the record's unit only when that is instructions. */
static int take_marks(const struct record_options *o, struct boot *boot)
{
	AUTO_FREE char *data = NULL;
	size_t len = 0;
	const bool counts = strcmp(boot->unit, BOOT_INSTRUCTIONS) == 0;
	const int rc = read_optional(counts ? o->marks : NULL, MAX_MARKS, &data, &len);
	struct marks marks = { (unsigned char *)data, len, 0 };
	struct mark mark;

	while (rc == 0 && marks_next(&marks, &mark))
		boot_add_stage(boot, (struct text){ mark.name, strlen(mark.name) }, mark.ticks);
	return rc;
}

/*
 * A panic is one whatever the watcher saw; otherwise the watcher knows better: a kernel that says "Power
 * down" and runs on has not ended.
 */
static void take_result(struct boot *boot, const char *console)
{
	const bool panic = console && strcmp(console, "panic") == 0;

	if (panic || boot->result[0] == '\0')
		snprintf(boot->result, sizeof(boot->result), "%s", console ? console : "unknown");
}

/* The console is the last to be asked: its marks cost the kernel's printing, its clock starts late. */
static int take_console(const struct record_options *o, struct boot *boot)
{
	const bool counts = strcmp(boot->unit, BOOT_INSTRUCTIONS) == 0;
	AUTO_FREE char *text = NULL;
	struct console console;
	size_t len = 0;
	const int rc = read_optional(o->console, MAX_CONSOLE, &text, &len);

	if (rc < 0)
		return rc;
	console_parse(text, len, &console);
	if (counts || boot->n_stages == 0)
		add_stages(boot, counts ? &console.marks : &console.steps);
	if (boot->kernel_release[0] == '\0')
		memcpy(boot->kernel_release, console.kernel_release, sizeof(boot->kernel_release));
	take_result(boot, console.result);
	memcpy(boot->failure, console.failure, sizeof(boot->failure));
	if (console.free_kib > 0 && console.free_kib < boot->memory_mib * 1024)
		boot->memory_used_kib = boot->memory_mib * 1024 - console.free_kib;
	return 0;
}

static int take_options(const struct record_options *o, struct boot *boot)
{
	const struct {
		char *field;
		size_t size;
		const char *option, *value;
	} texts[] = {
		{ boot->target, sizeof(boot->target), "target", o->target },
		{ boot->mode, sizeof(boot->mode), "mode", o->mode },
		{ boot->unit, sizeof(boot->unit), "unit", o->unit },
		{ boot->cmdline, sizeof(boot->cmdline), "cmdline", o->cmdline },
		{ boot->result, sizeof(boot->result), "result", o->result },
	};

	boot->memory_mib = o->memory_mib;
	boot->cpus = o->cpus;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (set_text(texts[i].field, texts[i].size, texts[i].option, texts[i].value) < 0)
			return -E2BIG;
	if (strcmp(boot->unit, BOOT_NS) == 0 || strcmp(boot->unit, BOOT_INSTRUCTIONS) == 0)
		return 0;
	fprintf(stderr, "bootstat: --unit is instructions or ns, not '%s'\n", boot->unit);
	return -EINVAL;
}

int record_command(int argc, char **argv)
{
	struct record_options o = { .unit = BOOT_NS, .memory_mib = 256, .cpus = 1 };
	static const struct {
		const char *name;
		int (*take)(const struct record_options *o, struct boot *boot);
	} sources[] = {
		{ "images", take_images },
		{ "events", take_events },
		{ "marks", take_marks },
		{ "console", take_console },
	};
	struct boot boot = { 0 };
	const int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first == HV_CLI_DONE)
		return HV_EXIT_OK;
	if (first >= 0 && first != argc)
		fprintf(stderr, "bootstat: record takes options only, not '%s'\n", argv[first]);
	if (first != argc || take_options(&o, &boot) < 0)
		return HV_EXIT_USAGE;
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		if (sources[i].take(&o, &boot) < 0)
			return HV_EXIT_FAILED;
		if (o.verbose)
			fprintf(stderr, "bootstat: %zu stages known after the %s\n", boot.n_stages,
			        sources[i].name);
	}
	boot_write(&boot, stdout);
	return boot_ended_well(&boot) ? HV_EXIT_OK : HV_EXIT_FOUND;
}
