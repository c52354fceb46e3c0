/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cleanup attributes: a local that releases itself when it leaves scope.
 * AUTO_CLOSE int fd (-1 = none), AUTO_FREE void *p, AUTO_FCLOSE FILE *f; NULL is always fine.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static inline void hv_auto_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void hv_auto_free(void *p)
{
	free(*(void **)p);
}

static inline void hv_auto_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define AUTO_CLOSE  __attribute__((cleanup(hv_auto_close)))
#define AUTO_FREE   __attribute__((cleanup(hv_auto_free)))
#define AUTO_FCLOSE __attribute__((cleanup(hv_auto_fclose)))
