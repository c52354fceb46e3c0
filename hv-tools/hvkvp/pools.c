// SPDX-License-Identifier: GPL-2.0-only
#include "pools.h"
#include "auto.h"
#include <errno.h>
#include <string.h>

int pool_load(const struct options *o, unsigned int number, struct records *ret)
{
	AUTO_CLOSE int dir = options_folder(o, false);
	int rc;

	if (dir == -ENOENT) {
		*ret = (struct records){ .missing = true };
		return 0;
	}
	if (dir < 0)
		return dir;
	rc = records_load(dir, number, HV_POOL_WAIT_MS, ret);
	if (rc < 0)
		complain("pool %u cannot be read: %s", number, strerror(-rc));
	return rc;
}

int pool_load_good(const struct options *o, unsigned int number, struct records *ret)
{
	const int rc = pool_load(o, number, ret);

	if (rc == 0 && ret->bad > 0)
		complain("pool %u has %zu bad record%s: see hvkvp fsck %u", number, ret->bad,
		         ret->bad > 1 ? "s" : "", number);
	return rc;
}

int pool_open(const struct options *o, unsigned int number, bool create, struct hv_pool *ret)
{
	const unsigned int flags =
		(create ? HV_POOL_CREATE : 0) | (create && o->private ? HV_POOL_PRIVATE : 0);
	AUTO_CLOSE int dir = -1;
	int rc;

	if ((number == 2 || number == 3) && !o->force) {
		complain("pool %u is written by the %s; --force does it nevertheless", number,
		         number == 2 ? "daemon" : "host");
		return -EPERM;
	}
	dir = options_folder(o, create);
	if (dir < 0) {
		if (dir == -ENOENT)
			complain("there is no pool %u", number);
		return dir;
	}
	rc = hv_pool_open(ret, dir, number, flags);
	if (rc < 0) {
		if (rc == -ENOENT)
			complain("there is no pool %u", number);
		else
			complain("pool %u cannot be opened: %s", number, strerror(-rc));
		hv_pool_close(ret);
	}
	return rc;
}

int pool_failed(unsigned int number, int rc)
{
	complain("pool %u is as it was: %s", number, strerror(-rc));
	return HV_EXIT_FAILED;
}

int pool_refused(int rc)
{
	return rc == -EPERM ? HV_EXIT_USAGE : HV_EXIT_FAILED;
}
