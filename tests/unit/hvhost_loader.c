// SPDX-License-Identifier: GPL-2.0-only
/* Loading a bzImage: what is checked before anything is believed. Words go to stderr on purpose. */
#include "hvhost_fixture.h"
#include "loader.h"
#include "tap.h"
#include <asm/bootparam.h>
#include <unistd.h>

enum { RAM = 32 * 1024 * 1024, LOAD = 16 * 1024 * 1024, SETUP = 2 * 512, BODY = 4096 };

static struct fixture fx;
static char kernel[] = "/tmp/hvkit-kernel-XXXXXX", initrd[] = "/tmp/hvkit-initrd-XXXXXX";
static struct boot_params head;

static void write_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	is_true(f && fwrite(bytes, 1, len, f) == len);
	if (f)
		fclose(f);
}

/* A bzImage with one setup sector and a body of 4 KiB that begins with "body". */
static void good_header(void)
{
	memset(&head, 0, sizeof(head));
	head.hdr = (struct setup_header){ .setup_sects = 1,
		                          .syssize = BODY / 16,
		                          .boot_flag = 0xaa55,
		                          .header = 0x53726448,
		                          .version = 0x20f,
		                          .xloadflags = XLF_KERNEL_64,
		                          .cmdline_size = 255,
		                          .initrd_addr_max = 0x7fffffff,
		                          .pref_address = LOAD,
		                          .init_size = 65536 };
}

static void write_kernel(size_t body)
{
	static char image[SETUP + BODY];

	memcpy(image, &head, SETUP);
	memcpy(image + SETUP, "body", 4);
	write_file(kernel, image, SETUP + body);
}

static int load(const char *initrd_path, const char *cmdline, struct loader_entry *entry)
{
	struct loader_files files = { kernel, initrd_path, cmdline };

	return loader_load(&fx.memory, &files, entry);
}

static void start(void)
{
	fixture_init(&fx, RAM);
	good_header();
}

static void loads_where_the_kernel_wants_it(void)
{
	struct loader_entry e;
	struct boot_params *bp;

	start();
	write_kernel(BODY);
	write_file(initrd, "cpio", 4);
	is_int(load(initrd, "console=ttyS0", &e), 0);
	is_int(e.rip, LOAD + 0x200);
	is_true(memcmp(memory_at(&fx.memory, LOAD, 4), "body", 4) == 0);
	bp = memory_at(&fx.memory, e.boot_params, sizeof(*bp));
	is_string(memory_at(&fx.memory, bp->hdr.cmd_line_ptr, 14), "console=ttyS0");
	is_int(bp->hdr.ramdisk_size, 4);
	is_int(bp->hdr.ramdisk_image, RAM - 4096);
	is_int(bp->e820_entries, 3);
	fixture_done(&fx);
}

static void refuses_what_is_not_a_kernel(void)
{
	struct loader_entry e;

	start();
	write_file(kernel, "MZ", 2);
	is_int(load(NULL, "", &e), -1);
	head.hdr.header = 0;
	write_kernel(BODY);
	is_int(load(NULL, "", &e), -1);
	good_header();
	head.hdr.xloadflags = 0;
	write_kernel(BODY);
	is_int(load(NULL, "", &e), -1);
	fixture_done(&fx);
}

static void refuses_a_truncated_kernel(void)
{
	struct loader_entry e;

	start();
	write_kernel(BODY - 1);
	is_int(load(NULL, "", &e), -1);
	write_kernel(0);
	is_int(load(NULL, "", &e), -1);
	fixture_done(&fx);
}

static void refuses_what_memory_cannot_hold(void)
{
	struct loader_entry e;

	start();
	head.hdr.init_size = RAM - LOAD + 1;
	write_kernel(BODY);
	is_int(load(NULL, "", &e), -1);
	head.hdr.init_size = BODY - 16; /* smaller than what is loaded */
	write_kernel(BODY);
	is_int(load(NULL, "", &e), -1);
	head.hdr.init_size = RAM - LOAD; /* nothing left for an initrd */
	write_kernel(BODY);
	write_file(initrd, "cpio", 4);
	is_int(load(initrd, "", &e), -1);
	head.hdr.init_size = 65536;
	head.hdr.pref_address = UINT64_MAX - 4096;
	write_kernel(BODY);
	is_int(load(NULL, "", &e), -1);
	fixture_done(&fx);
}

static void refuses_long_words_and_empty_files(void)
{
	struct loader_entry e;
	char words[300];

	start();
	write_kernel(BODY);
	memset(words, 'x', sizeof(words));
	words[256] = '\0';
	is_int(load(NULL, words, &e), -1);
	words[255] = '\0';
	is_int(load(NULL, words, &e), 0);
	write_file(initrd, "", 0);
	is_int(load(initrd, "", &e), -1);
	is_int(load("/nonexistent", "", &e), -1);
	fixture_done(&fx);
}

static void make_files(void)
{
	is_true(mkstemp(kernel) >= 0 && mkstemp(initrd) >= 0);
}

static void remove_files(void)
{
	is_int(unlink(kernel) + unlink(initrd), 0);
}

TAP_MAIN(TAP_CASE(make_files), TAP_CASE(loads_where_the_kernel_wants_it),
         TAP_CASE(refuses_what_is_not_a_kernel), TAP_CASE(refuses_a_truncated_kernel),
         TAP_CASE(refuses_what_memory_cannot_hold), TAP_CASE(refuses_long_words_and_empty_files),
         TAP_CASE(remove_files))
