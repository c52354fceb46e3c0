// SPDX-License-Identifier: GPL-2.0-only
#include "line.h"
#include "verity.h"
#include "wire/dm.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/keyctl.h: a keyring that ends with this thread, as its first exec does */
#define THREAD_KEYRING (-1)

struct mapper {
	int fd;
	const char *name;
	const struct verity *verity;
	uint64_t dev;
	struct {
		struct hv_dm head;
		struct hv_dm_target target;
		char table[VERITY_TABLE];
	} call;
};

static int do_ioctl(struct mapper *m, unsigned long what, uint32_t flags, size_t len)
{
	struct hv_dm *head = &m->call.head;

	memset(head, 0, sizeof(*head));
	head->version[0] = 4;
	head->data_size = (uint32_t)(sizeof(*head) + len);
	head->data_start = sizeof(*head);
	head->target_count = len > 0;
	head->flags = flags;
	strcpy(head->name, m->name);
	if (what == HV_DM_CREATE) {
		struct line uuid = { .len = 0 };

		/* As veritysetup names them, so that its close and status know it. */
		line_text(&uuid, "CRYPT-VERITY-");
		for (const char *c = m->verity->uuid; *c; c++)
			line_bytes(&uuid, c, *c != '-');
		line_text(&uuid, "-");
		line_text(&uuid, m->name);
		memcpy(head->uuid, uuid.text,
		       uuid.len < sizeof(head->uuid) ? uuid.len : sizeof(head->uuid) - 1);
	}
	return ioctl(m->fd, what, &m->call) < 0 ? -errno : 0;
}

static int load(struct mapper *m, const struct verity_request *request)
{
	const uint64_t bytes = m->verity->data_blocks * m->verity->data_block_size;
	int rc = verity_table(m->verity, request, m->call.table, sizeof(m->call.table));

	if (rc < 0)
		return rc;
	m->call.target = (struct hv_dm_target){ .length = bytes / 512, .type = "verity" };
	rc = do_ioctl(m, HV_DM_TABLE_LOAD, HV_DM_READ_ONLY,
	              sizeof(m->call.target) + (size_t)rc + 1);
	return rc < 0 ? rc : do_ioctl(m, HV_DM_SUSPEND, 0, 0);
}

/* The first block: what the root hash does not match fails here, not in mount(2). */
static int check(const struct mapper *m)
{
	struct line path = { .len = 0 };
	struct source source;
	uint8_t block[512];
	int rc;

	line_text(&path, "/dev/dm-");
	line_number(&path, hv_dm_minor(m->dev));
	path.text[path.len] = '\0';
	rc = source_open(path.text, &source);
	if (rc < 0)
		return rc;
	rc = source_read(&source, 0, block, sizeof(block));
	source_close(&source);
	return rc == -EIO ? -EBADMSG : rc;
}

/*
 * What restarts or panics is put in place only after the check: else a wrong root hash would have the machine start
 * again and again.
 */
static int load_checked(struct mapper *m, const struct verity_request *request)
{
	struct verity_request careful = *request;
	int rc;

	if (request->options.on_corruption != VERITY_IGNORE)
		careful.options.on_corruption = VERITY_FAIL;
	rc = load(m, &careful);
	if (rc == 0)
		rc = check(m);
	if (rc == 0 && careful.options.on_corruption != request->options.on_corruption)
		rc = load(m, request);
	return rc;
}

static int add_signature(const struct verity_request *r)
{
	if (!r->signature)
		return 0;
	return syscall(SYS_add_key, "user", VERITY_KEY, r->signature, r->signature_len,
	               THREAD_KEYRING) < 0
	               ? -errno
	               : 0;
}

static int make(struct mapper *m, const struct verity_request *request)
{
	int rc = add_signature(request);

	if (rc == 0)
		rc = do_ioctl(m, HV_DM_CREATE, 0, 0);
	if (rc < 0)
		return rc;
	m->dev = m->call.head.dev;
	rc = load_checked(m, request);
	if (rc < 0)
		do_ioctl(m, HV_DM_REMOVE, 0, 0);
	return rc;
}

int verity_open(const struct verity *verity, const struct verity_request *request, const char *name,
                uint32_t *ret_major, uint32_t *ret_minor)
{
	static struct mapper m;
	int rc;

	if (strlen(name) >= sizeof(m.call.head.name))
		return -ENAMETOOLONG;
	m = (struct mapper){ .fd = open(HV_DM_CONTROL, O_RDWR | O_CLOEXEC),
		             .name = name,
		             .verity = verity };
	if (m.fd < 0)
		return -errno;
	rc = make(&m, request);
	close(m.fd);
	if (rc == 0) {
		*ret_major = hv_dm_major(m.dev);
		*ret_minor = hv_dm_minor(m.dev);
	}
	return rc;
}
