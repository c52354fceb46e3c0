// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps [-s] PROGRAM [WORD]...: how many instructions (-s: system calls) a daemon and its children execute, from the
 * daemon's first instruction until it has introduced itself to the kernel, was answered and waits for the host. Then
 * they are ended. The loader's instructions are counted, the kernel's are not; of a string instruction each round is
 * one.
 *
 * There is no Hyper-V in this: who opens one of the devices that the table has gets a socket with the kernel's answer
 * in it instead, by a changed system call (seccomp(2) stops it there). So the figures are the same
 * wherever the processor offers the same, under QEMU always.
 *
 * To wait is that nobody comes out of the kernel for a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "the registers of another processor are not known here"
#endif

enum { DEVICE = 100 }; /* the daemon's end of the pair, in the daemon */

/* The kernel's answer to who registers (hv-tools/lib/wire/device.h): its first bytes, and how many in all. */
static const struct device {
	const char *path;
	uint8_t answer[8];
	size_t size;
} devices[] = {
	{ "dev/vmbus/hv_kvp", { 100, 0, 0, 0, '3', '.', '1' }, 7432 },
	{ "dev/vmbus/hv_vss", { 129 }, 4 },
	{ "dev/vmbus/hv_fcopy", { 1 }, 4 },
};

static void tick(int signal)
{
	(void)signal;
}

/* So that waiting for a stop ends now and then. */
static void start_ticks(void)
{
	const struct sigaction action = { .sa_handler = tick };
	const struct itimerval second = { { 1, 0 }, { 1, 0 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &second, NULL);
}

/* A stop at each opening of a file, and where a device is read and written otherwise than a socket. */
static int watch_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pread64, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pwrite64, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0
	               ? -1
	               : prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static pid_t start(char **words, int device)
{
	const pid_t pid = fork();

	if (pid == 0) {
		const int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		dup2(device, DEVICE);
		personality(ADDR_NO_RANDOMIZE); /* the same count each time */
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		if (watch_calls() == 0)
			execve(words[0], words, (char *[]){ NULL });
		_exit(127);
	}
	return pid;
}

/* The next stop of anybody; 0 when none came for a whole tick, -1 when nobody is left. */
static pid_t next_stop(int *ret_status)
{
	for (int ticks = 0; ticks < 2;) {
		const pid_t pid = waitpid(-1, ret_status, __WALL);

		if (pid > 0)
			return pid;
		if (errno != EINTR)
			return -1;
		ticks++;
	}
	return 0;
}

/* The device that is at this address of the daemon's, or NULL. */
static const struct device *find_device(pid_t pid, unsigned long address)
{
	char path[32] = "";
	const struct iovec here = { path, sizeof(path) - 1 };
	const struct iovec there = { (void *)address, sizeof(path) - 1 };

	if (process_vm_readv(pid, &here, 1, &there, 1, 0) <= 0)
		return NULL;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (strcmp(path + strspn(path, "/"), devices[i].path) == 0)
			return &devices[i];
	return NULL;
}

static bool is_socket(pid_t pid, unsigned long fd)
{
	char path[64], to[8] = "";

	snprintf(path, sizeof(path), "/proc/%d/fd/%lu", (int)pid, fd);
	return readlink(path, to, sizeof(to) - 1) > 0 && strncmp(to, "socket:", 7) == 0;
}

static void put_answer(const struct device *d, int end)
{
	uint8_t message[8192] = { 0 };

	memcpy(message, d->answer, sizeof(d->answer));
	send(end, message, d->size, MSG_DONTWAIT);
}

/* One of the calls that the filter knows begins: it is changed when it is of a device. */
static void at_call(pid_t pid, int end)
{
	struct user_regs_struct regs;
	const struct device *device;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		return;
	if (regs.orig_rax == SYS_pread64 || regs.orig_rax == SYS_pwrite64) {
		if (!is_socket(pid, regs.rdi))
			return;
		regs.orig_rax = regs.orig_rax == SYS_pread64 ? SYS_read : SYS_write;
	} else {
		device = find_device(pid, regs.orig_rax == SYS_openat ? regs.rsi : regs.rdi);
		if (!device)
			return;
		put_answer(device, end);
		regs.orig_rax = SYS_dup;
		regs.rdi = DEVICE;
	}
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

/* It has said who it is, and has taken the answer. */
static bool is_introduced(int end)
{
	uint8_t message[8192];
	int unread = 1;

	return recv(end, message, sizeof(message), MSG_DONTWAIT) > 0 &&
	       ioctl(end, TIOCOUTQ, &unread) == 0 && unread == 0;
}

/* What a stop was: the signal to hand on, or 0. */
static int signal_of(int status, bool *ret_counts)
{
	const int signal = WSTOPSIG(status);

	*ret_counts = status >> 16 == 0 && (signal == SIGTRAP || signal == (SIGTRAP | 0x80));
	/* SIGSTOP: a new child begins. */
	return status >> 16 || *ret_counts || signal == SIGSTOP ? 0 : signal;
}

static int resume(pid_t pid, bool calls, int signal)
{
	const long rc =
		ptrace(calls ? PTRACE_SYSCALL : PTRACE_SINGLESTEP, pid, NULL, (void *)(long)signal);

	return rc < 0 && errno != ESRCH ? -1 : 0; /* it may have been killed */
}

static int run(pid_t daemon, int end, bool calls, unsigned long *ret_stops)
{
	pid_t pid = daemon;
	int status, signal = 0;

	start_ticks();
	for (;;) {
		bool counts;

		if (pid && resume(pid, calls, signal) < 0)
			return -1;
		pid = next_stop(&status);
		if (pid <= 0 || (pid == daemon && !WIFSTOPPED(status)))
			return pid == 0 ? 0 : -1;
		if (!WIFSTOPPED(status)) {
			pid = 0; /* a child has ended */
			continue;
		}
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8))
			at_call(pid, end);
		signal = signal_of(status, &counts);
		*ret_stops += counts;
	}
}

static int count(pid_t pid, int end, bool calls)
{
	unsigned long stops = 0;
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
	           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP |
	                   PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	                   PTRACE_O_TRACECLONE) < 0 ||
	    ptrace(PTRACE_CONT, pid, NULL, NULL) < 0 || waitpid(pid, &status, 0) != pid ||
	    status >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		return -1;
	if (run(pid, end, calls, &stops) < 0 || !is_introduced(end))
		return -1;
	/* A call stops at its begin and at its end; the last one has not ended. */
	printf("%lu\n", calls ? (stops + 1) / 2 : stops);
	return 0;
}

int main(int argc, char **argv)
{
	const bool calls = argc > 1 && strcmp(argv[1], "-s") == 0;
	char **words = argv + 1 + calls;
	int ends[2], rc;

	if (!words[0]) {
		fputs("usage: steps [-s] PROGRAM [WORD]...\n", stderr);
		return 2;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		perror("steps");
		return 1;
	}
	rc = count(start(words, ends[1]), ends[0], calls);
	if (rc < 0)
		fprintf(stderr, "steps: %s never came to wait for the host\n", words[0]);
	return rc < 0; /* which kills what is left (PTRACE_O_EXITKILL) */
}
