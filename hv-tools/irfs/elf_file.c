// SPDX-License-Identifier: GPL-2.0-only
#include "elf_file.h"
#include <elf.h>
#include <errno.h>
#include <string.h>

/* A piece of the file, or NULL when it is not all there. */
static const char *piece(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset > elf->len || size > elf->len - offset ? NULL : elf->data + offset;
}

/* A record at an offset that may not be aligned. */
static int record(const struct elf *elf, uint64_t offset, void *ret, size_t size)
{
	const char *at = piece(elf, offset, size);

	if (!at)
		return -EINVAL;
	memcpy(ret, at, size);
	return 0;
}

/* A string of a table, if it ends within it. */
static const char *string(const char *table, uint64_t len, uint64_t at)
{
	return table && at < len && memchr(table + at, '\0', len - at) ? table + at : NULL;
}

int elf_recognise(const char *data, size_t len)
{
	return len >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0;
}

int elf_open(struct elf *elf, const char *data, size_t len, struct fault *fault)
{
	*elf = (struct elf){ data, len };
	if (!elf_recognise(data, len))
		return fault_set(fault, -EINVAL, "no ELF file");
	if (len < sizeof(Elf64_Ehdr) || data[EI_CLASS] != ELFCLASS64 ||
	    data[EI_DATA] != ELFDATA2LSB)
		return fault_set(fault, -EINVAL, "no ELF file of 64 bits, little-endian");
	return 0;
}

static int section_at(const struct elf *elf, const Elf64_Ehdr *header, unsigned int i,
                      Elf64_Shdr *ret)
{
	uint64_t offset;

	if (header->e_shentsize != sizeof(*ret) || i >= header->e_shnum ||
	    __builtin_add_overflow(header->e_shoff, (uint64_t)i * sizeof(*ret), &offset))
		return -EINVAL;
	return record(elf, offset, ret, sizeof(*ret));
}

int elf_section(const struct elf *elf, const char *name, const char **ret, size_t *ret_len)
{
	Elf64_Ehdr header;
	Elf64_Shdr names, s;
	const char *table;

	if (record(elf, 0, &header, sizeof(header)) < 0 ||
	    section_at(elf, &header, header.e_shstrndx, &names) < 0)
		return 0;
	table = piece(elf, names.sh_offset, names.sh_size);
	for (unsigned int i = 0; i < header.e_shnum; i++) {
		const char *its;

		if (section_at(elf, &header, i, &s) < 0 || s.sh_type == SHT_NOBITS)
			continue;
		its = string(table, names.sh_size, s.sh_name);
		if (!its || strcmp(its, name) != 0)
			continue;
		*ret = piece(elf, s.sh_offset, s.sh_size);
		*ret_len = s.sh_size;
		return *ret ? 1 : 0;
	}
	return 0;
}

const char *elf_modinfo(const char *section, size_t len, const char *key, size_t *at)
{
	const size_t key_len = strlen(key);

	while (*at < len) {
		const char *text = section + *at, *end = memchr(text, '\0', len - *at);

		if (!end)
			return NULL;
		*at = (size_t)(end + 1 - section);
		if (strncmp(text, key, key_len) == 0 && text[key_len] == '=')
			return text + key_len + 1;
	}
	return NULL;
}

static int segment_at(const struct elf *elf, const Elf64_Ehdr *header, unsigned int i,
                      Elf64_Phdr *ret)
{
	uint64_t offset;

	if (header->e_phentsize != sizeof(*ret) || i >= header->e_phnum ||
	    __builtin_add_overflow(header->e_phoff, (uint64_t)i * sizeof(*ret), &offset))
		return -EINVAL;
	return record(elf, offset, ret, sizeof(*ret));
}

/* Where in the file the byte at @address of memory is, and how many follow it there. */
static const char *loaded(const struct elf *elf, const Elf64_Ehdr *header, uint64_t address,
                          uint64_t *ret_len)
{
	Elf64_Phdr s;

	for (unsigned int i = 0; i < header->e_phnum; i++) {
		if (segment_at(elf, header, i, &s) < 0 || s.p_type != PT_LOAD ||
		    address < s.p_vaddr || address - s.p_vaddr >= s.p_filesz)
			continue;
		*ret_len = s.p_filesz - (address - s.p_vaddr);
		if (!piece(elf, s.p_offset, s.p_filesz))
			return NULL;
		return elf->data + s.p_offset + (address - s.p_vaddr);
	}
	return NULL;
}

static int next_tag(const char *table, uint64_t len, size_t i, Elf64_Dyn *ret)
{
	if (len / sizeof(*ret) <= i)
		return 0;
	memcpy(ret, table + i * sizeof(*ret), sizeof(*ret));
	return ret->d_tag != DT_NULL;
}

/* The strings that entries name by their place in a table, which another entry names. */
static const char *string_table(const struct elf *elf, const Elf64_Ehdr *header, const char *table,
                                uint64_t len, uint64_t *ret_len)
{
	Elf64_Dyn tag;

	for (size_t i = 0; next_tag(table, len, i, &tag); i++)
		if (tag.d_tag == DT_STRTAB)
			return loaded(elf, header, tag.d_un.d_ptr, ret_len);
	return NULL;
}

static int take_tag(const Elf64_Dyn *tag, const char *name, struct elf_dynamic *ret)
{
	switch (tag->d_tag) {
	case DT_NEEDED:
		if (!name || ret->n_needed == ELF_NEEDED_MAX)
			return -EINVAL;
		ret->needed[ret->n_needed++] = name;
		return 0;
	case DT_SONAME:
		ret->soname = name;
		return 0;
	case DT_RUNPATH:
		ret->run_path = name;
		return 0;
	case DT_RPATH:
		if (!ret->run_path)
			ret->run_path = name;
		return 0;
	default:
		return 0;
	}
}

static int read_tags(const struct elf *elf, const Elf64_Ehdr *header, const Elf64_Phdr *s,
                     struct elf_dynamic *ret)
{
	const char *table = piece(elf, s->p_offset, s->p_filesz);
	uint64_t names_len = 0;
	const char *names;
	Elf64_Dyn tag;
	int rc = 0;

	if (!table)
		return -EINVAL;
	names = string_table(elf, header, table, s->p_filesz, &names_len);
	for (size_t i = 0; rc == 0 && next_tag(table, s->p_filesz, i, &tag); i++)
		rc = take_tag(&tag, string(names, names_len, tag.d_un.d_val), ret);
	return rc;
}

int elf_dynamic(const struct elf *elf, struct elf_dynamic *ret, struct fault *fault)
{
	Elf64_Ehdr header;
	Elf64_Phdr s;
	int rc = record(elf, 0, &header, sizeof(header));

	*ret = (struct elf_dynamic){ .machine = rc == 0 ? header.e_machine : 0 };
	for (unsigned int i = 0; rc == 0 && i < header.e_phnum; i++) {
		rc = segment_at(elf, &header, i, &s);
		if (rc == 0 && s.p_type == PT_INTERP) {
			const char *at = piece(elf, s.p_offset, s.p_filesz);

			ret->interpreter = string(at, s.p_filesz, 0);
			rc = ret->interpreter ? 0 : -EINVAL;
		} else if (rc == 0 && s.p_type == PT_DYNAMIC) {
			rc = read_tags(elf, &header, &s, ret);
		}
	}
	return rc < 0 ? fault_set(fault, rc, "an ELF file whose headers point outside it") : 0;
}
