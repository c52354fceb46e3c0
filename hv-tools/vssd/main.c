// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "background.h"
#include "daemon.h"
#include "rescue.h"
#include "trial.h"
#include "wire/device.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

/* Not a time that a freeze may last: no test was asked for. */
#define NO_TEST    0ul
#define TEST_MAX_S 840

struct options {
	bool foreground, verbose, json;
	const char *device, *root, *config;
	unsigned long test_s;
};

static const struct hv_option options[] = {
	{ "no-daemon", 'n', HV_OPTION_FLAG, NULL, "stay in the foreground",
	  offsetof(struct options, foreground), 0, 0 },
	{ "device", 0, HV_OPTION_STRING, "PATH|fd:N", "the device (default " HV_DEVICE_VSS ")",
	  offsetof(struct options, device), 0, 0 },
	{ "root", 0, HV_OPTION_STRING, "DIR",
	  "the folder that /dev, /etc, /proc, /run, /sys and all mounts are below",
	  offsetof(struct options, root), 0, 0 },
	{ "config", 0, HV_OPTION_STRING, "FILE",
	  "the configuration (default " VSS_CONFIG_FILE ", if it is there)",
	  offsetof(struct options, config), 0, 0 },
	{ "test-freeze", 0, HV_OPTION_UINT, "SECONDS",
	  "freeze for that long, thaw, and tell how long each took",
	  offsetof(struct options, test_s), 1, TEST_MAX_S },
	{ "json", 0, HV_OPTION_FLAG, NULL, "tell it as JSON", offsetof(struct options, json), 0,
	  0 },
	{ "verbose", 'v', HV_OPTION_FLAG, NULL, "log more", offsetof(struct options, verbose), 0,
	  0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hv_vss_daemon",
	.synopsis = "[OPTION]...",
	.summary =
		"Freeze the file systems for the backups of a Hyper-V host, and thaw them in any case.",
	.options = options,
};

static struct vss_config config;
static struct hv_background background = { .fd = -1 };
static struct hv_log log_;

static int read_config(int root, const char *path)
{
	struct hv_conf_error error;

	if (vss_config_read(root, path, &config, &error) == 0)
		return 0;
	if (error.line)
		hv_log(&log_, LOG_ERR, "%s:%u: %s", path ? path : VSS_CONFIG_FILE, error.line,
		       error.text);
	else
		hv_log(&log_, LOG_ERR, "%s: %s", path ? path : VSS_CONFIG_FILE, error.text);
	return -EINVAL;
}

static void on_ready(void)
{
	hv_background_ready(&background, &log_);
}

static int serve(struct vss_context *c, const struct options *o)
{
	int rc = 0, code = 0;

	/* First of all: what a predecessor left may be what the log is written to. */
	vss_rescue_journal(c);
	if (!o->foreground)
		rc = hv_background_begin(&background, &code);
	if (rc < 0) {
		hv_log(&log_, LOG_ERR, "cannot go into the background: %s", strerror(-rc));
		return HV_EXIT_FAILED;
	}
	if (rc > 0)
		return code;
	c->ready = on_ready;
	return vss_daemon_run(c, &vss_kernel_device, o->device) < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}

static int run(const struct options *o)
{
	AUTO_CLOSE int root = open(o->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct vss_context c = {
		.root = root, .config = &config, .ops = &vss_kernel_ops, .log = &log_
	};

	if (root < 0) {
		hv_log(&log_, LOG_ERR, "%s: %s", o->root, strerror(errno));
		return HV_EXIT_FAILED;
	}
	if (read_config(root, o->config) < 0)
		return HV_EXIT_USAGE;
	if (o->test_s != NO_TEST)
		return vss_trial_run(&c, o->test_s, o->json, stdout);
	return serve(&c, o);
}

int main(int argc, char **argv)
{
	struct options o = { .device = HV_DEVICE_VSS, .root = "/", .test_s = NO_TEST };
	int first;

	hv_background_fill_streams();
	first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	hv_log_init(&log_, cli.name, o.verbose);
	if (first < argc || (o.json && o.test_s == NO_TEST)) {
		hv_log(&log_, LOG_ERR,
		       first < argc ? "no operand is known: %s" : "--json is of --test-freeze%s",
		       first < argc ? argv[first] : "");
		return HV_EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN); /* words that nobody reads any more */
	return run(&o);
}
