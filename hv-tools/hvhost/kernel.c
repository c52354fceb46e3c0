// SPDX-License-Identifier: GPL-2.0-only
#include "kernel.h"
#include "io.h"
#include "say.h"
#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define MIN_PROTOCOL 0x020c /* first with xloadflags, boot.rst */
#define ENTRY_64     0x200  /* of a bzImage, from where it is loaded */

static int check_header(const struct setup_header *h, const char *path)
{
	static const char magic[] = "HdrS";

	if (memcmp(&h->header, magic, 4) != 0)
		return fail("%s is neither a bzImage (no HdrS at 0x202) nor an ELF vmlinux", path);
	if (h->version < MIN_PROTOCOL || !(h->xloadflags & XLF_KERNEL_64))
		return fail("%s has no 64-bit entry (boot protocol %#x)", path, h->version);
	return 0;
}

static int open_bzimage(struct kernel *k, const char *path)
{
	struct setup_header *h = &k->header;
	uint64_t start, size;

	if (hv_io_pread(k->file.fd, h, sizeof(*h), offsetof(struct boot_params, hdr)) < 0)
		return fail("%s is too short for a bzImage", path);
	if (check_header(h, path) < 0)
		return -1;
	start = ((uint64_t)(h->setup_sects ? h->setup_sects : 4) + 1) * 512;
	size = (uint64_t)h->syssize * 16;
	if (k->file.size <= start || k->file.size - start < size)
		return fail("%s is truncated: its header promises %llu bytes, it has %llu", path,
		            (unsigned long long)(start + size), (unsigned long long)k->file.size);
	if (size > h->init_size || __builtin_add_overflow(h->pref_address, h->init_size, &k->end))
		return fail("%s contradicts itself: it is larger than the memory it asks for",
		            path);
	k->parts[k->count++] = (struct kernel_part){ h->pref_address, start, size };
	k->start = h->pref_address;
	k->entry = h->pref_address + ENTRY_64;
	return 0;
}

/* One of what the ELF file loads; @ret_end: where in memory it ends, with what is to be zero. */
static bool add_part(struct kernel *k, const Elf64_Phdr *ph, uint64_t *ret_end)
{
	uint64_t file_end;

	if (__builtin_add_overflow(ph->p_offset, ph->p_filesz, &file_end) ||
	    __builtin_add_overflow(ph->p_paddr, ph->p_memsz, ret_end))
		return false;
	if (file_end > k->file.size || ph->p_filesz > ph->p_memsz || ph->p_paddr < MIB)
		return false;
	k->parts[k->count++] = (struct kernel_part){ ph->p_paddr, ph->p_offset, ph->p_filesz };
	return true;
}

static int add_parts(struct kernel *k, const Elf64_Ehdr *elf, const char *path)
{
	Elf64_Phdr ph[KERNEL_MAX_PARTS];
	uint64_t end;

	if (elf->e_phentsize != sizeof(ph[0]) || elf->e_phnum > KERNEL_MAX_PARTS ||
	    hv_io_pread(k->file.fd, ph, elf->e_phnum * sizeof(ph[0]), elf->e_phoff) < 0)
		return fail("%s has program headers that cannot be read", path);
	k->start = UINT64_MAX;
	for (unsigned int i = 0; i < elf->e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		if (!add_part(k, &ph[i], &end))
			return fail("%s is truncated or damaged: its segment %u does not fit", path,
			            i);
		if (k->start > ph[i].p_paddr)
			k->start = ph[i].p_paddr;
		if (k->end < end)
			k->end = end;
	}
	return 0;
}

static int open_vmlinux(struct kernel *k, const Elf64_Ehdr *elf, const char *path)
{
	if (elf->e_ident[EI_CLASS] != ELFCLASS64 || elf->e_machine != EM_X86_64 ||
	    elf->e_type != ET_EXEC)
		return fail("%s is an ELF file, but no x86-64 kernel", path);
	if (add_parts(k, elf, path) < 0)
		return -1;
	if (elf->e_entry < k->start || elf->e_entry >= k->end)
		return fail("%s is entered outside of what it loads", path);
	k->entry = elf->e_entry;
	k->header = (struct setup_header){ .boot_flag = 0xaa55,
		                           .version = MIN_PROTOCOL,
		                           .xloadflags = XLF_KERNEL_64,
		                           .cmdline_size = 2047, /* arch/x86 COMMAND_LINE_SIZE */
		                           .initrd_addr_max = 0x7fffffff };
	memcpy(&k->header.header, "HdrS", 4);
	return 0;
}

int kernel_open(struct kernel *k, const char *path)
{
	Elf64_Ehdr elf;

	memset(k, 0, sizeof(*k));
	if (input_open(&k->file, "kernel", path) < 0)
		return -1;
	if (hv_io_pread(k->file.fd, &elf, sizeof(elf), 0) == 0 &&
	    memcmp(elf.e_ident, ELFMAG, SELFMAG) == 0)
		return open_vmlinux(k, &elf, path);
	return open_bzimage(k, path);
}

int kernel_load(const struct kernel *k, const char *path, const struct memory *memory)
{
	if (!memory_at(memory, k->start, k->end - k->start))
		return fail("too little memory: %s needs RAM up to %llu MiB", path,
		            (unsigned long long)(k->end / MIB + 1));
	for (unsigned int i = 0; i < k->count; i++) {
		const struct kernel_part *part = &k->parts[i];

		if (hv_io_pread(k->file.fd, memory_at(memory, part->gpa, part->size), part->size,
		                part->offset) < 0)
			return fail("cannot read %s", path);
	}
	return 0;
}
