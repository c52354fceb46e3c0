// SPDX-License-Identifier: GPL-2.0-only
#include "bootstat/boot.h"
#include "bootstat/events.h"
#include "bootstat/image.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static struct boot boot;

static int add(const char *name, uint64_t at)
{
	return boot_add_stage(&boot, (struct text){ name, strlen(name) }, at);
}

static void keeps_stages_in_order_and_once(void)
{
	boot = (struct boot){ 0 };
	is_int(add("init", 20), 0);
	is_int(add("kernel", 10), 0);
	is_int(add("init", 5), 0);
	is_int(boot.n_stages, 2);
	is_string(boot.stages[0].name, "kernel");
	is_int(boot.stages[1].at, 20);
}

static void refuses_moments_that_json_cannot_hold(void)
{
	boot = (struct boot){ 0 };
	is_int(add("init", 1ULL << 63), -ERANGE);
	is_int(add("init", INT64_MAX), 0);
}

static void refuses_names_that_are_none(void)
{
	boot = (struct boot){ 0 };
	is_int(add("", 1), -EINVAL);
	is_int(add("sixteen-letters-", 1), -EINVAL);
	is_int(add("a b", 1), -EINVAL);
	is_int(boot_add_stage(&boot, (struct text){ "a\0b", 3 }, 1), -EINVAL);
	is_int(add("fifteen-letters", 1), 0);
}

static int events(const char *text, unsigned int *line)
{
	boot = (struct boot){ .unit = BOOT_NS };
	return events_parse(text, strlen(text), &boot, line);
}

static void reads_marks_among_events(void)
{
	unsigned int line = 0;

	is_int(events("{\"event\":\"start\"}\n\n{\"event\":\"mark\",\"name\":\"init\",\"at_ns\":7}\n",
	              &line),
	       0);
	is_int(boot.n_stages, 1);
	is_int(boot.stages[0].at, 7);
	is_int(events("{\"event\":\"start\"}\n{\"event\":\"mark\",\"name\":\"init\",\"at_instructions\":7}",
	              &line),
	       -EBADMSG);
	is_int(line, 2);
	is_int(events("{\"event\":\"mark\",\"name\":\"init\",\"at_ns\":-7}", &line), -EBADMSG);
	is_int(events("{\"event\":\"mark\",\"name\":7,\"at_ns\":7}", &line), -EBADMSG);
	is_int(events("[]", &line), -EBADMSG);
	is_int(events("{", &line), -EBADMSG);
}

static void reads_back_what_it_writes(void)
{
	struct boot again;
	char path[] = "/tmp/bootstat.XXXXXX", why[160];
	FILE *f = fdopen(mkstemp(path), "w");

	boot = (struct boot){ .target = "m",
		              .mode = "icount",
		              .unit = BOOT_INSTRUCTIONS,
		              .cpus = 3,
		              .cmdline = "a=\"b c\"",
		              .result = "poweroff",
		              .memory_used_kib = 99 };
	add("init", 5);
	boot_write(&boot, f);
	fclose(f);
	is_int(boot_read(path, &again, why, sizeof(why)), 0);
	is_true(memcmp(&boot, &again, sizeof(boot)) == 0);
	is_int(truncate(path, 40), 0);
	is_int(boot_read(path, &again, why, sizeof(why)), -EBADMSG);
	unlink(path);
	is_int(boot_read(path, &again, why, sizeof(why)), -ENOENT);
}

static void finds_the_release_of_an_image(void)
{
	unsigned char image[0x300] = { 0 };
	char release[16];

	is_int(image_release(image, sizeof(image), release, sizeof(release)), -EBADMSG);
	memcpy(image + 0x202, "HdrS", 4);
	is_int(image_release(image, sizeof(image), release, sizeof(release)), -EBADMSG);
	image[0x20e] = 0x80;
	memcpy(image + 0x280, "6.12.1-x (me)", 13);
	is_int(image_release(image, sizeof(image), release, sizeof(release)), 0);
	is_string(release, "6.12.1-x");
	is_int(image_release(image, 0x281, release, sizeof(release)), 0);
	is_string(release, "6");
	image[0x20f] = 0xff;
	is_int(image_release(image, sizeof(image), release, sizeof(release)), -EBADMSG);
	is_int(image_release(image, 0x20f, release, sizeof(release)), -EBADMSG);
}

static void finds_the_release_of_an_arm64_image(void)
{
	unsigned char image[0x100] = { 0 };
	char release[16];

	memcpy(image + 0x38, "ARM\x64", 4);
	is_int(image_release(image, sizeof(image), release, sizeof(release)), -EBADMSG);
	memcpy(image + 0x80, "Linux version 6.12.1-x (me)", 27);
	is_int(image_release(image, sizeof(image), release, sizeof(release)), 0);
	is_string(release, "6.12.1-x");
	is_int(image_release(image, 0x8e, release, sizeof(release)), -EBADMSG);
	image[0x38] = 'B';
	is_int(image_release(image, sizeof(image), release, sizeof(release)), -EBADMSG);
}

TAP_MAIN(TAP_CASE(keeps_stages_in_order_and_once), TAP_CASE(refuses_names_that_are_none),
         TAP_CASE(refuses_moments_that_json_cannot_hold), TAP_CASE(reads_marks_among_events),
         TAP_CASE(reads_back_what_it_writes), TAP_CASE(finds_the_release_of_an_image),
         TAP_CASE(finds_the_release_of_an_arm64_image))
