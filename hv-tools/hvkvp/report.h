/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report on provisioning that an agent leaves under the key PROVISIONING_REPORT: name=value fields parted by
 * '|'. A field with a bar or a quote in it stands in quotes, with those inside doubled: ' from cloud-init
 * (cloudinit/sources/azure/errors.py), " from azure-init (libazureinit-kvp/src/report.rs).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define REPORT_KEY "PROVISIONING_REPORT"

enum { REPORT_FIELDS = 64 };

struct report {
	char *text; /* the fields' own; released by report_free() */
	struct report_field {
		const char *name, *value;
	} fields[REPORT_FIELDS];
	size_t count;
	bool damaged; /* a quote without its end, a field without '=', or too many */
};

/* 0 or -ENOMEM. Damage is told, not an error. */
int report_parse(const char *value, size_t len, struct report *ret);
void report_free(struct report *r);
/* NULL: it has no such field. */
const char *report_get(const struct report *r, const char *name);
