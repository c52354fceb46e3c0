/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices of a machine: those of VMBus and PCI below a root folder, or what lsvmbus --json and lspci -n have
 * said of another one. At most MACHINE_MAX of them.
 */
#pragma once
#include "finding.h"
#include <stdbool.h>
#include <stddef.h>

enum { MACHINE_MAX = 4096 };

struct machine_device {
	bool is_pci;
	char key[40];               /* class GUID, or vendor:device; small letters */
	char class[8];              /* of PCI, four digits */
	char place[48], driver[48]; /* "" = none, or not told */
	bool driver_told;           /* the source tells drivers: none means that nobody drives it */
};

struct machine {
	struct machine_device *items;
	size_t n;
};

/* 0, -ENOMEM, -E2BIG, -ENOENT when neither bus is there. */
int machine_read(int root, struct machine *machine);
/* What is wrong with the text becomes findings at @path. 0, -ENOMEM or -E2BIG. */
int machine_parse_lspci(const char *path, const char *text, struct kconf_findings *findings,
                        struct machine *machine);
int machine_parse_lsvmbus(const char *path, const char *text, size_t len,
                          struct kconf_findings *findings, struct machine *machine);
void machine_done(struct machine *machine);
