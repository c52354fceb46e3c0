// SPDX-License-Identifier: GPL-2.0-only
/* A daemon's words: a line each, whatever is in them, now or later. */
#include "log.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static struct hv_log log_;
static int out[2]; /* what is written can be read */

static void start(bool journal, bool verbose)
{
	if (journal)
		setenv("JOURNAL_STREAM", "9:12345", 1);
	else
		unsetenv("JOURNAL_STREAM");
	hv_log_init(&log_, "daemon", verbose);
	is_int(log_.fd, 2);
	is_int(pipe(out), 0);
	log_.fd = out[1];
}

static const char *written(void)
{
	static char text[64 * 1024];
	ssize_t n;

	close(out[1]);
	n = read(out[0], text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	close(out[0]);
	return text;
}

static void lines_begin_with_the_name(void)
{
	start(false, false);
	hv_log(&log_, LOG_ERR, "pool %d: %s", 1, "gone");
	hv_log(&log_, LOG_INFO, "%s", "");
	is_string(written(), "daemon: pool 1: gone\ndaemon: \n");
}

static void in_the_journal_with_the_priority(void)
{
	start(true, false);
	hv_log(&log_, LOG_ERR, "one");
	hv_log(&log_, LOG_WARNING, "two");
	hv_log(&log_, LOG_INFO, "three");
	is_string(written(), "<3>one\n<4>two\n<6>three\n");
}

static void details_only_when_asked_for(void)
{
	start(true, false);
	hv_log(&log_, LOG_DEBUG, "detail");
	is_string(written(), "");
	start(true, true);
	hv_log(&log_, LOG_DEBUG, "detail");
	is_string(written(), "<7>detail\n");
}

/* A name that the host sent is no second line, with a priority of its own. */
static void a_line_is_one_line(void)
{
	start(true, false);
	hv_log(&log_, LOG_INFO, "file '%s'", "a\n<0>b\r\t\033[31m\x7f r\xc3\xa9sum\xc3\xa9");
	is_string(written(), "<6>file 'a?<0>b???[31m? r\xc3\xa9sum\xc3\xa9'\n");
}

static void long_lines_are_cut(void)
{
	static char text[2000];
	const char *line;

	memset(text, 'x', sizeof(text) - 1);
	start(true, false);
	hv_log(&log_, LOG_INFO, "%s", text);
	line = written();
	is_int(strlen(line), HV_LOG_LINE - 1);
	is_int(line[HV_LOG_LINE - 2], '\n');
	start(false, false);
	log_.name = text; /* a name can be long too */
	hv_log(&log_, LOG_INFO, "words");
	is_int(strlen(written()), 64 + 2 + 6);
}

static void errno_stays(void)
{
	start(false, false);
	close(out[1]);
	log_.fd = -1;
	errno = ENOTTY;
	hv_log(&log_, LOG_INFO, "to nobody: %m");
	is_int(errno, ENOTTY);
	out[1] = log_.fd = dup(out[0]);
	is_string(written(), "");
}

static void held_lines_come_later_in_order(void)
{
	char room[64];

	start(true, false);
	hv_log(&log_, LOG_INFO, "before");
	hv_log_hold(&log_, room, sizeof(room));
	hv_log(&log_, LOG_INFO, "frozen /home");
	hv_log(&log_, LOG_INFO, "frozen /");
	is_int(log_.held_len, strlen("<6>frozen /home\n<6>frozen /\n"));
	hv_log_release(&log_);
	hv_log(&log_, LOG_INFO, "after");
	hv_log_release(&log_); /* nothing is held */
	is_string(written(), "<6>before\n<6>frozen /home\n<6>frozen /\n<6>after\n");
}

static void what_has_no_room_is_counted(void)
{
	char room[12];

	start(true, false);
	hv_log_hold(&log_, room, sizeof(room));
	hv_log(&log_, LOG_INFO, "12345678"); /* with its ends, 12 bytes */
	hv_log(&log_, LOG_INFO, "1");
	hv_log(&log_, LOG_INFO, "2");
	hv_log_release(&log_);
	is_string(written(), "<6>12345678\n<4>2 more lines had no room\n");
	start(true, false);
	hv_log_hold(&log_, room, 0);
	hv_log(&log_, LOG_INFO, "1");
	hv_log_release(&log_);
	is_string(written(), "<4>1 more lines had no room\n");
}

TAP_MAIN(TAP_CASE(lines_begin_with_the_name), TAP_CASE(in_the_journal_with_the_priority),
         TAP_CASE(details_only_when_asked_for), TAP_CASE(a_line_is_one_line),
         TAP_CASE(long_lines_are_cut), TAP_CASE(errno_stays),
         TAP_CASE(held_lines_come_later_in_order), TAP_CASE(what_has_no_room_is_counted))
