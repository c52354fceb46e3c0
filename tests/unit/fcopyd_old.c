// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies on kernels and file systems that lack what is best: openat2(2), O_TMPFILE, renameat2(2). A filter
 * takes them from a process of its own.
 */
#include "auto.h"
#include "fcopyd/beneath.h"
#include "fcopyd/receive.h"
#include "fcopyd_fixture.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static struct receive r;

#define NUMBER      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define FLAGS       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]))
#define UNLESS(n)   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, n, 0, 1)
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define PASS        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static void become_old(void)
{
	struct sock_filter filter[] = {
		NUMBER,
		UNLESS(SYS_openat2),
		FAIL(ENOSYS),
		UNLESS(SYS_renameat2),
		FAIL(EINVAL),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		FLAGS,
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
		FAIL(EOPNOTSUPP),
		PASS,
	};
	const struct sock_fprog program = { ARRAY_SIZE(filter), filter };

	is_int(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	is_int(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
	is_int(openat(root.fd, ".", O_TMPFILE | O_WRONLY, 0600), -1);
}

static void on_old(void (*run)(void))
{
	int status;
	pid_t pid;

	root_make();
	root_policy("overwrite = yes\ncreate_path = yes\n");
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		become_old();
		run();
		fflush(stdout);
		_exit(tap_failed);
	}
	waitpid(pid, &status, 0);
	is_true(status == 0 || WIFSIGNALED(status));
}

static uint32_t send(enum message_kind kind, const char *path, const char *name, uint64_t size)
{
	static struct message m;

	m = (struct message){ .kind = kind,
		              .size = size,
		              .flags = HV_FCOPY_OVERWRITE | HV_FCOPY_CREATE_PATH,
		              .data = (const uint8_t *)"content",
		              .len = (uint32_t)size };
	snprintf(m.path, sizeof(m.path), "%s", path);
	snprintf(m.name, sizeof(m.name), "%s", name);
	return receive_message(&r, &m);
}

static uint32_t copy(const char *path, const char *name)
{
	uint32_t status = send(MESSAGE_START, path, name, 7);

	if (status == HV_IC_OK)
		status = send(MESSAGE_WRITE, "", "", 7);
	return status == HV_IC_OK ? send(MESSAGE_COMPLETE, "", "", 0) : status;
}

static void copies(void)
{
	is_int(copy("/srv/in/", "f"), HV_IC_OK);
	is_string(root_read("srv/in/f"), "content");
	root_write("srv/in/g", "old");
	is_int(copy("/srv/in/", "g"), HV_IC_OK);
	is_string(root_read("srv/in/g"), "content");
	is_int(copy("/srv/in/a/b/", "f"), HV_IC_OK);
	is_string(root_read("srv/in/a/b/f"), "content");
	root_policy("");
	is_int(copy("/srv/in/", "g"), HV_IC_FILE_EXISTS);
	is_int(copy("/srv/in/", "h"), HV_IC_OK);
	is_int(root_count("srv/in"), 4);
	is_int(root_count("var/lib/hvkit"), 0);
}

static void files_arrive(void)
{
	on_old(copies);
	root_remove();
}

static void leaves(void)
{
	is_int(symlinkat("/etc", root.fd, "srv/in/absolute"), 0);
	is_int(symlinkat("../../etc", root.fd, "srv/in/relative"), 0);
	is_int(copy("/srv/in/absolute/", "f"), HV_IC_FAIL);
	is_int(copy("/srv/in/relative/", "f"), HV_IC_FAIL);
	is_int(copy("/srv/in/relative/deep/", "f"), HV_IC_FAIL);
	is_int(copy("/srv/in/../", "f"), HV_IC_FAIL);
	is_int(root_count("etc"), 1);
}

static void nothing_leads_out(void)
{
	on_old(leaves);
	root_remove();
}

static void cancels(void)
{
	is_int(send(MESSAGE_START, "/srv/in/", "f", 7), HV_IC_OK);
	is_int(root_count("srv/in"), 1);
	is_string(root_read("srv/in/f"), "(none)");
	is_int(root_count("var/lib/hvkit"), 1);
	is_int(send(MESSAGE_CANCEL, "", "", 0), HV_IC_OK);
	is_int(root_count("srv/in"), 0);
	is_int(root_count("var/lib/hvkit"), 0);
	is_int(send(MESSAGE_START, "/srv/in/", "f", 7), HV_IC_OK);
	root_write("srv/in/f", "other");
	root_policy("");
	is_int(send(MESSAGE_COMPLETE, "", "", 0), HV_IC_FAIL);
	is_string(root_read("srv/in/f"), "other");
	is_int(root_count("srv/in"), 1);
}

static void a_cancelled_copy_leaves_nothing(void)
{
	on_old(cancels);
	root_remove();
}

static void dies(void)
{
	is_int(send(MESSAGE_START, "/srv/in/", "f", 7), HV_IC_OK);
	raise(SIGKILL);
}

static void what_a_killed_daemon_leaves_the_next_removes(void)
{
	on_old(dies);
	is_int(root_count("srv/in"), 1);
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
	is_int(root_count("srv/in"), 0);
	is_int(root_count("var/lib/hvkit"), 0);
	root_remove();
}

static void folders_are_walked_to(void)
{
	int fd;

	root_make();
	root_mkdir("srv/in/a/b");
	is_int(symlinkat("a", root.fd, "srv/in/link"), 0);
	fd = beneath_walk(root.fd, "srv/in/a/b");
	is_true(fd >= 0);
	close(fd);
	fd = beneath_walk(root.fd, "");
	is_true(fd >= 0);
	close(fd);
	is_int(beneath_walk(root.fd, "srv/in/none"), -ENOENT);
	is_true(beneath_walk(root.fd, "srv/in/link/b") < 0);
	is_true(beneath_walk(root.fd, "srv/in/link") < 0);
	is_true(beneath_walk(root.fd, "srv/../srv") < 0);
	is_true(beneath_walk(root.fd, "/srv") < 0);
	is_true(beneath_open(root.fd, "srv/in/link/b") < 0);
	is_true(beneath_open(root.fd, "srv/../../tmp") < 0);
	root_remove();
}

TAP_MAIN(TAP_CASE(files_arrive), TAP_CASE(nothing_leads_out),
         TAP_CASE(a_cancelled_copy_leaves_nothing),
         TAP_CASE(what_a_killed_daemon_leaves_the_next_removes), TAP_CASE(folders_are_walked_to))
