// SPDX-License-Identifier: GPL-2.0-only
/* Words to the service manager, who listens at a socket. */
#include "notify.h"
#include "tap.h"
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A manager at @path, "@..." in the abstract namespace; it is told to the child by $NOTIFY_SOCKET. */
static int listen_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(at.sun_path, path, strlen(path));
	if (path[0] == '@')
		at.sun_path[0] = '\0';
	is_int(bind(fd, (struct sockaddr *)&at,
	            (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))),
	       0);
	setenv("NOTIFY_SOCKET", path, 1);
	return fd;
}

static const char *heard(int fd)
{
	static char text[256];
	const ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	text[n < 0 ? 0 : n] = '\0';
	return text;
}

static void words_are_heard(void)
{
	char path[64], name[64];
	int fd;

	snprintf(path, sizeof(path), "/tmp/hvkit-notify-%d", (int)getpid());
	fd = listen_at(path);
	is_int(hv_notify("READY=1"), 0);
	is_string(heard(fd), "READY=1");
	is_int(hv_notify("STATUS=two\nWATCHDOG=1"), 0);
	is_string(heard(fd), "STATUS=two\nWATCHDOG=1");
	close(fd);
	is_int(hv_notify("STOPPING=1"), -ECONNREFUSED);
	unlink(path);
	is_int(hv_notify("STOPPING=1"), -ENOENT);
	snprintf(name, sizeof(name), "@hvkit-notify-%d", (int)getpid());
	fd = listen_at(name);
	is_int(hv_notify("READY=1"), 0);
	is_string(heard(fd), "READY=1");
	close(fd);
}

static void without_a_manager_there_is_nothing_to_do(void)
{
	unsetenv("NOTIFY_SOCKET");
	is_int(hv_notify("READY=1"), 0);
}

static void addresses_that_are_none_are_refused(void)
{
	char path[200];

	setenv("NOTIFY_SOCKET", "", 1);
	is_int(hv_notify("READY=1"), -EINVAL);
	setenv("NOTIFY_SOCKET", "relative", 1);
	is_int(hv_notify("READY=1"), -EINVAL);
	setenv("NOTIFY_SOCKET", "vsock:2:1234", 1);
	is_int(hv_notify("READY=1"), -EINVAL);
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[sizeof(((struct sockaddr_un *)0)->sun_path)] = '\0';
	setenv("NOTIFY_SOCKET", path, 1);
	is_int(hv_notify("READY=1"), -EINVAL);
	path[sizeof(((struct sockaddr_un *)0)->sun_path) - 1] = '\0';
	setenv("NOTIFY_SOCKET", path, 1);
	is_int(hv_notify("READY=1"), -ENOENT);
}

TAP_MAIN(TAP_CASE(words_are_heard), TAP_CASE(without_a_manager_there_is_nothing_to_do),
         TAP_CASE(addresses_that_are_none_are_refused))
