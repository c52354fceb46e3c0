/* SPDX-License-Identifier: GPL-2.0-only */
/* A reactor and a journal that remembers, for the tests of what runs on them; and files to play with. */
#pragma once
#include "journal.h"
#include "reactor.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct reactor reactor;
static struct journal journal;
static char run_folder[] = "/tmp/hvkit-unit-XXXXXX";

static inline void run_init(void)
{
	is_int(reactor_init(&reactor), 0);
	is_int(journal_init(&journal), 0);
}

static inline void run_done(void)
{
	journal_close(&journal);
	reactor_done(&reactor);
}

static inline void run_stop(void *ctx)
{
	reactor_stop(ctx);
}

/* Let the loop run for @ms, or until something stops it. */
static inline void run_for(uint64_t ms)
{
	struct timer end = { .fn = run_stop, .ctx = &reactor };

	hv_fd_drain(reactor.stop_fd);
	timer_set(&reactor, &end, ms * NS_PER_MS);
	is_int(reactor_run(&reactor), 0);
	timer_cancel(&reactor, &end);
}

/* A name in a folder of this run's own. */
static inline const char *run_path(const char *name)
{
	static char path[128];

	if (!strcmp(run_folder + sizeof(run_folder) - 7, "XXXXXX"))
		is_true(mkdtemp(run_folder) != NULL);
	snprintf(path, sizeof(path), "%s/%s", run_folder, name);
	return path;
}

static inline void run_write(const char *path, const void *bytes, size_t size)
{
	FILE *f = fopen(path, "w");

	is_true(f && fwrite(bytes, 1, size, f) == size);
	if (f)
		fclose(f);
}

static inline void run_remove_folder(void)
{
	is_int(rmdir(run_folder), 0);
	strcpy(run_folder + sizeof(run_folder) - 7, "XXXXXX");
}
