/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Coldplug replayed: an image's modules against a recorded machine. Each device that is there has its modalias
 * looked up in the image, the modules found are loaded with what they depend on, a device with its driver shows
 * its children, and so on, until nothing changes any more.
 */
#pragma once
#include "image.h"
#include "machine.h"
#include "modules.h"

enum coldplug_reason {
	COLDPLUG_FINE,
	COLDPLUG_NO_ALIASES, /* no modules.alias at all */
	COLDPLUG_NO_MODULE,  /* nothing in the image, nor built in, takes the device */
	COLDPLUG_NO_FILE,    /* an index names a module whose file is not there */
	COLDPLUG_OTHER,      /* what takes the device is not the driver it had when recorded */
	COLDPLUG_WRONG_ARCH, /* the module is for another kind of processor */
};

struct coldplug_node {
	bool there, bound;
	enum coldplug_reason reason; /* why it is not bound */
	char detail[128];            /* the module or file at fault */
};

struct coldplug {
	const struct image *image;
	const struct modules *modules; /* of the image */
	const struct modules
		*kernel; /* of the kernel it is for, or NULL: more of what is built in */
	const struct machine *machine;
	const char *release;
	struct coldplug_node *nodes;  /* one for each of the machine's */
	const struct module **loaded; /* in order */
	size_t n_loaded, loaded_room;
	unsigned int rounds;
};

/* 0 or -ENOMEM; the members up to release are the caller's. coldplug_done() in all cases. */
int coldplug_run(struct coldplug *c);
void coldplug_done(struct coldplug *c);

/* Is a file system of this type known: built in, or in the image? */
bool coldplug_has_fs(const struct coldplug *c, const char *type);
