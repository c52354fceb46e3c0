// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "background.h"
#include "cli.h"
#include "daemon.h"
#include "wire/device.h"
#include <errno.h>
#include <string.h>

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

int main(int argc, char **argv)
{
	struct options o = { .root = "/", .config = POLICY_FILE };
	struct daemon_options d = { 0 };
	struct hv_background background = { .fd = -1 };
	int first, rc, code = 0;

	hv_background_fill_streams();
	first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
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
	rc = o.foreground ? 0 : hv_background_begin(&background, &code);
	if (rc > 0)
		return code;
	hv_background_ready(&background,
	                    &log_); /* there may be nothing to register with for long */
	if (rc == 0)
		rc = daemon_run(&d, &log_);
	if (rc < 0)
		hv_log(&log_, LOG_ERR, "%s", strerror(-rc));
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}
