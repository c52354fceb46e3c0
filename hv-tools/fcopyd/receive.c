// SPDX-License-Identifier: GPL-2.0-only
#include "receive.h"
#include "auto.h"
#include "hook.h"
#include "wire/ic.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static uint32_t to_status(int error)
{
	switch (error) {
	case 0:
		return HV_IC_OK;
	case -EEXIST:
		return HV_IC_FILE_EXISTS;
	case -ENOSPC:
	case -EDQUOT:
		return HV_IC_DISK_FULL;
	default:
		return HV_IC_FAIL;
	}
}

static bool is_active(const struct receive *r)
{
	return r->target.dir >= 0;
}

void receive_init(struct receive *r, struct hv_log *log, int root, const char *config)
{
	int rc = partial_clean(root);

	r->log = log;
	r->root = root;
	r->config = config;
	r->target = TARGET_NONE;
	r->has_hook = false;
	if (rc > 0)
		hv_log(log, LOG_NOTICE, "removed the unfinished file of a daemon that was killed");
	else if (rc < 0)
		hv_log(log, LOG_WARNING, "an unfinished file is left: %s", strerror(-rc));
}

/*
 * Of @text, the beginning that fits into @piece of @size bytes in quotes, where no name can forge their
 * end, cut between characters. What is behind it.
 */
static const char *quote(const char *text, char *piece, size_t size)
{
	size_t len = 0;

	piece[len++] = '"';
	while (*text && len + 7 < size) { /* a character of four bytes, a quote and a NUL */
		if (*text == '"' || *text == '\\')
			piece[len++] = '\\';
		do
			piece[len++] = *text++;
		while (((unsigned char)*text & 0xc0) == 0x80);
	}
	piece[len++] = '"';
	piece[len] = '\0';
	return text;
}

/* One line of audit; a path too long for it goes on in further ones. */
static void tell(const struct receive *r, int priority, const char *what)
{
	char piece[HV_LOG_LINE - 192];
	const char *rest = quote(r->shown, piece, sizeof(piece));

	hv_log(r->log, priority, "%.120s: %s%s", what, piece, *rest ? " ..." : "");
	while (*rest) {
		rest = quote(rest, piece, sizeof(piece));
		hv_log(r->log, priority, "... %s", piece);
	}
}

static void audit(const struct receive *r, int error, const char *why)
{
	char what[160];

	if (error == 0)
		snprintf(what, sizeof(what), "copied %llu bytes", (unsigned long long)r->size);
	else
		snprintf(what, sizeof(what), "failed 0x%x, %.48s, after %llu of %llu bytes",
		         to_status(error), why, (unsigned long long)r->received,
		         (unsigned long long)r->size);
	tell(r, error == 0 ? LOG_NOTICE : LOG_WARNING, what);
}

static uint32_t give_up(struct receive *r, int error, const char *why)
{
	target_discard(&r->target);
	audit(r, error, why);
	return to_status(error);
}

void receive_abandon(struct receive *r, const char *why)
{
	if (is_active(r))
		give_up(r, -ECANCELED, why);
}

static uint32_t refuse(const struct receive *r, int error, const char *why)
{
	char what[160];

	snprintf(what, sizeof(what), "refused 0x%x, %s", to_status(error), why);
	tell(r, LOG_WARNING, what);
	return to_status(error);
}

/* NULL, or why there is no policy that allows anything. */
static const char *read_policy(struct receive *r)
{
	struct hv_conf_error error;
	int rc = policy_read(&r->policy, r->root, r->config, &error);

	if (rc == -ENOENT)
		return "no policy file";
	if (rc < 0) {
		hv_log(r->log, LOG_ERR, "%s:%u: %s", r->config, error.line, error.text);
		return "the policy file is not valid";
	}
	if (!r->policy.enabled)
		return "not enabled in the policy file";
	return r->policy.allow.count == 0 ? "the policy file allows no folder" : NULL;
}

static const char *why_not(int error)
{
	switch (error) {
	case -EEXIST:
		return "exists";
	case -ENOENT:
		return "no such folder";
	case -ELOOP:
	case -ENOTDIR:
	case -EXDEV:
		return "a link or no folder on the way";
	case -EISDIR:
	case -ENOTSUP:
		return "what is there is no regular file";
	default:
		return strerror(-error);
	}
}

