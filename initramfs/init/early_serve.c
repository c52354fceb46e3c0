// SPDX-License-Identifier: GPL-2.0-only
#include "early_serve.h"
#include "early_pool.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int early_stamp(struct early_stamp *ret_stamp)
{
	const int fd = early_pool_open(EARLY_SET, HV_KVP_GUEST, false);
	struct stat st;
	int rc = fd < 0 ? fd : 0;

	if (rc == 0 && fstat(fd, &st) < 0)
		rc = -errno;
	if (rc == 0)
		*ret_stamp =
			(struct early_stamp){ st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec };
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Whether @text of @size bytes with its NUL, as the kernel says, is one in @room bytes, and not empty. */
static bool is_text(const char *text, uint32_t size, size_t room)
{
	return size > 0 && size <= room && memchr(text, '\0', size) && text[0] != '\0';
}

static uint32_t status_of(int rc)
{
	return rc >= 0          ? HV_IC_OK
	       : rc == -ENOSPC  ? HV_IC_DISK_FULL
	       : rc == -ENOENT  ? HV_IC_NO_MORE_ITEMS
	       : rc == -ENODATA ? HV_IC_NO_MORE_ITEMS
	                        : HV_IC_FAIL;
}

/* Do to pool @number of @which what @record says: set it, or with @away delete it. */
static int change(const char *which, unsigned int number, const struct early_record *record,
                  bool away)
{
	const int fd = early_pool_open(which, number, true);
	int rc = fd;

	if (fd >= 0) {
		rc = away ? early_pool_delete(fd, record->key) : early_pool_set(fd, record);
		close(fd);
	}
	return rc;
}

/* Pool 2 is what the guest is, which the daemon will say; pool 1 the guest's own. */
static bool is_hosts(unsigned int pool)
{
	return pool == HV_KVP_EXTERNAL || pool == HV_KVP_AUTO_EXTERNAL ||
	       pool == HV_KVP_AUTO_INTERNAL;
}

static void note(struct early_server *s, const struct early_stamp *news)
{
	s->has_news = true;
	s->news = *news;
}

/* A pipe that is full has told it often enough. */
void early_tell(struct early_server *s)
{
	const bool has_news = s->has_news;

	s->has_news = false;
	if (has_news && write(s->told, &s->news, sizeof(s->news)) < 0)
		return;
}

static uint32_t set(struct early_server *s, unsigned int pool)
{
	const struct hv_device_kvp_value *v = &s->message.value;
	struct early_record record = { .key = "" };
	int rc;

	if (!is_hosts(pool) || !is_text(v->key, v->key_size, sizeof(v->key)) ||
	    v->value_size == 0 || !memchr(v->value, '\0', sizeof(v->value)))
		return HV_IC_INVALID_ARGUMENT;
	strcpy(record.key, v->key);
	strcpy(record.value, v->value);
	rc = change(EARLY_SET, pool, &record, false);
	if (rc == 0) {
		change(EARLY_GONE, pool, &record, true);
		note(s, &(struct early_stamp){ 0 });
	}
	return status_of(rc);
}

/* Also what is not here: the daemon's pool, which nobody has seen yet, may have it. */
static uint32_t delete (struct early_server *s, unsigned int pool)
{
	struct early_record record = { .key = "" };

	if (!is_hosts(pool) ||
	    !is_text(s->message.remove.key, s->message.remove.key_size, sizeof(record.key)))
		return HV_IC_INVALID_ARGUMENT;
	strcpy(record.key, s->message.remove.key);
	change(EARLY_SET, pool, &record, true);
	return status_of(change(EARLY_GONE, pool, &record, false));
}

static uint32_t answer(struct hv_device_kvp_value *to, const struct early_record *record)
{
	memset(to, 0, sizeof(*to));
	memcpy(to->key, record->key, sizeof(to->key));
	memcpy(to->value, record->value, sizeof(to->value));
	to->type = HV_KVP_STRING;
	to->key_size = (uint32_t)strlen(to->key) + 1;
	to->value_size = (uint32_t)strlen(to->value) + 1;
	return HV_IC_OK;
}

static uint32_t get(struct early_server *s, unsigned int pool)
{
	struct hv_device_kvp_value *v = &s->message.value;
	struct early_record record;
	int fd, rc;

	if (!is_text(v->key, v->key_size, sizeof(v->key)))
		return HV_IC_INVALID_ARGUMENT;
	fd = early_pool_open(EARLY_SET, pool, false);
	if (fd < 0)
		return status_of(fd);
	rc = early_pool_find(fd, v->key, &record);
	close(fd);
	/* Where the kernel looks for it: see hv-tools/kvpd/exchange.c. */
	return rc < 0 ? status_of(rc) : answer(&s->message.enumerate.value, &record);
}

/* The host has read pool 1 to its end: it counts if that is still the same as when the host began. */
static void note_read(struct early_server *s)
{
	struct early_stamp now;

	if (early_stamp(&now) == 0 && memcmp(&now, &s->begun, sizeof(now)) == 0)
		note(s, &now);
}

static uint32_t enumerate(struct early_server *s, unsigned int pool)
{
	const uint32_t index = s->message.enumerate.index;
	struct early_record record;
	int rc;

	if (pool == HV_KVP_GUEST && index == 0)
		early_stamp(&s->begun);
	rc = early_pool_open(EARLY_SET, pool, false);
	if (rc >= 0) {
		const int fd = rc;

		rc = index < EARLY_MAX ? early_pool_at(fd, index, &record) : -ENODATA;
		close(fd);
	}
	if (rc == 0)
		return answer(&s->message.enumerate.value, &record);
	if (pool == HV_KVP_GUEST && rc == -ENODATA)
		note_read(s);
	return status_of(rc);
}

void early_answer(struct early_server *server)
{
	static uint32_t (*const ops[])(struct early_server * s, unsigned int pool) = {
		[HV_KVP_GET] = get,
		[HV_KVP_SET] = set,
		[HV_KVP_DELETE] = delete,
		[HV_KVP_ENUMERATE] = enumerate,
	};
	struct hv_device_kvp *m = &server->message;

	/* Addresses of networks that are not up yet: the daemon's affair. */
	m->status = m->op < sizeof(ops) / sizeof(ops[0]) ? ops[m->op](server, m->pool) : HV_IC_FAIL;
}

static int say(int fd, const struct hv_device_kvp *m)
{
	return write(fd, m, sizeof(*m)) == sizeof(*m) ? 0 : -1;
}

/* One registration, until the kernel does not want our answers any more. */
static int serve_once(struct early_server *s, const char *path)
{
	struct hv_device_kvp *m = &s->message;
	bool registered = false;
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	memset(m, 0, sizeof(*m));
	m->op = HV_DEVICE_KVP_REGISTER;
	for (rc = say(fd, m); rc == 0;) {
		const ssize_t n = read(fd, m, sizeof(*m));

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n != sizeof(*m)) {
			rc = -ENODEV;
		} else if (m->op == HV_DEVICE_KVP_REGISTER) {
			registered = true;
		} else if (registered) {
			early_answer(s);
			rc = say(fd, m);
			early_tell(s);
		}
	}
	close(fd);
	return rc == -1 && registered ? 0 : rc;
}

int early_serve(struct early_server *server, const char *path)
{
	int rc;

	do
		rc = serve_once(server, path);
	while (rc == 0);
	return rc;
}
