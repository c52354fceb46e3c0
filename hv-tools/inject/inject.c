// SPDX-License-Identifier: GPL-2.0-only
#include "inject.h"
#include "inject_backend.h"
#include "inject_file.h"
#include "inject_folder.h"
#include "inject_run.h"
#include "inject_script.h"
#include "inject_verify.h"
#include "wire/ic.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VERIFY_EVERY_MS = 100, LOG_SIZE = 160, STOP_MS = 5000 };

/* Of the time for a request, two thirds are for the way there, the last one is kept for the way back. */
struct limits {
	struct inject_limit there, back;
};

static struct limits set_limits(const struct inject *inj)
{
	const unsigned int ms = inj->deadline_ms ? inj->deadline_ms : INJECT_DEADLINE_MS;
	const int64_t now = inject_now_ns();

	return (struct limits){
		.there = { now + ms * 2000000LL / 3, inj->stop_fd ? *inj->stop_fd : -1 },
		.back = { now + ms * 1000000LL, -1 },
	};
}

/* Whoever is to end does not take all of the time for the way back. */
static void hurry(struct inject_limit *limit)
{
	const int64_t soon = inject_now_ns() + STOP_MS * 1000000LL;

	if (limit->deadline_ns > soon)
		limit->deadline_ns = soon;
}

/* Words of what a program's run came to. */
static const char *outcome(int rc, char text[LOG_SIZE])
{
	if (rc == -ETIMEDOUT || rc == -ECANCELED)
		snprintf(text, LOG_SIZE, "did not end in time");
	else if (rc < 0)
		snprintf(text, LOG_SIZE, "cannot be run: %s", strerror(-rc));
	else
		snprintf(text, LOG_SIZE, "ended with status %d", rc);
	return text;
}

static int run_command(const struct inject *inj, const struct inject_command *command,
                       const struct inject_limit *limit)
{
	char path[INJECT_PROGRAM_PATH], text[LOG_SIZE];
	int rc = inject_program_find(inj->programs, command->words[0], path);

	if (rc == 0)
		rc = inject_run(path, command->words, limit);
	if (rc != 0)
		hv_log(inj->log, LOG_WARNING, "%s %s %s", command->words[0],
		       command->words[1] ? command->words[1] : "", outcome(rc, text));
	return rc;
}

/* All of them, until one fails. */
static int run_commands(const struct inject *inj, const struct inject_command *commands,
                        const struct inject_limit *limit)
{
	int rc = 0;

	for (int i = 0; i < INJECT_COMMANDS && commands[i].words[0] && rc == 0; i++)
		rc = run_command(inj, &commands[i], limit);
	return rc;
}

static int verify(const struct inject *inj, const struct inject_plan *plan,
                  const struct inject_limit *limit)
{
	int rc;

	do {
		rc = (inj->verify ? inj->verify : inject_verify)(inj, &plan->nic, &plan->settings);
		if (rc > 0)
			return 0;
		/* A list that changes while it is read is read again. */
		if (rc < 0 && rc != -EINTR)
			return rc;
		rc = inject_pause(limit, VERIFY_EVERY_MS);
	} while (rc == 0);
	return rc;
}

/* The new file is in its place, or about to: tell the manager, look for the addresses. */
static int go_there(const struct inject *inj, const struct inject_plan *plan,
                    struct inject_file *file, const struct inject_limit *limit)
{
	int rc = inject_file_replace(file);

	if (rc < 0) {
		hv_log(inj->log, LOG_ERR, "cannot replace %s: %s", plan->path, strerror(-rc));
		return rc;
	}
	rc = run_commands(inj, plan->apply, limit);
	if (rc == 0) {
		rc = verify(inj, plan, limit);
		if (rc < 0)
			hv_log(inj->log, LOG_WARNING, "%s: the addresses did not come: %s",
			       plan->nic.name, strerror(-rc));
	}
	return rc;
}

static void go_back(const struct inject *inj, const struct inject_plan *plan,
                    struct inject_file *file, const struct inject_limit *limit)
{
	int rc;

	if (inject_file_exists(file))
		run_commands(inj, plan->before, limit);
	rc = inject_file_restore(file);
	inject_file_discard(file);
	if (rc < 0 && rc != -ENOENT) {
		hv_log(inj->log, LOG_ERR, "cannot put back %s: %s", plan->path, strerror(-rc));
		return;
	}
	rc = run_commands(inj, rc == 0 ? plan->removed : plan->apply, limit);
	hv_log(inj->log, LOG_ERR, "%s: not set; the former settings are back%s", plan->nic.name,
	       rc == 0 ? "" : " in the file, but could not be applied");
}