static int open_target(struct receive *r, const struct message *m, const char *allowed,
                       const char *folder)
{
	const struct policy *p = &r->policy;
	const struct target_wish wish = {
		.root = r->root,
		.allowed = allowed,
		.folder = folder,
		.name = m->name,
		.create = p->create_path && (m->flags & HV_FCOPY_CREATE_PATH),
		.overwrite = p->overwrite && (m->flags & HV_FCOPY_OVERWRITE),
		.size = m->size,
		.mode = p->mode,
		.owner = p->owner,
		.group = p->group,
	};

	return target_open(&r->target, &wish);
}

static uint32_t start(struct receive *r, const struct message *m)
{
	char path[TEXT_SIZE], allowed[TEXT_SIZE];
	const char *why, *rest;
	int rc;

	receive_abandon(r, "the host began another copy");
	snprintf(r->shown, sizeof(r->shown), "%s%s%s", m->path,
	         m->path[0] && m->path[strlen(m->path) - 1] == '/' ? "" : "/", m->name);
	why = m->wrong ? m->wrong : read_policy(r);
	if (why)
		return refuse(r, -EPERM, why);
	if (text_check_name(m->name) < 0 || text_plain_path(m->path, path) < 0)
		return refuse(r, -EINVAL, "not a file name in an absolute path without . and ..");
	rest = policy_find(&r->policy, path, allowed);
	if (!rest)
		return refuse(r, -EPERM, "not below a folder that is allowed");
	if (m->size > r->policy.max_size)
		return refuse(r, -EFBIG, "larger than max_size");
	rc = open_target(r, m, allowed, rest);
	if (rc < 0)
		return refuse(r, rc, why_not(rc));
	r->size = m->size;
	r->received = 0;
	snprintf(r->shown, sizeof(r->shown), "/%s%s%s", r->target.folder,
	         r->target.folder[0] ? "/" : "", r->target.name);
	if (r->log->verbose)
		tell(r, LOG_DEBUG, "begun");
	return HV_IC_OK;
}

static uint32_t take_data(struct receive *r, const struct message *m)
{
	uint64_t end;
	int rc;

	if (!is_active(r))
		return HV_IC_FAIL;
	if (__builtin_add_overflow(m->offset, m->len, &end) || end > r->size)
		return give_up(r, -EFBIG, "more data than declared");
	if (m->offset > r->received)
		return give_up(r, -EINVAL, "a gap in the data");
	rc = target_write(&r->target, m->data, m->len, m->offset);
	if (rc < 0)
		return give_up(r, rc, strerror(-rc));
	if (end > r->received)
		r->received = end;
	return HV_IC_OK;
}

static uint32_t complete(struct receive *r, const struct message *m)
{
	int rc;

	if (!is_active(r))
		return HV_IC_FAIL;
	if (r->received != r->size)
		return give_up(r, -EINVAL, "less data than declared");
	rc = target_commit(&r->target);
	audit(r, rc, rc < 0 ? why_not(rc) : NULL);
	r->has_hook = rc == 0 && r->policy.hook;
	return to_status(rc);
}

static uint32_t cancel(struct receive *r, const struct message *m)
{
	receive_abandon(r, "cancelled by the host");
	return HV_IC_OK;
}

static uint32_t begin_anew(struct receive *r, const struct message *m)
{
	receive_abandon(r, "the host began anew");
	return HV_IC_OK;
}

static uint32_t refuse_message(struct receive *r, const struct message *m)
{
	hv_log(r->log, LOG_DEBUG, "refused: %s", m->wrong);
	receive_abandon(r, m->wrong);
	return HV_IC_FAIL;
}

uint32_t receive_message(struct receive *r, const struct message *m)
{
	static uint32_t (*const does[])(struct receive * r, const struct message *m) = {
		[MESSAGE_START] = start,       [MESSAGE_WRITE] = take_data,
		[MESSAGE_COMPLETE] = complete, [MESSAGE_CANCEL] = cancel,
		[MESSAGE_ANEW] = begin_anew,   [MESSAGE_WRONG] = refuse_message,
	};

	return does[m->kind](r, m);
}

void receive_after(struct receive *r)
{
	int rc;

	if (!r->has_hook)
		return;
	r->has_hook = false;
	rc = hook_run(r->policy.hook, r->shown, (unsigned int)r->policy.hook_seconds);
	if (rc < 0)
		hv_log(r->log, LOG_ERR, "the hook %s: %s", r->policy.hook,
		       rc == -ETIME    ? "killed, its time was over"
		       : rc == -ECHILD ? "cannot be run"
		                       : "died");
	else if (rc > 0)
		hv_log(r->log, LOG_WARNING, "the hook %s ended with %d", r->policy.hook, rc);
}
