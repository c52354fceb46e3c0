// SPDX-License-Identifier: GPL-2.0-only
#include "early_kvp.h"
#include "clock.h"
#include "early_pool.h"
#include "early_serve.h"
#include "wire/kvp.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VALUE_MAX = 1022, KEY_MAX = 254 }; /* what of them reaches the host: drivers/hv/hv_kvp.c */

static _Noreturn void be_child(int told)
{
	static struct early_server server;

	server.told = told;
	early_serve(&server, HV_DEVICE_KVP);
	_exit(0);
}

int early_kvp_start(struct early_kvp *kvp)
{
	int ends[2], rc;

	if (kvp->child > 0)
		return -EALREADY;
	if (access(HV_DEVICE_KVP, F_OK) < 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	/* Not fork(): what the C library adds to it is larger than all of this. */
	rc = (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (rc == 0)
		be_child(ends[1]);
	close(ends[1]);
	if (rc < 0) {
		rc = -errno;
		close(ends[0]);
		return rc;
	}
	*kvp = (struct early_kvp){ rc, ends[0] };
	return 0;
}

ssize_t early_kvp_get(unsigned int pool, const char *key, char *ret_value, size_t size)
{
	const int fd = early_pool_open(EARLY_SET, pool, false);
	struct early_record record;
	size_t len;
	int rc;

	if (fd < 0)
		return fd;
	rc = early_pool_find(fd, key, &record);
	close(fd);
	if (rc < 0)
		return rc;
	len = strnlen(record.value, size - 1);
	memcpy(ret_value, record.value, len);
	ret_value[len] = '\0';
	return (ssize_t)len;
}

int early_kvp_put(const char *key, const char *value, size_t len)
{
	struct early_record record = { .key = "" };
	int fd, rc;

	if (strlen(key) > KEY_MAX)
		return -EMSGSIZE;
	strcpy(record.key, key);
	/* One byte that is not UTF-8, and the kernel would send nothing of the pool behind it. */
	for (size_t i = 0; i < len && i < VALUE_MAX; i++)
		record.value[i] = value[i] >= ' ' && value[i] <= '~' ? value[i] : '?';
	fd = early_pool_open(EARLY_SET, HV_KVP_GUEST, true);
	if (fd < 0)
		return fd;
	rc = early_pool_set(fd, &record);
	close(fd);
	return rc;
}

int early_kvp_wait_read(struct early_kvp *kvp, uint64_t until_us)
{
	struct early_stamp want, read_;
	struct pollfd poll_ = { .fd = kvp->told, .events = POLLIN };
	int rc = kvp->child > 0 ? early_stamp(&want) : -ESRCH;

	while (rc == 0) {
		const uint64_t now = clock_us(CLOCK_MONOTONIC);

		if (now >= until_us)
			rc = -ETIMEDOUT;
		else if (poll(&poll_, 1, (int)((until_us - now + 999) / 1000)) <= 0)
			continue;
		else if (read(kvp->told, &read_, sizeof(read_)) != sizeof(read_))
			rc = -ESRCH; /* it has ended */
		else if (memcmp(&read_, &want, sizeof(want)) == 0)
			return 0;
	}
	return rc;
}

void early_kvp_told(struct early_kvp *kvp)
{
	char news[512];

	if (read(kvp->told, news, sizeof(news)) == 0)
		early_kvp_stop(kvp);
}

void early_kvp_stop(struct early_kvp *kvp)
{
	if (kvp->child <= 0)
		return;
	kill(kvp->child, SIGKILL);
	while (waitpid(kvp->child, NULL, 0) < 0 && errno == EINTR)
		;
	close(kvp->told);
	*kvp = (struct early_kvp){ 0 };
}
