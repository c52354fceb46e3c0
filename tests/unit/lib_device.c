// SPDX-License-Identifier: GPL-2.0-only
/* One message per read and write, over a pair of sockets that keeps them apart as the devices do. */
#include "device.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static int kernel, device;

static void start(void)
{
	char path[32];
	int ends[2];

	is_int(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	kernel = ends[0];
	snprintf(path, sizeof(path), "fd:%d", ends[1]);
	device = hv_device_open(path);
	is_int(device, ends[1]);
}

static void a_descriptor_is_taken_over(void)
{
	start();
	is_int(fcntl(device, F_GETFD), FD_CLOEXEC);
	close(kernel);
	close(device);
	is_int(hv_device_open("fd:"), -EINVAL);
	is_int(hv_device_open("fd:-1"), -EINVAL);
	is_int(hv_device_open("fd:1x"), -EINVAL);
	is_true(hv_device_open("fd:99999999999") < 0);
	is_int(hv_device_open("fd:987654"), -EBADF);
}

static void a_path_is_opened_for_both_ways(void)
{
	char path[] = "/tmp/hvkit-device-XXXXXX";
	const int made = mkstemp(path);
	const int fd = hv_device_open(path);

	is_true(fd >= 0);
	is_int(fcntl(fd, F_GETFD), FD_CLOEXEC);
	is_int(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	close(fd);
	close(made);
	unlink(path);
	is_int(hv_device_open(path), -ENOENT);
	is_int(hv_device_open("/tmp"), -EISDIR);
}

static void messages_stay_apart(void)
{
	char got[64];

	start();
	is_int(send(kernel, "one", 3, 0), 3);
	is_int(send(kernel, "three", 5, 0), 5);
	is_int(hv_device_read(device, got, sizeof(got)), 3);
	is_int(hv_device_read(device, got, sizeof(got)), 5);
	is_int(memcmp(got, "three", 5), 0);
	is_int(hv_device_write(device, "answer", 6), 0);
	is_int(hv_device_write(device, "b", 1), 0);
	is_int(recv(kernel, got, sizeof(got), 0), 6);
	is_int(recv(kernel, got, sizeof(got), 0), 1);
	close(kernel);
	is_int(hv_device_read(device, got, sizeof(got)), 0);
	close(device);
}

static void errors_are_told(void)
{
	char c;

	signal(SIGPIPE, SIG_IGN);
	start();
	close(kernel);
	is_int(hv_device_write(device, "x", 1), -EPIPE);
	close(device);
	is_int(hv_device_read(device, &c, 1), -EBADF);
	is_int(hv_device_write(device, "x", 1), -EBADF);
	signal(SIGPIPE, SIG_DFL);
}

/* A device takes a message whole; what takes a part of it is none. */
static void half_a_message_is_an_error(void)
{
	static const char much[256 * 1024];
	int ends[2];

	is_int(pipe2(ends, O_NONBLOCK), 0);
	is_int(hv_device_write(ends[1], much, sizeof(much)), -EIO);
	is_int(hv_device_write(ends[1], much, sizeof(much)), -EAGAIN);
	close(ends[0]);
	close(ends[1]);
}

static volatile sig_atomic_t alarms;

/* The third time somebody answers. */
static void on_alarm(int signal)
{
	if (++alarms == 3 && send(kernel, "late", 4, 0) != 4)
		_exit(1);
}

static void signals_do_not_end_a_read(void)
{
	const struct sigaction act = { .sa_handler = on_alarm };
	const struct itimerval often = { { 0, 5000 }, { 0, 5000 } }, never = { { 0, 0 }, { 0, 0 } };
	char got[8];

	start();
	is_int(sigaction(SIGALRM, &act, NULL), 0);
	is_int(setitimer(ITIMER_REAL, &often, NULL), 0);
	is_int(hv_device_read(device, got, sizeof(got)), 4);
	is_int(setitimer(ITIMER_REAL, &never, NULL), 0);
	is_true(alarms >= 3);
	close(kernel);
	close(device);
}

TAP_MAIN(TAP_CASE(a_descriptor_is_taken_over), TAP_CASE(a_path_is_opened_for_both_ways),
         TAP_CASE(messages_stay_apart), TAP_CASE(errors_are_told),
         TAP_CASE(half_a_message_is_an_error), TAP_CASE(signals_do_not_end_a_read))
