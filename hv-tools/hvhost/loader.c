// SPDX-License-Identifier: GPL-2.0-only
#include "loader.h"
#include "acpi.h"
#include "io.h"
#include "kernel.h"
#include "platform.h"
#include "say.h"
#include <string.h>

/* The layout below 1 MiB. */
#define GDT_GPA         0x500ull
#define BOOT_PARAMS_GPA 0x7000ull
#define PAGE_TABLES_GPA 0x9000ull /* PML4, PDPT, four page directories */
#define CMDLINE_GPA     0x20000ull
#define LOW_RAM_END     0xa0000ull
#define RESET_VECTOR    0xffff0ull

#define PAGE             4096u
#define IDENTITY_MAP_GIB 4u
#define PAGE_PRESENT_RW  0x3ull
#define PAGE_HUGE        0x80ull
#define GIB              (1024ull * MIB)

#define CODE_INDEX 2
#define DATA_INDEX 3

int loader_check(const struct loader_files *files)
{
	AUTO_INPUT struct input initrd = { .fd = -1 };
	struct kernel kernel;
	int rc = kernel_open(&kernel, files->kernel);

	input_close(&kernel.file);
	if (rc < 0 || !files->initrd)
		return rc;
	return input_open(&initrd, "initrd", files->initrd);
}

static int load_kernel(const struct memory *memory, const char *path, struct kernel *k)
{
	int rc = kernel_open(k, path);

	if (rc == 0)
		rc = kernel_load(k, path, memory);
	input_close(&k->file);
	return rc;
}

/* As high in low memory as the kernel accepts, where the kernel being unpacked will not run over it. */
static int load_initrd(const struct memory *memory, const char *path, struct kernel *k)
{
	AUTO_INPUT struct input f = { .fd = -1 };
	struct setup_header *h = &k->header;
	uint64_t top = memory->regions[0].size, gpa;

	if (!path)
		return 0;
	if (input_open(&f, "initrd", path) < 0)
		return -1;
	if (top > (uint64_t)h->initrd_addr_max + 1)
		top = (uint64_t)h->initrd_addr_max + 1;
	if (f.size == 0)
		return fail("the initrd %s is empty", path);
	if (f.size > top || ((top - f.size) & ~(uint64_t)(PAGE - 1)) < k->end)
		return fail("too little memory for the initrd %s", path);
	gpa = (top - f.size) & ~(uint64_t)(PAGE - 1);
	if (hv_io_pread(f.fd, memory_at(memory, gpa, f.size), f.size, 0) < 0)
		return fail("cannot read %s", path);
	h->ramdisk_image = (uint32_t)gpa;
	h->ramdisk_size = (uint32_t)f.size;
	return 0;
}

static void add_e820(struct boot_params *bp, uint64_t start, uint64_t end, uint32_t type)
{
	bp->e820_table[bp->e820_entries++] = (struct boot_e820_entry){ start, end - start, type };
}

static void describe_memory(struct boot_params *bp, const struct memory *memory)
{
	enum { RAM = 1, RESERVED = 2 };

	add_e820(bp, 0, LOW_RAM_END, RAM);
	add_e820(bp, ACPI_RSDP_GPA, MIB, RESERVED);
	add_e820(bp, MIB, memory->regions[0].size, RAM);
	for (unsigned int i = 1; i < memory->count; i++)
		add_e820(bp, memory->regions[i].gpa,
		         memory->regions[i].gpa + memory->regions[i].size, RAM);
}

static int write_boot_params(const struct memory *memory, const char *cmdline,
                             struct setup_header *h)
{
	struct boot_params *bp = memory_at(memory, BOOT_PARAMS_GPA, sizeof(*bp));
	size_t len = strlen(cmdline);

	if (len > h->cmdline_size || CMDLINE_GPA + len >= LOW_RAM_END)
		return fail("the command line is too long: this kernel takes %u bytes",
		            h->cmdline_size);
	memcpy(memory_at(memory, CMDLINE_GPA, len + 1), cmdline, len + 1);
	memset(bp, 0, sizeof(*bp));
	h->type_of_loader = 0xff;
	h->loadflags |= LOADED_HIGH;
	h->cmd_line_ptr = (uint32_t)CMDLINE_GPA;
	bp->hdr = *h;
	bp->acpi_rsdp_addr = ACPI_RSDP_GPA;
	describe_memory(bp, memory);
	return 0;
}

static void write_page_tables(const struct memory *memory)
{
	uint64_t(*table)[512] = memory_at(memory, PAGE_TABLES_GPA, (2 + IDENTITY_MAP_GIB) * PAGE);
	uint64_t *pml4 = table[0], *pdpt = table[1], *directories = table[2];

	pml4[0] = (PAGE_TABLES_GPA + PAGE) | PAGE_PRESENT_RW;
	for (uint64_t i = 0; i < IDENTITY_MAP_GIB; i++)
		pdpt[i] = (PAGE_TABLES_GPA + (2 + i) * PAGE) | PAGE_PRESENT_RW;
	for (uint64_t i = 0; i < IDENTITY_MAP_GIB * 512; i++)
		directories[i] = i * 2 * MIB | PAGE_PRESENT_RW | PAGE_HUGE;
}

/* boot.rst, 64-bit protocol: __BOOT_CS is selector 0x10, flat and executable; __BOOT_DS is 0x18. */
static void write_gdt(const struct memory *memory)
{
	uint64_t *gdt = memory_at(memory, GDT_GPA, (DATA_INDEX + 1) * sizeof(*gdt));

	gdt[CODE_INDEX] = 0x00af9b000000ffffull;
	gdt[DATA_INDEX] = 0x00cf93000000ffffull;
}

/*
 * Without EFI, Linux reboots a hardware-reduced machine by a jump to the BIOS reset vector. There it
 * finds: mov dx, PM_RESET; mov al, 1; out dx, al; hlt.
 */
static void write_reset_vector(const struct memory *memory)
{
	static const uint8_t code[] = { 0xba, PM_RESET & 0xff, PM_RESET >> 8,
		                        0xb0, PM_RESET_VALUE,  0xee,
		                        0xf4 };

	memcpy(memory_at(memory, RESET_VECTOR, sizeof(code)), code, sizeof(code));
}

int loader_load(const struct memory *memory, const struct loader_files *files,
                struct loader_entry *ret_entry)
{
	struct kernel kernel;

	if (!memory_at(memory, 0, 2 * MIB))
		return fail("too little memory");
	if (load_kernel(memory, files->kernel, &kernel) < 0 ||
	    load_initrd(memory, files->initrd, &kernel) < 0 ||
	    write_boot_params(memory, files->cmdline, &kernel.header) < 0)
		return -1;
	write_page_tables(memory);
	write_gdt(memory);
	write_reset_vector(memory);
	*ret_entry = (struct loader_entry){
		.rip = kernel.entry,
		.boot_params = BOOT_PARAMS_GPA,
		.page_tables = PAGE_TABLES_GPA,
		.gdt = GDT_GPA,
		.gdt_limit = (DATA_INDEX + 1) * sizeof(uint64_t) - 1,
		.code_selector = CODE_INDEX * sizeof(uint64_t),
		.data_selector = DATA_INDEX * sizeof(uint64_t),
	};
	return 0;
}
