// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"
#include "say.h"
#include <unistd.h>

static void make_raw(struct console *c)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &c->saved) < 0)
		return;
	raw = c->saved;
	cfmakeraw(&raw);
	raw.c_oflag = c->saved.c_oflag; /* our own words still want their line ends */
	c->interactive = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

int console_open(struct console *c, const char *path)
{
	*c = (struct console){ .out = path ? fopen(path, "we") : stdout };
	if (!c->out)
		return fail_errno("cannot write the console to %s", path);
	if (!path)
		make_raw(c);
	setvbuf(c->out, NULL, c->interactive ? _IONBF : _IOLBF, 0);
	return 0;
}

void console_close(struct console *c)
{
	if (c->interactive)
		tcsetattr(STDIN_FILENO, TCSANOW, &c->saved);
	if (c->out == stdout)
		fflush(stdout);
	else if (c->out)
		fclose(c->out);
	*c = (struct console){ 0 };
}
