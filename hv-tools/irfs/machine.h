/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's devices as text: what /sys/devices is, cut down to what decides whether a root can be reached.
 *	machine NAME
 *	about WORDS...
 *	arch x86_64 | arm64
 *	root SPEC		as on the command line: UUID=, LABEL=, PARTUUID=, PARTLABEL=, /dev/NAME
 *	device MODALIAS [driver=NAME|NAME...]
 *	block NAME [fs=TYPE] [uuid=] [label=] [partuuid=] [partlabel=]
 * Tabs before a device or block make it the child of the line above with one tab less: it appears when that
 * one has its driver. A block device needs none. Words are parted by blanks; '#' begins a comment line.
 */
#pragma once
#include "fault.h"
#include <stdbool.h>
#include <stddef.h>

enum { MACHINE_NODES = 4096, MACHINE_DEPTH = 32, MACHINE_BYTES = 1 << 20 };

struct machine_node {
	const char *modalias; /* of a device */
	const char *drivers; /* names parted by '|', any of which will do; NULL: whoever takes it */
	const char *name;    /* of a block device */
	const char *fs, *uuid, *label, *partuuid, *partlabel;
	int parent; /* -1: none */
	unsigned int line;
};

struct machine {
	const char *name, *about, *arch, *root; /* NULL when not said */
	struct machine_node *nodes;
	size_t n, room;
	char *text;
};

/* @text is copied. 0; -EINVAL with the line; -E2BIG for too many; -ENOMEM. machine_done() in all cases. */
int machine_parse(struct machine *m, const char *text, size_t len, struct fault *fault);
/* From a file, or from the file "tree" of a folder. */
int machine_read(struct machine *m, const char *path, struct fault *fault);
void machine_done(struct machine *m);

/* Is the block device @node the one that @spec names? */
bool machine_is_root(const struct machine_node *node, const char *spec);

#define AUTO_MACHINE __attribute__((cleanup(machine_done)))
