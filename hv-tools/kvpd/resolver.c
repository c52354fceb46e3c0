// SPDX-License-Identifier: GPL-2.0-only
#include "resolver.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int ask_system(const char *host, char *ret)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
		                        .ai_socktype = SOCK_STREAM,
		                        .ai_flags = AI_CANONNAME };
	struct addrinfo *info;

	if (getaddrinfo(host, NULL, &hints, &info) != 0)
		return -1;
	if (!info->ai_canonname || strlen(info->ai_canonname) >= RESOLVER_NAME)
		return -1;
	strcpy(ret, info->ai_canonname);
	return 0;
}

/*
 * The daemon's descriptors are not ours: the device would stay open here when the daemon closes it, and could
 * not be opened again.
 */
static void close_others(int keep)
{
	if (dup2(keep, STDIN_FILENO) < 0)
		_exit(1);
	if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0) == 0)
		return;
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++) /* before 5.9 */
		close(fd);
}

static _Noreturn void work(const struct resolver *r, const char *host, int out)
{
	char name[RESOLVER_NAME] = "";
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGALRM, SIG_DFL);
	/* Who looks for the daemon by its name is to find one process. */
	prctl(PR_SET_NAME, "kvp-resolver");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(RESOLVER_DEADLINE_S);
	close_others(out);
	if ((r->ask ? r->ask : ask_system)(host, name) == 0 &&
	    write(STDIN_FILENO, name, strlen(name)) < 0)
		_exit(1);
	_exit(0);
}

static void finish(struct resolver *r)
{
	hv_loop_remove(r->loop, &r->source);
	close(r->source.fd);
	r->source.fd = -1;
	while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
}

static int on_answer(void *ctx, int fd, uint32_t events)
{
	struct resolver *r = ctx;
	char name[RESOLVER_NAME];
	ssize_t n;

	(void)events;
	/* In one turn of the loop another source may have ended it, or begun the next. */
	if (r->pid <= 0)
		return 0;
	n = read(fd, name, sizeof(name) - 1);
	if (n < 0 && errno == EAGAIN)
		return 0;
	name[n > 0 ? n : 0] = '\0';
	kill(r->pid, SIGKILL); /* what it had to say has been said */
	finish(r);
	r->done(r->ctx, name);
	return 0;
}

int resolver_start(struct resolver *r, const char *host)
{
	int ends[2], rc;

	if (r->pid > 0)
		return -EBUSY;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r->pid = fork();
	if (r->pid == 0)
		work(r, host, ends[1]);
	rc = r->pid < 0 ? -errno : 0;
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	r->source = (struct hv_loop_source){ ends[0], on_answer, r };
	if (rc == 0)
		rc = hv_loop_add(r->loop, &r->source, EPOLLIN);
	if (rc < 0) {
		close(ends[0]);
		if (r->pid > 0) {
			kill(r->pid, SIGKILL);
			waitpid(r->pid, NULL, 0);
		}
		r->pid = 0;
	}
	return rc;
}

void resolver_stop(struct resolver *r)
{
	if (r->pid <= 0)
		return;
	kill(r->pid, SIGKILL);
	finish(r);
}
