// SPDX-License-Identifier: GPL-2.0-only
/* What a process in the sandbox may and may not do; each case is a child of its own. */
#include "auto.h"
#include "sandbox.h"
#include "tap.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { WELL = 0, VIOLATED = 40, CANNOT = 41 };

static int violated_by;

/* Not by _exit(), before which a sanitizer makes calls of its own. */
static void on_violation(int call)
{
	syscall(SYS_exit_group, call == violated_by ? VIOLATED : CANNOT);
}

static const int calls[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(exit_group),
	                     SCMP_SYS(rt_sigreturn), SCMP_SYS(munmap), SCMP_SYS(futex),
	                     SCMP_SYS(newfstatat), SCMP_SYS(exit),
	                     /* what a sanitizer does before the end */
	                     SCMP_SYS(sigaltstack) };
static const uint8_t ioctls[] = { 'T' };
static const struct sandbox box = { calls, ARRAY_SIZE(calls), ioctls, ARRAY_SIZE(ioctls),
	                            on_violation };

/* How a child that does @act in the sandbox ends; @call is what it must not do. */
static int child(void (*act)(void), int call)
{
	int status = 0;
	pid_t pid;

	violated_by = call;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (sandbox_enter(&box) < 0)
			_exit(CANNOT);
		act();
		_exit(WELL);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void do_allowed(void)
{
	struct {
		int fd;
	} file = { open("/dev/null", O_RDWR | O_CLOEXEC) };

	if (file.fd < 0 || write(file.fd, "x", 1) != 1 || close(file.fd) < 0)
		_exit(CANNOT);
	ioctl(0, TIOCGWINSZ, 0);
	if (mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
		_exit(CANNOT);
}

static void do_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM, 0);
}

static void do_create(void)
{
	close(open("/tmp/hvkit-sandbox-must-not-be", O_WRONLY | O_CREAT, 0600));
}

static void do_truncate(void)
{
	close(open("/dev/null", O_WRONLY | O_TRUNC));
}

static void do_temporary(void)
{
	close(open("/tmp", O_WRONLY | O_TMPFILE, 0600));
}

static void do_execute(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_ioctl(void)
{
	ioctl(0, 0x8901 /* FIOSETOWN: a socket's */, 0);
}

static void do_run(void)
{
	execl("/bin/true", "true", NULL);
}

static void what_is_allowed_works(void)
{
	is_int(child(do_allowed, -1), WELL);
}

static void what_is_not_ends_the_process(void)
{
	is_int(child(do_socket, SYS_socket), VIOLATED);
	is_int(child(do_create, SYS_openat), VIOLATED);
	is_true(access("/tmp/hvkit-sandbox-must-not-be", F_OK) < 0);
	is_int(child(do_truncate, SYS_openat), VIOLATED);
	is_int(child(do_temporary, SYS_openat), VIOLATED);
	is_int(child(do_execute, SYS_mmap), VIOLATED);
	is_int(child(do_ioctl, SYS_ioctl), VIOLATED);
	is_int(child(do_run, SYS_execve), VIOLATED);
}

static bool under_way, in_sandbox;

static void *other_thread(void *ctx)
{
	__atomic_store_n(&under_way, true, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&in_sandbox, __ATOMIC_SEQ_CST))
		;
	do_socket();
	return NULL;
}

/* In a process whose other thread was there before. */
static void enter_beside_a_thread(void)
{
	pthread_t thread;

	alarm(10); /* it is to end by a violation */
	if (pthread_create(&thread, NULL, other_thread, NULL) != 0)
		_exit(CANNOT);
	while (!__atomic_load_n(&under_way, __ATOMIC_SEQ_CST))
		;
	if (sandbox_enter(&box) < 0)
		_exit(CANNOT);
	__atomic_store_n(&in_sandbox, true, __ATOMIC_SEQ_CST);
	for (;;)
		;
}

static void threads_are_in_it(void)
{
	int status = 0;
	pid_t pid;

	violated_by = SYS_socket;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		enter_beside_a_thread();
	waitpid(pid, &status, 0);
	is_int(WIFEXITED(status) ? WEXITSTATUS(status) : -1, VIOLATED);
}

static void capabilities_are_gone(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3] = { { ~0u, ~0u, ~0u } };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		int rc = sandbox_drop_capabilities();

		syscall(SYS_capget, &header, caps);
		_exit(rc == 0 && !caps[0].effective && !caps[0].permitted && !caps[1].permitted
		              ? WELL
		              : CANNOT);
	}
	waitpid(pid, &status, 0);
	is_int(WIFEXITED(status) ? WEXITSTATUS(status) : -1, WELL);
}

TAP_MAIN(TAP_CASE(what_is_allowed_works), TAP_CASE(what_is_not_ends_the_process),
         TAP_CASE(threads_are_in_it), TAP_CASE(capabilities_are_gone))
