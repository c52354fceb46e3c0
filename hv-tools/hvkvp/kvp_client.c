// SPDX-License-Identifier: GPL-2.0-only
#include "kvp_client.h"
#include "commands.h"
#include "limits.h"
#include "pools.h"
#include <errno.h>
#include <string.h>

static const struct hv_cli cli = {
	.name = "kvp_client",
	.synopsis = "[POOL] | append POOL KEY VALUE",
	.summary = "Do as lis-test's kvp_client.",
	.options = (const struct hv_option[]){ OPTION_ROOT, { 0 } },
};

static void write_pool(unsigned int number, const struct records *r)
{
	printf("Pool is %u\nNum records is %zu\n", number, r->count);
	for (size_t i = 0; i < r->count; i++)
		printf("Key: %.*s; Value: %.*s\n", (int)r->items[i].key_len, r->items[i].key,
		       (int)r->items[i].value_len, r->items[i].value);
}

int kvp_client_list(const struct options *o, unsigned int set)
{
	struct records r;

	for (unsigned int i = 0; i < HV_POOL_COUNT; i++) {
		if (!(set & 1u << i))
			continue;
		if (pool_load(o, i, &r) < 0)
			return HV_EXIT_FAILED;
		if (r.missing) {
			complain("there is no pool %u", i);
			return HV_EXIT_FAILED;
		}
		write_pool(i, &r);
		records_free(&r);
	}
	return HV_EXIT_OK;
}

/* Earlier records of the key go, the new one comes last. */
static int append(const struct options *o, unsigned int number, const char *key, const char *value)
{
	struct hv_pool pool;
	char why[128];
	ssize_t rc;

	if (limits_check(key, strlen(key), value, strlen(value), true, why, sizeof(why)) < 0) {
		complain("%s", why);
		return HV_EXIT_USAGE;
	}
	rc = pool_open(o, number, false, &pool);
	if (rc < 0)
		return pool_refused((int)rc);
	rc = hv_pool_delete(&pool, key, true);
	if (rc >= 0 || rc == -ENOENT)
		rc = hv_pool_append(&pool, key, value);
	hv_pool_close(&pool);
	return rc < 0 ? pool_failed(number, (int)rc) : HV_EXIT_OK;
}

int kvp_client_command(int argc, char **argv)
{
	struct options o = { 0 };
	int first, number, rc;

	rc = options_parse(&cli, argc, argv, 0, 4, &o, &first);
	if (rc >= 0)
		return rc;
	if (first == argc)
		return kvp_client_list(&o, (1u << HV_POOL_COUNT) - 1);
	if (strcmp(argv[first], "append") != 0) {
		number = pool_by_name(argv[first]);
		return number < 0 ? HV_EXIT_USAGE : kvp_client_list(&o, 1u << number);
	}
	if (argc - first < 4) {
		complain("append needs POOL KEY VALUE");
		return HV_EXIT_USAGE;
	}
	number = pool_by_name(argv[first + 1]);
	if (number < 0)
		return HV_EXIT_USAGE;
	return append(&o, (unsigned int)number, argv[first + 2], argv[first + 3]);
}
