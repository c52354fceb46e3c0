// SPDX-License-Identifier: GPL-2.0-only
/* Loading a bzImage or a vmlinux: what is checked before anything is believed. Words go to stderr on purpose. */
#include "hvhost_fixture.h"
#include "loader.h"
#include "tap.h"
#include <asm/bootparam.h>
#include <elf.h>
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

/* A vmlinux that loads "text" at 16 MiB, and "data" at 17 MiB with as much again of zeros. */
static struct vmlinux {
	Elf64_Ehdr head;
	Elf64_Phdr parts[2];
	char text[4], data[4];
} vmlinux;

static void good_vmlinux(void)
{
	vmlinux = (struct vmlinux){
		.head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64 },
		          .e_type = ET_EXEC,
		          .e_machine = EM_X86_64,
		          .e_entry = LOAD + 2,
		          .e_phoff = offsetof(struct vmlinux, parts),
		          .e_phentsize = sizeof(Elf64_Phdr),
		          .e_phnum = 2 },
		.parts = { { .p_type = PT_LOAD,
		             .p_paddr = LOAD,
		             .p_offset = offsetof(struct vmlinux, text),
		             .p_filesz = 4,
		             .p_memsz = 4 },
		           { .p_type = PT_LOAD,
		             .p_paddr = LOAD + MIB,
		             .p_offset = offsetof(struct vmlinux, data),
		             .p_filesz = 4,
		             .p_memsz = 8 } },
		.text = "text",
		.data = "data",
	};
}

static int load_vmlinux(struct loader_entry *entry)
{
	write_file(kernel, &vmlinux, sizeof(vmlinux));
	return load(NULL, "quiet", entry);
}

static void loads_a_vmlinux(void)
{
	struct loader_entry e;
	struct boot_params *bp;

	start();
	good_vmlinux();
	is_int(load_vmlinux(&e), 0);
	is_int(e.rip, LOAD + 2);
	is_true(memcmp(memory_at(&fx.memory, LOAD, 4), "text", 4) == 0);
	is_true(memcmp(memory_at(&fx.memory, LOAD + MIB, 4), "data", 4) == 0);
	bp = memory_at(&fx.memory, e.boot_params, sizeof(*bp));
	is_int(bp->hdr.header, 0x53726448);
	is_string(memory_at(&fx.memory, bp->hdr.cmd_line_ptr, 6), "quiet");
	fixture_done(&fx);
}

/* One field at a time that makes no sense, at most as wide as it is. */
static void refuses_a_damaged_vmlinux(void)
{
	static const struct {
		size_t at, size;
		uint64_t value;
	} damage[] = {
#define DAMAGE(field, value) { offsetof(struct vmlinux, field), sizeof(vmlinux.field), value }
		DAMAGE(head.e_ident[EI_CLASS], ELFCLASS32),
		DAMAGE(head.e_machine, EM_AARCH64),
		DAMAGE(head.e_type, ET_REL),
		DAMAGE(head.e_entry, LOAD - 1),
		DAMAGE(head.e_entry, LOAD + MIB + 8),
		DAMAGE(head.e_phentsize, 32),
		DAMAGE(head.e_phnum, 0),
		DAMAGE(head.e_phnum, 3), /* the third is not in the file */
		DAMAGE(head.e_phnum, UINT16_MAX),
		DAMAGE(head.e_phoff, UINT64_MAX - 8),
		DAMAGE(parts[0].p_paddr, 0x1000), /* where the boot parameters are */
		DAMAGE(parts[1].p_paddr, UINT64_MAX - 2),
		DAMAGE(parts[1].p_paddr, RAM),
		DAMAGE(parts[1].p_offset, sizeof(vmlinux) - 2),
		DAMAGE(parts[1].p_offset, UINT64_MAX),
		DAMAGE(parts[1].p_filesz, 9), /* more than it has memory */
		DAMAGE(parts[1].p_memsz, RAM),
		DAMAGE(parts[1].p_memsz, UINT64_MAX),
#undef DAMAGE
	};
	struct loader_entry e;

	start();
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		good_vmlinux();
		memcpy((char *)&vmlinux + damage[i].at, &damage[i].value, damage[i].size);
		is_int(load_vmlinux(&e), -1);
	}
	good_vmlinux();
	is_int(load_vmlinux(&e), 0);
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
         TAP_CASE(loads_a_vmlinux), TAP_CASE(refuses_a_damaged_vmlinux), TAP_CASE(remove_files))
