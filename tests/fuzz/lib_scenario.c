// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scenario file. It is read and checked; if it is good it runs, and whatever it waits for is an event of
 * that name, or the end of its patience, in turn.
 */
#include "scenario.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_WAITS = 64 };

static struct reactor reactor;
static struct journal journal;
static struct scenario scenario;
static unsigned int failures;

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static void on_failed(void *ctx, const char *reason)
{
	failures++;
	check(strlen(reason) > 0 && strlen(reason) < SCENARIO_ERROR);
}

static int note(struct call *c)
{
	journal_event(&journal, "note", TEXT("a", c->argc > 0 ? c->argv[0] : NULL),
	              TEXT("b", c->argc > 1 ? c->argv[1] : NULL), NUMBER("n", (uint64_t)c->argc));
	return 0;
}

static int hex(struct call *c)
{
	uint8_t bytes[64];
	size_t size;

	return call_hex(c, 0, bytes, sizeof(bytes), &size);
}

static int number(struct call *c)
{
	static const char *const names[] = { "low", "high", NULL };
	uint64_t n;

	return call_choice(c, 0, names) < 0 ? -1 : call_uint(c, 1, 5, 1u << 20, &n);
}

static const struct command commands[] = {
	{ "note", "...", 0, COMMAND_MAX_WORDS, note },
	{ "to hex", "HEX", 1, 1, hex },
	{ "number", "low|high N", 2, 2, number },
	{ 0 },
};

/* What is waited for comes, or it does not. */
static void end_wait(unsigned int turn)
{
	struct player *p = &scenario.player;

	check(!failures && !scenario.finished && p->deadline.armed);
	if (turn % 3 != 0 && p->event)
		journal_event(&journal, p->event, TEXT("a", "x"), NUMBER("n", turn));
	p->wake.fn(p->wake.ctx, p->wake_fd);
	if (!p->waiting || turn % 3 == 1)
		return;
	timer_cancel(&reactor, &p->deadline);
	p->deadline.fn(p->deadline.ctx);
}

static void play(void)
{
	scenario.failed = on_failed;
	scenario_start(&scenario);
	for (unsigned int turn = 0; turn < MAX_WAITS && scenario.player.waiting; turn++)
		end_wait(turn);
	check(scenario.player.waiting || scenario.finished != (failures > 0));
	check(failures <= 1 && scenario.player.event_count <= PLAYER_MAX_EVENTS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct command_table table = { commands, NULL, NULL };
	int fd = memfd_create("scenario", MFD_CLOEXEC);
	char path[64], error[SCENARIO_ERROR] = "";
	int rc;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check(write(fd, data, size) == (ssize_t)size);
	check(reactor_init(&reactor) == 0 && journal_init(&journal) == 0);
	failures = 0;
	rc = scenario_open(&scenario, path, &reactor, &journal, &table, error);
	check((rc < 0) == (error[0] != '\0'));
	if (rc == 0)
		play();
	scenario_close(&scenario);
	check(!reactor.timers && !journal.watches);
	journal_close(&journal);
	reactor_done(&reactor);
	close(fd);
	return 0;
}
