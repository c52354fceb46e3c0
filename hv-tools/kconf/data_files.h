/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of kernel-configs/policy within the program, in the order of their names. */
#pragma once
#include <stddef.h>

struct kconf_data_file {
	const char *name, *start, *end;
};

extern const struct kconf_data_file kconf_data_files[];
extern const size_t kconf_n_data_files;
