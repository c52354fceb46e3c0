// SPDX-License-Identifier: GPL-2.0-only
#include "loader.h"
#include "acpi.h"
#include "auto.h"
#include "platform.h"
#include "say.h"
#include <asm/bootparam.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

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

#define MIN_PROTOCOL 0x020c /* first with xloadflags, boot.rst */
#define CODE_INDEX   2
#define DATA_INDEX   3

struct file {
	int fd;
	uint64_t size;
};

static void file_close(const struct file *f)
{
	hv_auto_close(&f->fd);
}
#define AUTO_FILE __attribute__((cleanup(file_close)))

static int file_open(struct file *f, const char *what, const char *path)
{
	struct stat st;

	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return fail_errno("cannot open the %s %s", what, path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return fail("the %s %s is not a file", what, path);
	f->size = (uint64_t)lseek(f->fd, 0, SEEK_END); /* of a block device, too */
	return 0;
}

/* Read exactly @len bytes at @offset; a file that ends early has shrunk under us or lied in its header. */
static int file_read(const struct file *f, void *to, uint64_t len, uint64_t offset)
{
	uint8_t *p = to;

	while (len > 0) {
		ssize_t n = pread(f->fd, p, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= (uint64_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

static int read_header(const struct file *f, const char *path, struct setup_header *h)
{
	static const char magic[] = "HdrS";

	if (file_read(f, h, sizeof(*h), offsetof(struct boot_params, hdr)) < 0)
		return fail("%s is too short for a bzImage", path);
	if (memcmp(&h->header, magic, 4) != 0)
		return fail("%s is not a bzImage: no HdrS at 0x202", path);
	if (h->version < MIN_PROTOCOL || !(h->xloadflags & XLF_KERNEL_64))
		return fail("%s has no 64-bit entry (boot protocol %#x)", path, h->version);
	return 0;
}

/* Open and check the kernel. @ret_start and @ret_size: where in the file its protected mode part lies. */
static int open_kernel(struct file *f, const char *path, struct setup_header *h,
                       uint64_t *ret_start, uint64_t *ret_size)
{
	uint64_t start, size;

	if (file_open(f, "kernel", path) < 0 || read_header(f, path, h) < 0)
		return -1;
	start = ((uint64_t)(h->setup_sects ? h->setup_sects : 4) + 1) * 512;
	size = (uint64_t)h->syssize * 16;
	if (f->size <= start || f->size - start < size)
		return fail("%s is truncated: its header promises %llu bytes, it has %llu", path,
		            (unsigned long long)(start + size), (unsigned long long)f->size);
	*ret_start = start;
	*ret_size = size;
	return 0;
}

static int load_kernel(const struct memory *memory, const char *path, struct setup_header *h)
{
	AUTO_FILE struct file f = { .fd = -1 };
	uint64_t start, size;
	void *to;

	if (open_kernel(&f, path, h, &start, &size) < 0)
		return -1;
	if (size > h->init_size || !memory_at(memory, h->pref_address, h->init_size))
		return fail("too little memory: %s needs RAM up to %llu MiB", path,
		            (unsigned long long)((h->pref_address + h->init_size) / MIB + 1));
	to = memory_at(memory, h->pref_address, size);
	return file_read(&f, to, size, start) < 0 ? fail("cannot read %s", path) : 0;
}

int loader_check(const struct loader_files *files)
{
	AUTO_FILE struct file kernel = { .fd = -1 }, initrd = { .fd = -1 };
	struct setup_header h;
	uint64_t start, size;

	if (open_kernel(&kernel, files->kernel, &h, &start, &size) < 0)
		return -1;
	return files->initrd ? file_open(&initrd, "initrd", files->initrd) : 0;
}

/* As high in low memory as the kernel accepts, where the kernel being unpacked will not run over it. */
static int load_initrd(const struct memory *memory, const char *path, struct setup_header *h)
{
	AUTO_FILE struct file f = { .fd = -1 };
	uint64_t top = memory->regions[0].size, kernel_end = h->pref_address + h->init_size, gpa;

	if (!path)
		return 0;
	if (file_open(&f, "initrd", path) < 0)
		return -1;
	if (top > (uint64_t)h->initrd_addr_max + 1)
		top = (uint64_t)h->initrd_addr_max + 1;
	if (f.size == 0)
		return fail("the initrd %s is empty", path);
	if (f.size > top || ((top - f.size) & ~(uint64_t)(PAGE - 1)) < kernel_end)
		return fail("too little memory for the initrd %s", path);
	gpa = (top - f.size) & ~(uint64_t)(PAGE - 1);
	if (file_read(&f, memory_at(memory, gpa, f.size), f.size, 0) < 0)
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
	struct setup_header h;

	if (!memory_at(memory, 0, 2 * MIB))
		return fail("too little memory");
	if (load_kernel(memory, files->kernel, &h) < 0 ||
	    load_initrd(memory, files->initrd, &h) < 0 ||
	    write_boot_params(memory, files->cmdline, &h) < 0)
		return -1;
	write_page_tables(memory);
	write_gdt(memory);
	write_reset_vector(memory);
	*ret_entry = (struct loader_entry){
		.rip = h.pref_address + 0x200,
		.boot_params = BOOT_PARAMS_GPA,
		.page_tables = PAGE_TABLES_GPA,
		.gdt = GDT_GPA,
		.gdt_limit = (DATA_INDEX + 1) * sizeof(uint64_t) - 1,
		.code_selector = CODE_INDEX * sizeof(uint64_t),
		.data_selector = DATA_INDEX * sizeof(uint64_t),
	};
	return 0;
}
