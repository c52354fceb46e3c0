/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that is loaded into the guest. What fails is said; all return 0 or -1. */
#pragma once
#include <stdint.h>

struct input {
	int fd; /* -1: not open */
	uint64_t size;
};

/* @what it is to the guest, for the words. A regular file or a block device. */
int input_open(struct input *f, const char *what, const char *path);
void input_close(const struct input *f);
#define AUTO_INPUT __attribute__((cleanup(input_close)))
