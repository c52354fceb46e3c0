// SPDX-License-Identifier: GPL-2.0-only
#include "trial.h"
#include "auto.h"
#include "cli.h"
#include "harden.h"
#include "json.h"
#include "loop.h"
#include "session.h"
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#define NS_PER_S 1000000000ull

struct trial {
	struct vss_session session;
	int signals;
	int result; /* the watchdog's last word */
};

static const struct {
	int word;
	const char *name;
} results[] = {
	{ VSS_WORD_THAWED, "thawed" },
	{ VSS_WORD_FAILED, "failed" },
	{ VSS_WORD_BROKEN, "broken" },
	{ VSS_WORD_EXPIRED, "expired" },
};

static const char *result_name(int word)
{
	for (size_t i = 0; i < ARRAY_SIZE(results); i++)
		if (results[i].word == word)
			return results[i].name;
	return "killed";
}

/* The next word, 0 at the watchdog's end, -EINTR for a signal, -ETIMEDOUT. */
static int hear(struct trial *t, uint64_t until_ns)
{
	struct pollfd fds[] = { { .fd = t->session.fd, .events = POLLIN },
		                { .fd = t->signals, .events = POLLIN } };

	for (;;) {
		const uint64_t now = vss_now_ns();
		const uint64_t left_ms = now < until_ns ? (until_ns - now) / 1000000 + 1 : 0;
		int word;

		if (left_ms == 0)
			return -ETIMEDOUT;
		if (poll(fds, ARRAY_SIZE(fds), left_ms < 60000 ? (int)left_ms : 60000) < 0)
			continue;
		if (fds[1].revents) {
			fds[1].fd = -1; /* one is enough */
			t->signals = -1;
			return -EINTR;
		}
		word = fds[0].revents ? vss_session_hear(&t->session) : -EAGAIN;
		if (word != -EAGAIN)
			return word;
	}
}

static void follow(struct trial *t, unsigned long seconds)
{
	uint64_t until = UINT64_MAX;

	for (;;) {
		const int word = hear(t, until);

		if (word == 0)
			return;
		if (word == VSS_WORD_FROZEN)
			until = vss_now_ns() + seconds * NS_PER_S;
		if (word > 0)
			t->result = word;
		if (word != -ETIMEDOUT && word != -EINTR)
			continue;
		until = UINT64_MAX;
		vss_session_thaw(&t->session);
	}
}

static void print_json(const struct trial *t, FILE *out)
{
	const struct vss_table *table = t->session.table;
	char device[32];
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", VSS_TRIAL_SCHEMA);
	hv_json_string(&j, "result", result_name(t->result));
	hv_json_uint(&j, "frozen_ns", table->end_ns - table->begin_ns);
	hv_json_array(&j, "mounts");
	for (uint32_t i = 0; i < table->count; i++) {
		const struct vss_entry *e = &table->entries[i];

		snprintf(device, sizeof(device), "%u:%u", e->major, e->minor);
		hv_json_object(&j, NULL);
		hv_json_string(&j, "mount", e->point);
		hv_json_string(&j, "type", e->type);
		hv_json_string(&j, "source", e->source);
		hv_json_string(&j, "device", device);
		hv_json_string(&j, "result", vss_state_name(e->state));
		hv_json_string(&j, "error", e->error < 0 ? strerror(-e->error) : NULL);
		hv_json_uint(&j, "sync_ns", e->sync_ns);
		hv_json_uint(&j, "freeze_ns", e->freeze_ns);
		hv_json_uint(&j, "thaw_ns", e->thaw_ns);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_end_object(&j);
	fputc('\n', out);
}

static double ms(uint64_t ns)
{
	return (double)ns / 1e6;
}

/* A mount point may hold anything; a terminal is shown what can be shown. */
static void print_name(const char *name, FILE *out)
{
	for (; *name; name++)
		fputc((unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name, out);
	fputc('\n', out);
}

static void print_text(const struct trial *t, FILE *out)
{
	const struct vss_table *table = t->session.table;

	fprintf(out, "%-10s %12s %12s %12s  %-8s %s\n", "RESULT", "SYNC", "FREEZE", "THAW", "TYPE",
	        "MOUNT");
	for (uint32_t i = 0; i < table->count; i++) {
		const struct vss_entry *e = &table->entries[i];

		fprintf(out, "%-10s %9.3f ms %9.3f ms %9.3f ms  %-8s ", vss_state_name(e->state),
		        ms(e->sync_ns), ms(e->freeze_ns), ms(e->thaw_ns), e->type);
		print_name(e->point, out);
	}
	fprintf(out, "%s; from the first freeze to the last thaw: %.3f ms\n",
	        result_name(t->result), ms(table->end_ns - table->begin_ns));
}

int vss_trial_run(const struct vss_context *c, unsigned long seconds, bool json, FILE *out)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	AUTO_CLOSE int signals = hv_signal_fd(ends, ARRAY_SIZE(ends));
	struct trial t = { .session.fd = -1, .signals = signals };
	int rc = signals < 0 ? signals : vss_session_begin(c, &t.session);

	if (rc < 0) {
		hv_log(c->log, LOG_ERR, "no freeze: %s", strerror(-rc));
		return HV_EXIT_FAILED;
	}
	vss_lock_memory();
	follow(&t, seconds);
	vss_unlock_memory();
	if (t.session.told)
		(json ? print_json : print_text)(&t, out);
	if (fflush(out) != 0)
		rc = -errno;
	if (vss_session_end(c, &t.session) < 0)
		rc = -EIO;
	return rc == 0 && t.result == VSS_WORD_THAWED ? HV_EXIT_OK : HV_EXIT_FAILED;
}
