// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cli.h"
#include "daemon.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

struct options {
	bool foreground, debug;
	const char *device, *root, *pools, *config;
};

static const struct hv_option options[] = {
	{ "no-daemon", 'n', HV_OPTION_FLAG, NULL, "stay in the foreground",
	  offsetof(struct options, foreground), 0, 0 },
	{ "debug-enabled", 'd', HV_OPTION_FLAG, NULL, "log each request, without its values",
	  offsetof(struct options, debug), 0, 0 },
	{ "device", 0, HV_OPTION_STRING, "PATH|fd:N", "the device (default " HV_DEVICE_KVP ")",
	  offsetof(struct options, device), 0, 0 },
	{ "root", 0, HV_OPTION_STRING, "DIR",
	  "the folder that /etc, /proc, /run, /sys, /var are below", offsetof(struct options, root),
	  0, 0 },
	{ "pool-dir", 0, HV_OPTION_STRING, "DIR", "the pools (default ROOT" HV_POOL_FOLDER ")",
	  offsetof(struct options, pools), 0, 0 },
	{ "config", 0, HV_OPTION_STRING, "FILE",
	  "the policy (default " CONFIG_FILE ", if it is there)", offsetof(struct options, config),
	  0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hv_kvp_daemon",
	.synopsis = "[OPTION]...",
	.summary = "Answer a Hyper-V host's questions for key-value pairs and network settings.",
	.options = options,
};

static struct config config;
static char config_room[CONFIG_ROOM];
static struct hv_log log_;
static struct daemon kvpd;

static _Noreturn void wait_for_child(int fd, pid_t child)
{
	char byte;
	int status;

	if (read(fd, &byte, 1) == 1)
		_exit(HV_EXIT_OK);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(HV_EXIT_FAILED);
}

/* Standard error, when nobody sees it any more: the system's log, or nothing. */
static int open_log(void)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return open("/dev/null", O_WRONLY);
}

static int detach_output(void)
{
	const int nothing = open("/dev/null", O_RDWR), words = open_log();

	if (nothing < 0 || words < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
	    dup2(nothing, STDOUT_FILENO) < 0 || dup2(words, STDERR_FILENO) < 0)
		return -errno;
	if (nothing > STDERR_FILENO)
		close(nothing);
	if (words > STDERR_FILENO)
		close(words);
	log_.prefix = true;
	return 0;
}

/* Registered: up to here errors were the terminal's, and the parent's exit code. */
static void go_on_alone(void *ctx)
{
	int *fd = ctx;
	const char done = 0;

	if (*fd < 0)
		return;
	if (detach_output() < 0)
		hv_log(&log_, LOG_WARNING, "cannot let go of the streams: %s", strerror(errno));
	if (write(*fd, &done, 1) == 1)
		close(*fd);
	*fd = -1;
}

/* Go on in the background. The parent ends when the daemon is registered, or with its exit code. */
static int detach(int *ret_ready_fd)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid > 0) {
		close(ends[1]);
		wait_for_child(ends[0], pid);
	}
	close(ends[0]);
	*ret_ready_fd = ends[1];
	return setsid() < 0 ? -errno : 0;
}

/* 0 to 2 are taken, so that no descriptor of ours is mistaken for a stream. */
static int fill_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
	return fd < 0 ? -errno : 0;
}

static int fail(const char *what, int rc)
{
	hv_log(&log_, LOG_ERR, "%s: %s", what, strerror(-rc));
	return HV_EXIT_FAILED;
}

static int read_config(const struct options *o)
{
	char error[CONFIG_ERROR];

	config_defaults(&config);
	if (config_read(&config, o->config ? o->config : CONFIG_FILE, o->config != NULL,
	                config_room, error) == 0)
		return 0;
	hv_log(&log_, LOG_ERR, "%s", error);
	return -1;
}

static int run(const struct options *o, int *ready_fd)
{
	AUTO_CLOSE int root = open(o->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (root < 0)
		return fail(o->root, -errno);
	kvpd = (struct daemon){
		.config = &config,
		.device = o->device,
		.pools = o->pools ? o->pools : &HV_POOL_FOLDER[1], /* below the root */
		.root = root,
		.log = &log_,
		.ready = go_on_alone,
		.ready_ctx = ready_fd,
	};
	rc = daemon_run(&kvpd);
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct options o = { .device = HV_DEVICE_KVP, .root = "/" };
	int first, rc, ready_fd = -1;

	fill_streams();
	first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	hv_log_init(&log_, cli.name, o.debug);
	if (first < argc) {
		hv_log(&log_, LOG_ERR, "no operand is known: %s", argv[first]);
		return HV_EXIT_USAGE;
	}
	if (read_config(&o) < 0)
		return HV_EXIT_USAGE;
	rc = o.foreground ? 0 : detach(&ready_fd);
	if (rc < 0)
		return fail("cannot go into the background", rc);
	return run(&o, &ready_fd);
}
