// SPDX-License-Identifier: GPL-2.0-only
/* No space on the disk, files that may not grow, no memory: that operation fails, and nothing changes. */
#include "pool_folder.h"
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer) || !defined(__GLIBC__)
#define CAN_REFUSE_MEMORY 0 /* the sanitizer's realloc() is not to be replaced */
#else
#define CAN_REFUSE_MEMORY 1
#endif

static struct hv_pool pool;
static bool no_memory;

#if CAN_REFUSE_MEMORY
extern void *__libc_realloc(void *p, size_t size);
void *realloc(void *p, size_t size);

void *realloc(void *p, size_t size)
{
	if (no_memory) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(p, size);
}
#endif

/* What every operation that needs space answers; what is there stays, and can be removed. */
static void try_all(int error, const char *text)
{
	is_int(hv_pool_append(&pool, "new", "1"), error);
	is_string(pools_text(&pool), text);
	is_int(hv_pool_set(&pool, "new", "1"), error);
	is_string(pools_text(&pool), text);
	is_int(hv_pool_set(&pool, "a", "changed"), error);
	is_string(pools_text(&pool), text);
	is_int(hv_pool_delete(&pool, "a", true), error);
	is_string(pools_text(&pool), text);
	is_int(hv_pool_check(&pool, NULL, NULL), 0);
}

static void fill(void)
{
	is_int(hv_pool_open(&pool, pools, 0, HV_POOL_CREATE), 0);
	is_int(hv_pool_append(&pool, "a", "1"), 0);
	is_int(hv_pool_append(&pool, "b", "2"), 0);
	is_int(hv_pool_append(&pool, "c", "3"), 0);
}

static int wait_for_child(pid_t pid)
{
	int status = -1;

	is_int(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A process that may not write beyond what there is. */
static void files_that_may_not_grow(void)
{
	pid_t pid;

	pools_make();
	fill();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		const struct rlimit limit = { 3 * HV_POOL_RECORD_SIZE, 3 * HV_POOL_RECORD_SIZE };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		is_int(hv_pool_append(&pool, "new", "1"), -EFBIG);
		is_int(hv_pool_delete(&pool, "a", true), -EFBIG);
		is_string(pools_text(&pool), "a=1;b=2;c=3;");
		is_int(hv_pool_delete(&pool, "c", true), 1);
		fflush(stdout);
		_exit(tap_failed);
	}
	is_int(wait_for_child(pid), 0);
	is_string(pools_text(&pool), "a=1;b=2;");
	is_int(pools_files(false), 1);
	hv_pool_close(&pool);
	pools_remove();
}

/* Whatever is left of a file system of 64 KiB. */
static void use_up(void)
{
	static char bytes[4096];
	const int fd = openat(pools, "filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	while (write(fd, bytes, sizeof(bytes)) > 0)
		;
	close(fd);
}

static int on_a_full_disk(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", pools_path, "tmpfs", 0, "size=64k") < 0)
		return 77;
	close(pools);
	pools = open(pools_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fill();
	is_int(hv_pool_append(&pool, "d", "4"), 0); /* 10 KiB; two and a half pages */
	use_up();
	is_int(hv_pool_append(&pool, "e", "5"), -ENOSPC); /* that half page took some of it */
	is_int(pools_size(pools_name(0)), 4 * HV_POOL_RECORD_SIZE);
	try_all(-ENOSPC, "a=1;b=2;c=3;d=4;");
	is_int(hv_pool_delete(&pool, "d", false), 1);
	is_int(hv_pool_clear(&pool), 0);
	hv_pool_close(&pool);
	fflush(stdout);
	return tap_failed;
}

static void a_full_disk(void)
{
	pid_t pid;
	int rc;

	pools_make();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(on_a_full_disk());
	rc = wait_for_child(pid);
	if (rc == 77)
		printf("# no file system may be mounted here\n");
	else
		is_int(rc, 0);
	pools_remove();
}

static void no_memory_for_the_index(void)
{
	struct hv_pool_record r;

	if (!CAN_REFUSE_MEMORY) {
		printf("# memory cannot be refused here\n");
		return;
	}
	pools_make();
	fill();
	hv_pool_close(&pool);
	is_int(hv_pool_open(&pool, pools, 0, 0), 0);
	no_memory = true;
	is_int(hv_pool_count(&pool), -ENOMEM);
	is_int(hv_pool_at(&pool, 0, &r), -ENOMEM);
	is_int(hv_pool_get(&pool, "a", &r), -ENOMEM);
	is_int(hv_pool_set(&pool, "a", "2"), -ENOMEM);
	is_int(hv_pool_delete(&pool, "a", true), -ENOMEM);
	is_int(hv_pool_check(&pool, NULL, NULL), -ENOMEM);
	is_int(hv_pool_append(&pool, "d", "4"), 0); /* needs none */
	is_int(hv_pool_peek(&pool, 3, &r), 0);
	no_memory = false;
	is_string(pools_text(&pool), "a=1;b=2;c=3;d=4;");
	for (int i = 0; i < 60; i++)
		is_int(hv_pool_append(&pool, "e", "5"), 0);
	is_int(hv_pool_count(&pool), 64);
	no_memory = true; /* it has to grow now: the record is there all the same */
	is_int(hv_pool_append(&pool, "f", "6"), 0);
	is_int(hv_pool_count(&pool), -ENOMEM);
	no_memory = false;
	is_int(hv_pool_count(&pool), 65);
	hv_pool_close(&pool);
	pools_remove();
}

TAP_MAIN(TAP_CASE(files_that_may_not_grow), TAP_CASE(a_full_disk),
         TAP_CASE(no_memory_for_the_index))
