// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"
#include "failure.h"
#include "report.h"
#include "rootfs.h"
#include "wire/kvp.h"
#include <errno.h>
#include <string.h>

#define PREFIX "kvp:"

enum { LONGEST = 254 }; /* of a key: one that is longer never comes */

int rootfs_spec_check(const char *value)
{
	if (strncmp(value, PREFIX, strlen(PREFIX)) == 0)
		return -ELOOP;
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return -EINVAL;
	return *value ? 0 : -EINVAL;
}

/* What a person or a script has set goes before what the host says by itself. */
static ssize_t get(const char *key, char *ret_value, size_t size)
{
	const ssize_t len = early_kvp_get(HV_KVP_EXTERNAL, key, ret_value, size);

	return len >= 0 ? len : early_kvp_get(HV_KVP_AUTO_EXTERNAL, key, ret_value, size);
}

static void wait_for(const char *text, char *value, size_t size, struct devices *d,
                     const struct patience *p)
{
	const char *key = text + strlen(PREFIX);

	while (get(key, value, size) < 0) {
		const uint64_t now = clock_us(CLOCK_MONOTONIC);

		if (now >= p->until_us || devices_wait(d, p->until_us) < 0) {
			failure_waited(now - p->since_us);
			fail_because("root", text, ENODATA,
			             d->kvp.child > 0 ? "no-such-key" : "no-kvp");
		}
	}
}

const char *rootfs_spec(const char *text, struct devices *devices, const struct patience *patience)
{
	static char value[2048];
	const size_t len = strlen(text);
	int rc;

	if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
		return text;
	if (len == strlen(PREFIX) || len > strlen(PREFIX) + LONGEST)
		fail_because("root", text, EINVAL, "invalid");
	wait_for(text, value, sizeof(value), devices, patience);
	rc = rootfs_spec_check(value);
	if (rc < 0)
		fail_because("root", text, -rc, rc == -ELOOP ? "kvp-again" : "invalid");
	report_ok("key", text);
	return value;
}
