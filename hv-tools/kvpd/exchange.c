// SPDX-License-Identifier: GPL-2.0-only
#include "exchange.h"
#include "auto.h"
#include "limit.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Make @path below @root, with all folders above it, and open it. */
static int open_folder(int root, const char *path)
{
	char part[PATH_MAX];
	int fd;

	if (strlen(path) >= sizeof(part))
		return -ENAMETOOLONG;
	for (const char *p = path; p; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		if (part[0])
			mkdirat(root, part, 0755);
	}
	mkdirat(root, path, 0755);
	fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_pool(struct exchange *ex, unsigned int number)
{
	const unsigned int flags = HV_POOL_CREATE | (ex->private_files ? HV_POOL_PRIVATE : 0);
	struct hv_pool *pool = &ex->pools[number];
	int rc;

	if (ex->dir < 0)
		ex->dir = open_folder(ex->root, ex->folder);
	rc = ex->dir < 0 ? ex->dir : hv_pool_open(pool, ex->dir, number, flags);
	if (rc < 0) {
		hv_log(ex->log, LOG_ERR, "pool %u cannot be opened: %s", number, strerror(-rc));
		if (ex->dir >= 0)
			hv_pool_close(pool);
		return rc;
	}
	/* Pool 1 is filled by the guest's own programs; the host adds to the others. */
	pool->quota = number == HV_POOL_GUEST ? 0 : ex->quota;
	ex->open[number] = true;
	return 0;
}

void exchange_init(struct exchange *ex)
{
	ex->dir = -1;
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++)
		open_pool(ex, i);
	early_open(&ex->early, ex->root, ex->log);
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++)
		if (ex->open[i])
			early_take(&ex->early, &ex->pools[i]);
}

void exchange_done(struct exchange *ex)
{
	early_close(&ex->early);
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++)
		if (ex->open[i])
			hv_pool_close(&ex->pools[i]);
	if (ex->dir >= 0)
		close(ex->dir);
}

/* A pool's failure as the host is told it. */
static uint32_t fail(struct exchange *ex, const char *what, uint8_t pool, int rc)
{
	static const struct {
		int error;
		uint32_t status;
	} known[] = {
		{ ENOENT, HV_IC_NO_MORE_ITEMS },    { ENODATA, HV_IC_NO_MORE_ITEMS },
		{ EDQUOT, HV_IC_DISK_FULL },        { ENOSPC, HV_IC_DISK_FULL },
		{ EILSEQ, HV_IC_INVALID_ARGUMENT }, { EMSGSIZE, HV_IC_INVALID_ARGUMENT },
		{ EINVAL, HV_IC_INVALID_ARGUMENT },
	};
	uint32_t status = HV_IC_FAIL;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (-rc == known[i].error)
			status = known[i].status;
	if (status != HV_IC_NO_MORE_ITEMS)
		hv_log(ex->log, LOG_WARNING, "%s in pool %u: %s", what, pool, strerror(-rc));
	return status;
}

static int use_pool(struct exchange *ex, uint8_t number, struct hv_pool **ret)
{
	const int rc = number >= HV_POOL_COUNT ? -EINVAL
	               : ex->open[number]      ? 0
	                                       : open_pool(ex, number);

	if (rc == 0)
		*ret = &ex->pools[number];
	return rc;
}

/* Whether @text of @size bytes with its NUL, as the kernel says, is one in its field of @room bytes. */
static bool is_text(const char *text, uint32_t size, size_t room)
{
	return size > 0 && size <= room && memchr(text, '\0', size) != NULL;
}

uint32_t exchange_set(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m)
{
	const struct hv_device_kvp_value *v = &m->value;
	struct hv_pool *p = NULL;
	int rc;

	if (v->value_size == 0) {
		/*
		 * The kernel turns texts and numbers of 4 and 8 bytes into text, and what it knows not into
		 * nothing.
		 */
		hv_log(ex->log, LOG_WARNING,
		       "set in pool %u refused: the value is of a type that the kernel does not know",
		       pool);
		return HV_IC_NOT_SUPPORTED;
	}
	if (!is_text(v->key, v->key_size, sizeof(v->key)) || v->key[0] == '\0' ||
	    !is_text(v->value, v->value_size, sizeof(v->value)) || pool == HV_KVP_AUTO)
		return fail(ex, "set", pool, -EINVAL);
	rc = use_pool(ex, pool, &p);
	if (rc == 0)
		rc = hv_pool_set(p, v->key, v->value);
	return rc < 0 ? fail(ex, "set", pool, rc) : HV_IC_OK;
}

