// SPDX-License-Identifier: GPL-2.0-only
#include "data_files.h"

/* data_list.h, made by scripts/make/tools.mk, has a line FILE(id, name, path) for each file. */
#define FILE(id, name, path)                      \
	__asm__(".pushsection .rodata\n"          \
	        ".globl kconf_data_" #id "\n"     \
	        ".globl kconf_data_end_" #id "\n" \
	        "kconf_data_" #id ":\n"           \
	        ".incbin \"" path "\"\n"          \
	        "kconf_data_end_" #id ":\n"       \
	        ".byte 0\n"                       \
	        ".popsection\n");                 \
	extern const char kconf_data_##id[], kconf_data_end_##id[];
#include "data_list.h"
#undef FILE

#define FILE(id, name, path) { name, kconf_data_##id, kconf_data_end_##id },
const struct kconf_data_file kconf_data_files[] = {
#include "data_list.h"
};

const size_t kconf_n_data_files = sizeof(kconf_data_files) / sizeof(kconf_data_files[0]);
