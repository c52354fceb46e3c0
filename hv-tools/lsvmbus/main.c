// SPDX-License-Identifier: GPL-2.0-only
/* lsvmbus: what is on VMBus. See lsvmbus.8. */
#include "auto.h"
#include "bus.h"
#include "cli.h"
#include "print.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct options {
	struct hv_list verbose; /* a list without words counts */
	bool json;
	const char *root;
};

#define AT(field) offsetof(struct options, field)

static const struct hv_option option_table[] = {
	{ "verbose", 'v', HV_OPTION_LIST, NULL,
	  "class GUIDs and CPUs; -vv device GUIDs and paths too; -vvv all", AT(verbose), 0, 0 },
	{ "json", 'j', HV_OPTION_FLAG, NULL, "all of it as JSON", AT(json), 0, 0 },
	{ "root", 'r', HV_OPTION_STRING, "DIR", "look below DIR, default /", AT(root), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "lsvmbus",
	.synopsis = "[-v[v[v]]] [--json] [--root DIR]",
	.summary = "List the devices that Hyper-V offers on VMBus.",
	.options = option_table,
};

static int complain(const char *what, int rc)
{
	fprintf(stderr, "lsvmbus: %s: %s\n", what, strerror(-rc));
	return HV_EXIT_FAILED;
}

static int read_bus(const char *root, struct bus *bus)
{
	AUTO_CLOSE int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return complain(root, -errno);
	rc = bus_read(fd, bus);
	if (rc == -ENOENT) {
		fputs("lsvmbus: " BUS_FOLDER
		      " is not there: no guest of Hyper-V, or hv_vmbus is not loaded\n",
		      stderr);
		return HV_EXIT_FAILED;
	}
	return rc < 0 ? complain(BUS_FOLDER, rc) : HV_EXIT_OK;
}

static int print(const struct options *o, const struct bus *bus)
{
	if (o->json)
		print_json(bus, stdout);
	else
		print_text(bus, o->verbose.count, stdout);
	if (bus->skipped > 0)
		fprintf(stderr, "lsvmbus: %zu entries of " BUS_FOLDER " are no devices\n",
		        bus->skipped);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain("standard output", -errno);
	return HV_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct options o = { .root = "/" };
	struct bus bus = { 0 };
	int rc = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (rc < 0)
		return rc == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (rc != argc) {
		fprintf(stderr, "lsvmbus: unexpected word: %s (see --help)\n", argv[rc]);
		return HV_EXIT_USAGE;
	}
	rc = read_bus(o.root, &bus);
	if (rc == HV_EXIT_OK)
		rc = print(&o, &bus);
	bus_done(&bus);
	return rc;
}