static uint32_t apply(const struct inject *inj, const struct inject_plan *plan)
{
	struct limits limits = set_limits(inj);
	const struct inject_backend *b = plan->backend;
	AUTO_INJECT_FILE struct inject_file file = { .dir = -1 };
	int rc = inject_file_open(&file, inj->root, b->folder, plan->file);

	if (rc == 0)
		rc = inject_file_write(&file, plan->content, plan->len, b->mode);
	if (rc < 0) {
		hv_log(inj->log, LOG_ERR, "cannot write %s: %s", plan->path, strerror(-rc));
		return HV_IC_FAIL;
	}
	if (inject_file_exists(&file))
		run_commands(inj, plan->before, &limits.there);
	rc = go_there(inj, plan, &file, &limits.there);
	if (rc == -ECANCELED)
		hurry(&limits.back);
	if (rc != 0) {
		go_back(inj, plan, &file, &limits.back);
		return HV_IC_FAIL;
	}
	rc = inject_file_accept(&file);
	if (rc < 0)
		hv_log(inj->log, LOG_WARNING, "cannot remove what %s was: %s", plan->path,
		       strerror(-rc));
	return HV_IC_OK;
}

static uint32_t apply_script(const struct inject *inj, const struct inject_plan *plan)
{
	const struct limits limits = set_limits(inj);
	char text[LOG_SIZE];
	int rc;

	if (*inj->script != '/') {
		hv_log(inj->log, LOG_ERR, "the helper for IP injection is no absolute path");
		return HV_IC_FAIL;
	}
	rc = inject_script(inj, plan,
	                   &(struct inject_limit){ limits.back.deadline_ns, limits.there.stop_fd });
	if (rc != 0)
		hv_log(inj->log, LOG_ERR, "%s %s", inj->script, outcome(rc, text));
	return rc == 0 ? HV_IC_OK : HV_IC_FAIL;
}

static void log_refusal(const struct inject *inj, const struct inject_plan *plan)
{
	if (plan->item > 0)
		hv_log(inj->log, LOG_ERR, "IP injection refused: %s (number %u of its list)",
		       plan->why, plan->item);
	else
		hv_log(inj->log, LOG_ERR, "IP injection refused: %s", plan->why);
}

uint32_t inject_apply(const struct inject *inj, const struct inject_request *request)
{
	struct inject_plan plan;
	uint32_t status;

	if (!inj->enabled) {
		hv_log(inj->log, LOG_NOTICE,
		       "the host asked to set addresses, which is off; \"inject = yes\" in the "
		       "daemon's configuration enables it");
		return HV_IC_FAIL;
	}
	status = inject_plan(inj, request, &plan);
	if (status != HV_IC_OK) {
		log_refusal(inj, &plan);
		return status;
	}
	status = plan.backend ? apply(inj, &plan) : apply_script(inj, &plan);
	if (status == HV_IC_OK)
		hv_log(inj->log, LOG_INFO, "%s: set by the host: %s, %u static, DHCP %s",
		       plan.nic.name, inject_backend_name(&plan), plan.settings.n_addresses,
		       plan.settings.dhcp ? "on" : "off");
	return status;
}

/* Recovery: one backend's folder, and how many files were put back in it. */
struct recovery {
	const struct inject *inj;
	const struct inject_backend *backend;
	int count;
};

/* ".<prefix>xxxxxxxxxxxx<suffix><end>": the file's name, without the dot and the end. */
static bool is_ours(const struct inject_backend *b, const char *name, const char *end, char *ret,
                    size_t size)
{
	const size_t prefix = strlen(b->prefix);

	if (*name != '.' || strlen(name) >= size || strncmp(name + 1, b->prefix, prefix) != 0)
		return false;
	strcpy(ret, name + 1);
	name = ret + prefix;
	if (strspn(name, "0123456789abcdef") != 12 ||
	    strncmp(name + 12, b->suffix, strlen(b->suffix)) != 0 ||
	    strcmp(name + 12 + strlen(b->suffix), end) != 0)
		return false;
	ret[strlen(ret) - strlen(end)] = '\0';
	return true;
}

static int recover_file(void *ctx, int dir, const char *name)
{
	struct recovery *r = ctx;
	AUTO_INJECT_FILE struct inject_file file = { .dir = -1 };
	char plain[INJECT_FILE_NAME];
	int rc;

	if (is_ours(r->backend, name, ".new", plain, sizeof(plain))) {
		unlinkat(dir, name, 0);
		return 0;
	}
	if (!is_ours(r->backend, name, ".former", plain, sizeof(plain)))
		return 0;
	rc = inject_file_open(&file, r->inj->root, r->backend->folder, plain);
	if (rc == 0)
		rc = inject_file_restore(&file);
	if (rc < 0)
		return rc;
	r->count++;
	hv_log(r->inj->log, LOG_WARNING,
	       "a setting by the host was cut short: /%s/%s is what it was before",
	       r->backend->folder, plain);
	return 0;
}

int inject_recover(const struct inject *inj)
{
	struct recovery r = { .inj = inj };

	for (const struct inject_backend *const *b = inject_backends; *b; b++) {
		int rc;

		r.backend = *b;
		rc = inject_folder_each(inj->root, r.backend->folder, recover_file, &r);
		if (rc < 0 && rc != -ENOENT && rc != -ENOTDIR)
			return rc;
	}
	return r.count;
}