uint32_t exchange_delete(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m)
{
	struct hv_pool *p = NULL;
	ssize_t rc;

	if (!is_text(m->remove.key, m->remove.key_size, sizeof(m->remove.key)))
		return fail(ex, "delete", pool, -EINVAL);
	rc = use_pool(ex, pool, &p);
	if (rc == 0)
		rc = hv_pool_delete(p, m->remove.key, false);
	return rc < 0 ? fail(ex, "delete", pool, (int)rc) : HV_IC_OK;
}

/*
 * The kernel looks for the answer to a GET at the place of an enumerated value, four bytes behind where it
 * asked for it (drivers/hv/hv_kvp.c, kvp_respond_to_host()).
 */
static uint32_t answer_get(const struct exchange *ex, struct hv_device_kvp *m, char *value)
{
	size_t size;

	limit_text(value, HV_POOL_VALUE_UNITS, sizeof(m->value.value));
	size = strlen(value) + 1;
	memset(m->enumerate.value.value, 0, sizeof(m->enumerate.value.value));
	memset(m->value.value, 0, sizeof(m->value.value));
	memcpy(ex->get_workaround ? m->enumerate.value.value : m->value.value, value, size);
	m->value.type = HV_KVP_STRING;
	m->value.value_size = (uint32_t)size;
	return HV_IC_OK;
}

static uint32_t get_fact(struct exchange *ex, struct hv_device_kvp *m)
{
	const int index = facts_find(m->value.key);
	char value[FACTS_VALUE];

	if (index < 0)
		return HV_IC_NO_MORE_ITEMS;
	facts_at(ex->facts, (unsigned int)index, value);
	return answer_get(ex, m, value);
}

uint32_t exchange_get(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m)
{
	struct hv_pool_record record;
	struct hv_pool *p = NULL;
	int rc;

	if (!is_text(m->value.key, m->value.key_size, sizeof(m->value.key)))
		return fail(ex, "get", pool, -EINVAL);
	if (pool == HV_KVP_AUTO)
		return get_fact(ex, m);
	rc = use_pool(ex, pool, &p);
	if (rc == 0)
		rc = hv_pool_get(p, m->value.key, &record);
	if (rc == -ENOENT && pool == HV_KVP_GUEST)
		rc = early_get(&ex->early, m->value.key, &record);
	return rc < 0 ? fail(ex, "get", pool, rc) : answer_get(ex, m, record.value);
}

/* What does not reach the host whole is cut here, where characters are known; it would fail otherwise. */
static uint32_t answer_item(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m, char *key,
                            char *value)
{
	struct hv_device_kvp_value *v = &m->enumerate.value;

	const int key_cut = limit_text(key, HV_POOL_KEY_UNITS, sizeof(v->key));

	if (limit_text(value, HV_POOL_VALUE_UNITS, sizeof(v->value)) != 0 || key_cut != 0)
		hv_log(ex->log, LOG_DEBUG,
		       "item %u of pool %u is longer than what reaches the host",
		       m->enumerate.index, pool);
	memset(v, 0, sizeof(*v));
	strcpy(v->key, key);
	strcpy(v->value, value);
	v->type = HV_KVP_STRING;
	v->key_size = (uint32_t)strlen(v->key) + 1;
	v->value_size = (uint32_t)strlen(v->value) + 1;
	return HV_IC_OK;
}

static uint32_t enumerate_facts(struct exchange *ex, struct hv_device_kvp *m)
{
	char key[HV_POOL_KEY_SIZE], value[FACTS_VALUE];
	const char *name = facts_at(ex->facts, m->enumerate.index, value);

	if (!name)
		return HV_IC_NO_MORE_ITEMS;
	strcpy(key, name);
	return answer_item(ex, HV_KVP_AUTO, m, key, value);
}

uint32_t exchange_enumerate(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m)
{
	struct hv_pool_record record;
	struct hv_pool *p = NULL;
	int rc;

	if (pool == HV_KVP_AUTO)
		return enumerate_facts(ex, m);
	rc = use_pool(ex, pool, &p);
	if (rc == 0)
		rc = hv_pool_at(p, m->enumerate.index, &record);
	if (rc == -ENODATA && pool == HV_KVP_GUEST)
		rc = early_behind(&ex->early, p, m->enumerate.index, &record);
	if (rc < 0)
		return fail(ex, "enumerate", pool, rc);
	return answer_item(ex, pool, m, record.key, record.value);
}
