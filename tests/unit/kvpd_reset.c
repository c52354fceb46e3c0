// SPDX-License-Identifier: GPL-2.0-only
/*
 * When the kernel lets go of the daemon: a reply that is refused, a device that goes and comes back. A socket
 * refuses nothing, so that the device is one of the test's own: each open takes the next of a row of sockets.
 */
#include "kvpd_fixture.h"
#include <sys/mman.h>

enum { OPENS = 6 };

static struct fixture f;
static struct shared {  /* with the daemon's process */
	int refuse;     /* errno of the next write of a reply */
	int open_error; /* of opens */
	unsigned int opens;
} * shared;
static int theirs[OPENS], ours[OPENS];

static int next_open(const char *path)
{
	if (shared->open_error)
		return -shared->open_error;
	return shared->opens < OPENS ? theirs[shared->opens++] : -ENOENT;
}

static ssize_t plain_read(int fd, void *message, size_t size)
{
	const ssize_t n = read(fd, message, size);

	return n < 0 ? -errno : n;
}

static int refusing_write(int fd, const void *message, size_t len)
{
	const struct hv_device_kvp *m = message;
	const int refuse = shared->refuse;

	if (refuse && m->op != HV_DEVICE_KVP_REGISTER) {
		shared->refuse = 0;
		return -refuse;
	}
	return write(fd, message, len) == (ssize_t)len ? 0 : -errno;
}

static const struct daemon_device device = { next_open, plain_read, refusing_write };

static pid_t start(void)
{
	static struct daemon daemon;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	alarm(60);
	for (int i = 0; i < OPENS; i++)
		close(ours[i]);
	daemon = (struct daemon){ .config = &kvpd_config,
		                  .device = "device",
		                  .pools = "var/lib/hyperv",
		                  .root = f.root,
		                  .log = &f.log,
		                  .use = &device,
		                  .open_netlink = net_open };
	_exit(daemon_run(&daemon) < 0);
}

static void begin(void)
{
	config_defaults(&kvpd_config);
	fixture_begin(&f);
	fixture_write(&f, "proc/sys/kernel/hostname", "a.b\n");
	memset(shared, 0, sizeof(*shared));
	for (int i = 0; i < OPENS; i++) {
		int ends[2];

		is_int(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
		ours[i] = ends[0];
		theirs[i] = ends[1];
	}
}

/* The test keeps no copy of the daemon's ends, so that it sees them closed. */
static void let_go(void)
{
	for (int i = 0; i < OPENS; i++)
		close(theirs[i]);
}

static int end(pid_t pid)
{
	int status = 0;

	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	for (int i = 0; i < OPENS; i++)
		close(ours[i]);
	fixture_end(&f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void registers_again(int refusal)
{
	struct kernel first, second;
	pid_t pid;

	begin();
	pid = start();
	first.fd = ours[0];
	second.fd = ours[1];
	kvpd_register(&first);
	is_int(kvpd_enumerate(&first, 2, 0), HV_IC_OK);
	shared->refuse = refusal;
	kvpd_message.op = HV_KVP_ENUMERATE;
	kernel_send(&first, &kvpd_message, sizeof(kvpd_message));
	kvpd_register(&second);
	is_int(kvpd_enumerate(&second, 2, 1), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.value, "3.1");
	is_int(shared->opens, 2);
	let_go();
	is_true(strstr(fixture_read(&f, "messages"), "registering again") != NULL);
	is_int(end(pid), 0);
}

/* The kernel's deadline was over, or the guest was hibernated. */
static void reply_refused(void)
{
	registers_again(EINVAL);
}

static void driver_gone(void)
{
	registers_again(EBADF);
}

/* Rescinded by the host and offered again: the daemon waits for the device. */
static void device_comes_back(void)
{
	struct kernel first, second;
	pid_t pid;

	begin();
	pid = start();
	let_go();
	first.fd = ours[0];
	second.fd = ours[1];
	kvpd_register(&first);
	is_int(kvpd_enumerate(&first, 2, 0), HV_IC_OK);
	shared->open_error = ENOENT;
	shutdown(ours[0], SHUT_RDWR);
	usleep(600000);
	is_int(kill(pid, 0), 0);
	is_int(shared->opens, 1);
	shared->open_error = EBUSY; /* somebody else was faster */
	usleep(300000);
	shared->open_error = 0;
	kvpd_register(&second);
	is_int(kvpd_enumerate(&second, 2, 0), HV_IC_OK);
	is_int(end(pid), 0);
}

/* Nothing to begin with: it ends, so that whoever started it knows. */
static void no_device_at_start(void)
{
	int status = 0;
	pid_t pid;

	begin();
	shared->open_error = EBUSY;
	pid = start();
	is_int(waitpid(pid, &status, 0), pid);
	is_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	is_true(strstr(fixture_read(&f, "messages"), "another daemon has it") != NULL);
	let_go();
	fixture_end(&f);
}

int main(void)
{
	static const struct tap_case cases[] = { TAP_CASE(reply_refused), TAP_CASE(driver_gone),
		                                 TAP_CASE(device_comes_back),
		                                 TAP_CASE(no_device_at_start) };

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	return tap_run(cases, ARRAY_SIZE(cases));
}
