// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps [-s] PROGRAM [WORD]...: how many instructions (-s: system calls) PROGRAM executes from its first one until
 * it waits, and then ends it. The loader's are counted, the kernel's are not; of a string instruction each round
 * is one. Needs a kernel and nothing else, so it runs in any guest.
 *
 * To wait is to be in one system call for half a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void tick(int signal)
{
	(void)signal;
}

/* So that waiting for a stop ends now and then. */
static void start_ticks(void)
{
	const struct sigaction action = { .sa_handler = tick };
	const struct itimerval half = { { 0, 500000 }, { 0, 500000 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &half, NULL);
}

static pid_t start(char **words)
{
	const pid_t pid = fork();

	if (pid == 0) {
		const int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		personality(ADDR_NO_RANDOMIZE); /* the same count each time */
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execve(words[0], words, (char *[]){ NULL });
		_exit(127);
	}
	return pid;
}

/* The next stop; false when none came for a whole tick. */
static bool next_stop(pid_t pid, int *ret_status)
{
	for (int ticks = 0; ticks < 2;) {
		if (waitpid(pid, ret_status, __WALL) == pid)
			return true;
		if (errno != EINTR)
			return false;
		ticks++;
	}
	return false;
}

/* What a stop was: the signal to hand on, 0 for none, -1 for the end. */
static int signal_of(int status, bool *ret_counts)
{
	const int signal = WIFSTOPPED(status) ? WSTOPSIG(status) : -1;

	*ret_counts = signal == SIGTRAP || signal == (SIGTRAP | 0x80);
	return *ret_counts ? 0 : signal;
}

static int count(pid_t pid, bool calls)
{
	unsigned long stops = 0;
	int status, signal = 0;
	bool counts;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return -1;
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	start_ticks();
	for (;;) {
		if (ptrace(calls ? PTRACE_SYSCALL : PTRACE_SINGLESTEP, pid, NULL,
		           (void *)(long)signal) < 0)
			return -1;
		if (!next_stop(pid, &status))
			break;
		signal = signal_of(status, &counts);
		if (signal < 0)
			return -1;
		stops += counts;
	}
	/* A call stops at its begin and at its end; the last one has not ended. */
	printf("%lu\n", calls ? (stops + 1) / 2 : stops);
	return 0;
}

int main(int argc, char **argv)
{
	const bool calls = argc > 1 && strcmp(argv[1], "-s") == 0;
	char **words = argv + 1 + calls;
	pid_t pid;
	int rc;

	if (!words[0]) {
		fputs("usage: steps [-s] PROGRAM [WORD]...\n", stderr);
		return 2;
	}
	pid = start(words);
	rc = count(pid, calls);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (rc < 0)
		fprintf(stderr, "steps: %s ended before it waited\n", words[0]);
	return rc < 0;
}
