// SPDX-License-Identifier: GPL-2.0-only
/* Others hold the locks, one kind or the other, or die holding them; and many write at once. */
#include "pool_folder.h"
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>

enum lock { FLOCK_SHARED, FLOCK_EXCLUSIVE, FCNTL_READ, FCNTL_WRITE, OFD_WRITE };

static struct hv_pool pool;

static int take(int fd, enum lock how)
{
	struct flock whole = { .l_whence = SEEK_SET,
		               .l_type = how == FCNTL_READ ? F_RDLCK : F_WRLCK };

	if (how <= FLOCK_EXCLUSIVE)
		return flock(fd, how == FLOCK_SHARED ? LOCK_SH : LOCK_EX);
	return fcntl(fd, how == OFD_WRITE ? F_OFD_SETLKW : F_SETLKW, &whole);
}

/* Another process that holds pool 0's lock until it is killed. */
static pid_t holder(enum lock how)
{
	int ready[2];
	pid_t pid;
	char c;

	is_int(pipe(ready), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		const int fd = openat(pools, pools_name(0), O_RDWR);

		if (take(fd, how) < 0 || write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	is_int(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void release(pid_t pid)
{
	kill(pid, SIGKILL);
	is_int(waitpid(pid, NULL, 0), pid);
}

static void start(void)
{
	pools_make();
	is_int(hv_pool_open(&pool, pools, 0, HV_POOL_CREATE), 0);
	is_int(pool.wait_ms, 5000);
	pool.wait_ms = 30;
	is_int(hv_pool_set(&pool, "a", "1"), 0);
}

static void end(void)
{
	hv_pool_close(&pool);
	pools_remove();
}

static void a_lock_is_waited_for_but_not_forever(void)
{
	static const enum lock all[] = { FLOCK_EXCLUSIVE, FCNTL_WRITE, OFD_WRITE };
	struct hv_pool_record r;

	start();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const pid_t pid = holder(all[i]);

		is_int(hv_pool_set(&pool, "a", "2"), -ETIMEDOUT);
		is_int(hv_pool_append(&pool, "a", "2"), -ETIMEDOUT);
		is_int(hv_pool_delete(&pool, "a", true), -ETIMEDOUT);
		is_int(hv_pool_clear(&pool), -ETIMEDOUT);
		is_int(hv_pool_count(&pool), -ETIMEDOUT);
		is_int(hv_pool_at(&pool, 0, &r), -ETIMEDOUT);
		is_int(hv_pool_get(&pool, "a", &r), -ETIMEDOUT);
		release(pid);
		is_string(pools_text(&pool), "a=1;"); /* a lock dies with its process */
	}
	end();
}

static void readers_read_beside_readers(void)
{
	static const enum lock all[] = { FLOCK_SHARED, FCNTL_READ };

	start();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const pid_t pid = holder(all[i]);

		is_string(pools_text(&pool), "a=1;");
		is_int(hv_pool_set(&pool, "a", "2"), -ETIMEDOUT);
		release(pid);
	}
	end();
}

static void a_lock_that_is_let_go_is_taken(void)
{
	struct timespec from, to;
	pid_t pid;

	start();
	pool.wait_ms = 5000;
	pid = holder(FCNTL_WRITE);
	fflush(stdout);
	if (fork() == 0) {
		usleep(50000);
		kill(pid, SIGKILL);
		_exit(0);
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	is_int(hv_pool_set(&pool, "a", "2"), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	is_true(to.tv_sec - from.tv_sec < 4);
	while (wait(NULL) > 0)
		;
	is_string(pools_text(&pool), "a=2;");
	end();
}

/* Whoever waits holds nothing meanwhile: one who takes the locks in the other order goes on. */
static void who_waits_holds_nothing(void)
{
	pid_t pid;
	int fd;

	start();
	pid = holder(FCNTL_WRITE);
	fd = openat(pools, pools_name(0), O_RDWR | O_CLOEXEC);
	is_int(hv_pool_set(&pool, "a", "2"), -ETIMEDOUT);
	is_int(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
	release(pid);
	end();
}

static void nothing_stays_locked(void)
{
	static const enum lock all[] = { FLOCK_EXCLUSIVE, FCNTL_WRITE };
	struct hv_pool_record r;

	start();
	is_int(hv_pool_at(&pool, 0, &r), 0);
	is_int(hv_pool_at(&pool, 1, &r), -ENODATA);
	is_int(hv_pool_delete(&pool, "none", true), -ENOENT);
	is_int(hv_pool_set(&pool, "", ""), -EINVAL);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		release(holder(all[i])); /* it would wait forever */
	end();
}

enum { WRITERS = 3, EACH = 60 };

/* One of ours, or a foreign one that appends under flock(2), as cloud-init does. */
static void write_records(int who, bool foreign)
{
	struct hv_pool p;
	char key[32];

	is_int(hv_pool_open(&p, pools, 0, 0), 0);
	for (int i = 0; i < EACH; i++) {
		snprintf(key, sizeof(key), "%d-%d", who, i);
		if (foreign) {
			const struct hv_pool_image image = pools_image(key, "foreign");
			int fd = openat(pools, pools_name(0), O_WRONLY | O_APPEND | O_CLOEXEC);

			is_int(flock(fd, LOCK_EX), 0);
			is_int(write(fd, &image, sizeof(image)), sizeof(image));
			close(fd);
		} else {
			is_int(hv_pool_append(&p, key, "ours"), 0);
			is_int(hv_pool_set(&p, key, "changed"), 0);
		}
	}
	hv_pool_close(&p);
	_exit(tap_failed);
}

/* Upstream drops its lock between reading and writing, and loses what came in between. */
static void no_update_is_lost(void)
{
	struct hv_pool_record r;
	char key[32];
	int status;

	start();
	is_int(hv_pool_clear(&pool), 0);
	fflush(stdout);
	for (int who = 0; who < WRITERS; who++)
		if (fork() == 0)
			write_records(who, who == 0);
	while (wait(&status) > 0)
		is_int(status, 0);
	is_int(hv_pool_count(&pool), WRITERS * EACH);
	for (int who = 0; who < WRITERS; who++)
		for (int i = 0; i < EACH; i++) {
			snprintf(key, sizeof(key), "%d-%d", who, i);
			is_int(hv_pool_get(&pool, key, &r), 0);
			is_string(r.value, who == 0 ? "foreign" : "changed");
		}
	is_int(hv_pool_check(&pool, NULL, NULL), 0);
	end();
}

/* A second pool of the same process is somebody else too. */
static void one_process_excludes_itself(void)
{
	struct hv_pool other;
	int fd;

	start();
	is_int(hv_pool_open(&other, pools, 0, 0), 0);
	fd = openat(pools, pools_name(0), O_RDWR | O_CLOEXEC);
	is_int(take(fd, OFD_WRITE), 0);
	is_int(hv_pool_set(&pool, "a", "2"), -ETIMEDOUT);
	/* Closing any descriptor of a file drops the process' own fcntl locks on it, but not this kind. */
	close(openat(pools, pools_name(0), O_RDONLY | O_CLOEXEC));
	is_int(hv_pool_set(&pool, "a", "2"), -ETIMEDOUT);
	close(fd);
	is_int(hv_pool_set(&other, "a", "2"), 0);
	is_string(pools_text(&pool), "a=2;");
	hv_pool_close(&other);
	end();
}

TAP_MAIN(TAP_CASE(a_lock_is_waited_for_but_not_forever), TAP_CASE(readers_read_beside_readers),
         TAP_CASE(a_lock_that_is_let_go_is_taken), TAP_CASE(who_waits_holds_nothing),
         TAP_CASE(nothing_stays_locked), TAP_CASE(no_update_is_lost),
         TAP_CASE(one_process_excludes_itself))
