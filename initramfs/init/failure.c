// SPDX-License-Identifier: GPL-2.0-only
#include "failure.h"
#include "coldplug.h"
#include "line.h"
#include "report.h"
#include "shell.h"
#include "tell.h"
#include <errno.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

enum { HOST_MS = 5000 };

static struct {
	const struct init_cmdline *cmd;
	struct devices *devices;
	uint64_t waited_us;
} context;

void failure_context(const struct init_cmdline *cmd, struct devices *devices)
{
	context.cmd = cmd;
	context.devices = devices;
}

void failure_waited(uint64_t us)
{
	context.waited_us = us;
}

static void add_block(struct line *line, struct block *block)
{
	block_probe(&context.devices->blocks, block);
	line_text(line, block->name);
	line_text(line, ":");
	if (block->probe_rc == 0) {
		line_text(line, probe_name(block->type));
		line_text(line, ":");
		line_text(line, block->uuid);
	} else if (block->probe_rc == 1) {
		line_text(line, "unknown");
	} else {
		line_text(line, block->probe_rc == -EBADMSG ? "corrupt-" : "unreadable-");
		line_text(line, probe_name(block->type));
	}
}

/* Two thirds of the line at most: what is left tells how many more there are, and of drivers. */
static void add_seen(struct line *line)
{
	struct blocks *blocks = &context.devices->blocks;
	size_t i;

	line_text(line, " seen=");
	for (i = 0; i < blocks->n && line->len < sizeof(line->text) * 2 / 3; i++) {
		if (i > 0)
			line_text(line, ",");
		add_block(line, &blocks->items[i]);
	}
	if (i < blocks->n || blocks->beyond > 0) {
		line_text(line, ",+");
		line_number(line, blocks->n - i + blocks->beyond);
	}
	if (blocks->n == 0)
		line_text(line, "none");
}

static void add_drivers(struct line *line)
{
	const struct modules *modules = &context.devices->modules;
	char aliases[200];

	if (coldplug_without_driver(context.devices->blocks.sys, aliases, sizeof(aliases)) > 0) {
		for (char *c = aliases; *c; c++)
			*c = *c == ' ' ? ',' : *c;
		line_text(line, " nodriver=");
		line_text(line, aliases);
	}
	if (modules->failed_errno != 0) {
		line_text(line, " module=");
		line_text(line, modules->failed);
		line_text(line, ":");
		line_number(line, (uint64_t)modules->failed_errno);
	}
}

static void add_reason(const char *why, struct line *line)
{
	line_text(line, " why=");
	line_text(line, why);
	if (context.waited_us > 0) {
		line_text(line, " waited_ms=");
		line_number(line, context.waited_us / 1000);
	}
	if (context.devices) {
		add_seen(line);
		add_drivers(line);
	}
}

static _Noreturn void end(void)
{
	static const int ways[] = { [INIT_END_REBOOT] = RB_AUTOBOOT,
		                    [INIT_END_POWEROFF] = RB_POWER_OFF,
		                    [INIT_END_HALT] = RB_HALT_SYSTEM };

	report_drain();
	if (context.cmd && context.cmd->end != INIT_END_PANIC) {
		sync();
		reboot(ways[context.cmd->end]);
	}
	_exit(1);
}

void fail_because(const char *stage, const char *what, int err, const char *why)
{
	struct line line;

	report_failure(&line, stage, what, strlen(what), err);
	if (why)
		add_reason(why, &line);
	line_log(&line, 5); /* "notice": not shown twice by a quiet kernel */
	if (context.devices)
		tell_host(&line);
	/* Whoever watches the console may go and read the rest by the host. */
	line_send(&line, STDERR_FILENO);
	if (context.devices)
		tell_wait(context.devices, HOST_MS);
	if (context.cmd && context.cmd->shell)
		shell_run("rd.shell");
	end();
}

void fail(const char *stage, const char *what, int err)
{
	fail_because(stage, what, err, NULL);
}
