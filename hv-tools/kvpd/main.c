// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "background.h"
#include "cli.h"
#include "daemon.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

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

static struct hv_background background = { .fd = -1 };

/* Registered: up to here errors were the terminal's, and the exit code of who called. */
static void go_on_alone(void *ctx)
{
	hv_background_ready(ctx, &log_);
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

static int run(const struct options *o)
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
		.ready_ctx = &background,
	};
	rc = daemon_run(&kvpd);
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct options o = { .device = HV_DEVICE_KVP, .root = "/" };
	int first, rc, code = 0;

	hv_background_fill_streams();
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
	rc = o.foreground ? 0 : hv_background_begin(&background, &code);
	if (rc < 0)
		return fail("cannot go into the background", rc);
	return rc > 0 ? code : run(&o);
}
