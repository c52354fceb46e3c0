// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "daemon.h"
#include "wire/device.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

struct options {
	bool foreground, verbose, bind;
	const char *device, *transport, *root, *config;
};

static const struct hv_option options[] = {
	{ "no-daemon", 'n', HV_OPTION_FLAG, NULL, "stay in the foreground",
	  offsetof(struct options, foreground), 0, 0 },
	{ "config", 0, HV_OPTION_STRING, "FILE", "the policy (default " POLICY_FILE ")",
	  offsetof(struct options, config), 0, 0 },
	{ "transport", 0, HV_OPTION_STRING, "WAY", "auto, chardev or uio (default auto)",
	  offsetof(struct options, transport), 0, 0 },
	{ "device", 0, HV_OPTION_STRING, "PATH|fd:N",
	  "the char device (default " HV_DEVICE_FCOPY ")", offsetof(struct options, device), 0, 0 },
	{ "bind", 0, HV_OPTION_FLAG, NULL, "bind uio_hv_generic to the service when nothing is",
	  offsetof(struct options, bind), 0, 0 },
	{ "root", 0, HV_OPTION_STRING, "DIR", "the folder that all paths are below",
	  offsetof(struct options, root), 0, 0 },
	{ "verbose", 'v', HV_OPTION_FLAG, NULL, "log more", offsetof(struct options, verbose), 0,
	  0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hv_fcopy_daemon",
	.synopsis = "[OPTION]...",
	.summary =
		"Receive files that a Hyper-V host copies into this guest, where the policy lets it.",
	.options = options,
};

static const struct {
	const char *name;
	bool chardev, uio;
} transports[] = {
	{ "auto", true, true },
	{ "chardev", true, false },
	{ "uio", false, true },
};

static struct hv_log log_;

/* Which ways to the host are meant: --device alone is one of them. */
static int choose(const struct options *o, struct daemon_options *d)
{
	const char *name = o->transport ? o->transport : o->device ? "chardev" : "auto";

	for (size_t i = 0; i < ARRAY_SIZE(transports); i++) {
		if (strcmp(name, transports[i].name) != 0)
			continue;
		d->use_uio = transports[i].uio;
		if (transports[i].chardev)
			d->device = o->device ? o->device : HV_DEVICE_FCOPY;
		return 0;
	}
	hv_log(&log_, LOG_ERR, "--transport is auto, chardev or uio, not %s", name);
	return -EINVAL;
}

/* The system's log, which reads the program's name from each line; without it, nothing. */
static int open_log(void)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

/* On in the background, as daemon(3) does, which not every C library can without waste. */
static int detach(void)
{
	AUTO_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC), words = open_log();
	pid_t pid;

	if (null < 0 || words < 0)
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid > 0)
		_exit(HV_EXIT_OK);
	if (setsid() < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(words, STDERR_FILENO) < 0)
		return -errno;
	log_.prefix = false;
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = { .root = "/", .config = POLICY_FILE };
	struct daemon_options d = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	hv_log_init(&log_, cli.name, o.verbose);
	if (first < argc) {
		hv_log(&log_, LOG_ERR, "no operands are known: %s", argv[first]);
		return HV_EXIT_USAGE;
	}
	if (o.config[0] != '/') {
		hv_log(&log_, LOG_ERR, "--config is an absolute path");
		return HV_EXIT_USAGE;
	}
	if (choose(&o, &d) < 0)
		return HV_EXIT_USAGE;
	d.root = o.root;
	d.config = o.config;
	d.bind = o.bind;
	rc = o.foreground ? 0 : detach();
	if (rc == 0)
		rc = daemon_run(&d, &log_);
	if (rc < 0)
		hv_log(&log_, LOG_ERR, "%s", strerror(-rc));
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}
