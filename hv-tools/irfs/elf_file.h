/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is asked of ELF files (elf(5)), of 64 bits and little-endian as x86_64 and arm64 have them: the .modinfo
 * section of a kernel module, and the libraries a program needs. Nothing is copied, all is bounded.
 */
#pragma once
#include "fault.h"
#include <stddef.h>

struct elf {
	const char *data;
	size_t len;
};

/* 0, or -EINVAL with the reason when it is no such file. */
int elf_open(struct elf *elf, const char *data, size_t len, struct fault *fault);
int elf_recognise(const char *data, size_t len);

/* The section of that name: 1 and where it is; 0 when there is none. */
int elf_section(const struct elf *elf, const char *name, const char **ret, size_t *ret_len);

/*
 * The next value of @key in a .modinfo section of "key=value" strings; *at is 0 to begin with. NULL: no more.
 * Values end with a NUL.
 */
const char *elf_modinfo(const char *section, size_t len, const char *key, size_t *at);

enum { ELF_NEEDED_MAX = 64 };

struct elf_dynamic {
	const char *interpreter; /* NULL: it is static */
	const char *soname;
	const char *run_path; /* DT_RUNPATH, else DT_RPATH, else NULL */
	const char *needed[ELF_NEEDED_MAX];
	unsigned int n_needed;
	unsigned int machine; /* EM_X86_64, EM_AARCH64 */
};

/* 0, or -EINVAL with the reason. Of a static file there is nothing in it. Strings are the file's own. */
int elf_dynamic(const struct elf *elf, struct elf_dynamic *ret, struct fault *fault);
