/* SPDX-License-Identifier: GPL-2.0-only */
/* Images made by the formats' own programs, in a folder of this run's own, and chance that repeats itself. */
#pragma once
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char images_path[64];
static uint64_t images_chance;

static inline uint64_t images_random(uint64_t below)
{
	/* xorshift64 */
	images_chance ^= images_chance << 13;
	images_chance ^= images_chance >> 7;
	images_chance ^= images_chance << 17;
	return images_chance % below;
}

/* HVKIT_SEED: another course of the test. */
static inline void images_begin(void)
{
	const char *seed = getenv("HVKIT_SEED");

	images_chance = 0x9e3779b97f4a7c15u ^ (seed ? strtoull(seed, NULL, 0) << 20 : 0);
	strcpy(images_path, access("/dev/shm", W_OK) == 0 ? "/dev/shm/hvkit-image-XXXXXX"
	                                                  : "/tmp/hvkit-image-XXXXXX");
	is_true(mkdtemp(images_path) != NULL);
	setenv("LC_ALL", "C.UTF-8", 1);
	/* mkfs.* stand where only root looks. */
	setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);
}

static inline int images_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static inline void images_end(void)
{
	is_int(nftw(images_path, images_unlink, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Words parted by single blanks, each "@NAME" for a path in the folder; its output is shown when it fails. */
static inline int images_run(const char *words)
{
	char text[1024], *argv[32] = { NULL }, paths[8][128], *at = text, *word;
	posix_spawn_file_actions_t files;
	int status = -1, n = 0, n_paths = 0;
	pid_t pid;

	snprintf(text, sizeof(text), "%s", words);
	while (n < 31 && (word = strsep(&at, " "))) {
		if (word[0] == '@' && n_paths < 8) {
			snprintf(paths[n_paths], sizeof(paths[0]), "%s/%s", images_path, word + 1);
			word = paths[n_paths++];
		}
		argv[n++] = word;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) == 0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&files);
	if (status != 0)
		printf("# '%s': status %d\n", words, status);
	return status;
}

/* A file of @size zeroes, opened to be written. */
static inline int images_file(const char *name, uint64_t size)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", images_path, name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	is_true(fd >= 0 && ftruncate(fd, (off_t)size) == 0);
	return fd;
}

static inline void images_uuid(char text[37])
{
	static const char form[] = "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx";

	for (int i = 0; i < 37; i++)
		text[i] = form[i] == 'x' ? "0123456789abcdef"[images_random(16)] : form[i];
}

/* 1 to @max characters that every format takes. */
static inline void images_label(char *text, unsigned int max)
{
	const unsigned int len = 1 + (unsigned int)images_random(max);

	for (unsigned int i = 0; i < len; i++)
		text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"[images_random(37)];
	text[len] = '\0';
}
