// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/rescue.h"
#include "vssd/session.h"
#include "vssd_fixture.h"
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#define JOURNAL "run/hvkit/vss.frozen"
#define TWO     "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n"
#define THREE   TWO "22 20 8:3 / /srv rw - ext4 /dev/sda3 rw\n"

static struct guest g;
static struct vss_session session;

/* The watchdog keeps its standard streams only, and hooks note down what they are told. */
static void begin(const char *mounts)
{
	guest_begin(&g);
	fflush(stdout);
	g.log.fd = STDERR_FILENO;
	is_int(dup2(g.log_fd, STDERR_FILENO), STDERR_FILENO);
	guest_mounts(&g, mounts);
	guest_write(&g, "etc/hvkit/freeze.d/hook", "#!/bin/sh\necho $1 >> ../../../told\n");
	is_int(fchmodat(g.root, "etc/hvkit/freeze.d/hook", 0755, 0), 0);
}

static const char *told(void)
{
	static char text[256];
	const int fd = openat(g.root, "told", O_RDONLY);
	const ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	return text;
}

/* The next word within ten seconds; -1 when none came. */
static int hear(void)
{
	struct pollfd p = { .fd = session.fd, .events = POLLIN };

	return poll(&p, 1, 10000) == 1 ? vss_session_hear(&session) : -1;
}

static void has_ended(int rc)
{
	is_int(hear(), 0);
	is_int(vss_session_end(&g.c, &session), rc);
}

static void ordered(void)
{
	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	is_true(guest_has(&g, JOURNAL));
	is_string(told(), "freeze\n");
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /, thaw /data");
	is_true(!guest_has(&g, JOURNAL));
	is_string(told(), "freeze\nthaw\n");
	guest_end(&g);
}

/* Whether @pid has the folder @point of the guest open. */
static bool holds(pid_t pid, const char *point)
{
	char path[64], link[256], want[256];
	bool found = false;

	snprintf(want, sizeof(want), "%s%s", g.dir, point);
	for (int fd = 0; fd < 1024 && !found; fd++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
		n = readlink(path, link, sizeof(link) - 1);
		link[n < 0 ? 0 : n] = '\0';
		found = strcmp(link, want) == 0;
	}
	return found;
}

/* The pipe takes no more: who writes to it waits. */
static void stuff(int end)
{
	char some[4096] = "";

	fcntl(end, F_SETFL, O_NONBLOCK);
	while (write(end, some, sizeof(some)) > 0)
		;
	fcntl(end, F_SETFL, 0);
}

/* Whoever hears that all is thawed may unmount at once, whatever the watchdog still has to do. */
static void what_is_thawed_is_not_held(void)
{
	int ends[2];

	begin(TWO);
	is_int(pipe2(ends, O_CLOEXEC), 0);
	is_int(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	is_true(holds(session.watchdog, "/data"));
	stuff(ends[1]); /* it tells its log afterwards */
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	is_true(!holds(session.watchdog, "/data"));
	close(ends[0]);
	dup2(g.log_fd, STDERR_FILENO);
	close(ends[1]);
	has_ended(0);
	guest_end(&g);
}

static void nothing_to_freeze_is_frozen_at_once(void)
{
	begin("20 1 0:5 / / rw - tmpfs none rw\n");
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	guest_end(&g);
}

static void nobody_thaws(void)
{
	begin(TWO);
	g.config.deadline_s = 1;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	is_int(hear(), VSS_WORD_EXPIRED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /, thaw /data");
	is_true(guest_said(&g, "nobody thawed within 1 s: the watchdog did"));
	guest_end(&g);
}

/* A process of its own that asks for a freeze and then does nothing. */
static pid_t start_daemon(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	if (vss_session_begin(&g.c, &session) < 0)
		_exit(1);
	for (;;)
		pause();
}

static void the_daemon_is_killed(void)
{
	pid_t pid;

	begin(TWO);
	pid = start_daemon();
	is_true(guest_did_within(&g, 2, 10000));
	guest_pause(100);
	is_int(g.trace->count, 2);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	is_true(guest_did_within(&g, 4, 2000));
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /, thaw /data");
	is_true(guest_lost_within(&g, JOURNAL, 2000));
	for (int i = 0; i < 100 && strcmp(told(), "freeze\nthaw\n") != 0; i++)
		guest_pause(20);
	is_string(told(), "freeze\nthaw\n");
	is_true(guest_said(&g, "the daemon ended in the middle of a freeze: the watchdog thawed"));
	guest_end(&g);
}

static void the_daemon_is_stopped(void)
{
	pid_t pid;

	begin(TWO);
	g.config.deadline_s = 1;
	pid = start_daemon();
	is_true(guest_did_within(&g, 2, 10000));
	kill(pid, SIGSTOP);
	is_true(guest_did_within(&g, 4, 4000));
	is_true(guest_lost_within(&g, JOURNAL, 2000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	guest_end(&g);
}

static void the_watchdog_is_asked_to_end(void)
{
	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	kill(session.watchdog, SIGTERM);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /, thaw /data");
	guest_end(&g);
}

static void the_watchdog_is_killed(void)
{
	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	kill(session.watchdog, SIGKILL);
	has_ended(-EIO);
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /, thaw /data");
	is_true(!guest_has(&g, JOURNAL));
	is_string(told(), "freeze\nthaw\n");
	is_true(guest_said(&g, "/data was left frozen: thawed"));
	guest_end(&g);
}

static void the_watchdog_is_killed_while_freezing(void)
{
	begin(THREE);
	guest_disk_at(&g, "/data")->hang_ms = 1000;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_true(guest_did_within(&g, 2, 10000));
	kill(session.watchdog, SIGKILL);
	has_ended(-EIO);
	guest_pause(1500);
	/* What had been frozen is thawed at once, what comes out of the kernel by itself; nothing more begins. */
	is_true(!guest_disk_at(&g, "/srv")->frozen && !guest_disk_at(&g, "/data")->frozen);
	is_true(!strstr(guest_did(&g), "freeze /,"));
	guest_end(&g);
}

static void freezing_one_takes_too_long(void)
{
	uint64_t begun;

	begin(THREE);
	g.config.mount_deadline_s = 1;
	guest_disk_at(&g, "/data")->hang_ms = 2500;
	begun = vss_now_ns();
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FAILED);
	is_true(vss_now_ns() - begun < 2000000000ull);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /srv");
	is_true(guest_has(&g, JOURNAL)); /* /data may become frozen yet */
	has_ended(0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /srv, thaw /data");
	is_true(!guest_has(&g, JOURNAL));
	is_true(guest_said(&g, "freezing /data takes too long: given up"));
	guest_end(&g);
}

static void what_takes_too_long_is_killed(void)
{
	begin(THREE);
	g.config.mount_deadline_s = 1;
	guest_disk_at(&g, "/data")->hang_ms = 20000;
	guest_disk_at(&g, "/data")->frozen = true; /* it comes to that all the same */
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FAILED);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /srv");
	kill(guest_disk_at(&g, "/data")->pid, SIGKILL);
	has_ended(0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /srv, thaw /data");
	is_true(!guest_has(&g, JOURNAL));
	guest_end(&g);
}

static void the_freezer_is_killed(void)
{
	begin(THREE);
	guest_disk_at(&g, "/data")->hang_ms = 5000;
	guest_disk_at(&g, "/data")->frozen = true; /* it comes to that, but cannot say so */
	is_int(vss_session_begin(&g.c, &session), 0);
	is_true(guest_did_within(&g, 2, 10000));
	kill(guest_disk_at(&g, "/data")->pid, SIGKILL);
	is_int(hear(), VSS_WORD_FAILED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /data, thaw /srv");
	guest_end(&g);
}

static void one_fails(void)
{
	begin(THREE);
	guest_disk_at(&g, "/data")->rc = -EIO;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FAILED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, thaw /srv");
	is_true(guest_said(&g, "/data cannot be frozen: Input/output error"));
	is_string(told(), "freeze\nthaw\n");
	guest_end(&g);
}

static void one_cannot_be_frozen_and_one_is_frozen_already(void)
{
	begin(THREE);
	guest_disk_at(&g, "/srv")->rc = -EOPNOTSUPP;
	guest_disk_at(&g, "/data")->rc = -EBUSY;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, freeze /, thaw /");
	is_true(guest_said(&g, "/srv is not frozen: ext4 cannot be"));
	is_true(guest_said(&g, "/data was frozen by someone else"));
	guest_end(&g);
}

static void a_hook_says_no(void)
{
	begin(TWO);
	guest_write(&g, "etc/hvkit/freeze.d/hook", "#!/bin/sh\necho $1 >> ../../../told; exit 1\n");
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FAILED);
	has_ended(0);
	is_string(guest_did(&g), "");
	is_string(told(), "freeze\nthaw\n");
	is_true(guest_said(&g, "no freeze: a hook says no"));
	is_true(!guest_has(&g, JOURNAL));
	guest_end(&g);
}

static void called_off_while_a_hook_runs(void)
{
	begin(TWO);
	guest_write(&g, "etc/hvkit/freeze.d/hook",
	            "#!/bin/sh\necho $1 >> ../../../told; [ $1 = thaw ] || sleep 1000\n");
	is_int(vss_session_begin(&g.c, &session), 0);
	for (int i = 0; i < 100 && !guest_has(&g, "told"); i++)
		guest_pause(20);
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_FAILED);
	has_ended(0);
	is_string(guest_did(&g), "");
	guest_end(&g);
}

static void someone_else_thaws(void)
{
	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	guest_disk_at(&g, "/data")->frozen = false;
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_BROKEN);
	has_ended(0);
	is_true(guest_said(&g, "/data was thawed by someone else"));
	guest_end(&g);
}

static void one_does_not_thaw(void)
{
	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	guest_disk_at(&g, "/data")->thaw_rc = -EIO;
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_BROKEN);
	has_ended(0);
	is_true(guest_has(&g, JOURNAL)); /* for the next daemon */
	guest_disk_at(&g, "/data")->thaw_rc = 0;
	is_int(vss_rescue_journal(&g.c), 0);
	is_true(!guest_disk_at(&g, "/data")->frozen);
	is_true(!guest_has(&g, JOURNAL));
	guest_end(&g);
}

/* The device has one opener, which must be the daemon alone. */
static void no_descriptor_goes_along(void)
{
	struct pollfd p;
	int ends[2];

	begin(TWO);
	is_int(pipe(ends), 0);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	close(ends[1]);
	p = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	is_int(poll(&p, 1, 1000), 1);
	close(ends[0]);
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	guest_end(&g);
}

static void read_name(pid_t pid, const char *file, char *ret, size_t size)
{
	char path[64];
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	fd = open(path, O_RDONLY);
	n = read(fd, ret, size - 1);
	ret[n < 0 ? 0 : n] = '\0';
	close(fd);
}

static void its_name_is_another(void)
{
	char text[256];

	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	read_name(session.watchdog, "comm", text, sizeof(text));
	is_string(text, "hv_vss_thawer\n");
	read_name(session.watchdog, "cmdline", text, sizeof(text));
	is_true(strstr(text, "/hv_vss_thawer") !=
	        NULL); /* as long as this test's name, vssd_watchdog */
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	guest_end(&g);
}

static void both_are_killed_and_the_next_daemon_thaws(void)
{
	int status;
	pid_t pid;

	begin(THREE);
	guest_disk_at(&g, "/srv")->rc = -EBUSY;
	guest_disk_at(&g, "/srv")->frozen = true; /* someone else's */
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (vss_session_begin(&g.c, &session) < 0 || hear() != VSS_WORD_FROZEN)
			_exit(1);
		kill(session.watchdog, SIGKILL);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	is_int(status, 0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, freeze /");
	is_true(guest_has(&g, JOURNAL));
	is_int(vss_rescue_journal(&g.c), 0);
	is_string(guest_did(&g), "freeze /srv, freeze /data, freeze /, thaw /, thaw /data");
	is_true(!guest_has(&g, JOURNAL));
	is_string(told(), "freeze\nthaw\n");
	is_true(guest_said(&g, "an earlier daemon ended in the middle of a freeze"));
	is_int(vss_rescue_journal(&g.c), 0); /* once */
	is_int(g.trace->count, 5);
	guest_end(&g);
}

static void a_journal_of_nobody_is_removed(void)
{
	begin(TWO);
	guest_write(&g, JOURNAL, "rubbish");
	is_int(vss_rescue_journal(&g.c), 0);
	is_true(!guest_has(&g, JOURNAL));
	guest_write(&g, JOURNAL, "hvkit vss 1\n+ 99:99 /gone\n+ 8:2 /other\n");
	guest_disk_at(&g, "/data")->frozen = true;
	is_int(vss_rescue_journal(&g.c), 0);
	is_string(guest_did(&g), "thaw /data"); /* its number counts, not its name */
	guest_end(&g);
}

static void two_at_a_time(void)
{
	struct vss_session first;

	begin(TWO);
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	first = session;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FAILED);
	has_ended(0);
	is_int(g.trace->count, 2);
	is_true(guest_said(&g, "another freeze is under way"));
	session = first;
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	guest_end(&g);
}

static void a_journal_that_a_dead_one_left_is_seen_to_first(void)
{
	begin(TWO);
	guest_write(&g, JOURNAL, "hvkit vss 1\n+ 8:2 /data\n");
	guest_disk_at(&g, "/data")->frozen = true;
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	is_string(guest_did(&g), "thaw /data, freeze /data, freeze /");
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	guest_end(&g);
}

static void without_a_place_for_the_journal(void)
{
	begin(TWO);
	guest_write(&g, "run", "a file");
	is_int(vss_session_begin(&g.c, &session), 0);
	is_int(hear(), VSS_WORD_FROZEN);
	vss_session_thaw(&session);
	is_int(hear(), VSS_WORD_THAWED);
	has_ended(0);
	is_true(guest_said(&g, "freezing without a journal: Not a directory"));
	guest_end(&g);
}

TAP_MAIN(TAP_CASE(ordered), TAP_CASE(what_is_thawed_is_not_held),
         TAP_CASE(nothing_to_freeze_is_frozen_at_once), TAP_CASE(nobody_thaws),
         TAP_CASE(the_daemon_is_killed), TAP_CASE(the_daemon_is_stopped),
         TAP_CASE(the_watchdog_is_asked_to_end), TAP_CASE(the_watchdog_is_killed),
         TAP_CASE(the_watchdog_is_killed_while_freezing), TAP_CASE(freezing_one_takes_too_long),
         TAP_CASE(what_takes_too_long_is_killed), TAP_CASE(the_freezer_is_killed),
         TAP_CASE(one_fails), TAP_CASE(one_cannot_be_frozen_and_one_is_frozen_already),
         TAP_CASE(a_hook_says_no), TAP_CASE(called_off_while_a_hook_runs),
         TAP_CASE(someone_else_thaws), TAP_CASE(one_does_not_thaw),
         TAP_CASE(no_descriptor_goes_along), TAP_CASE(its_name_is_another),
         TAP_CASE(both_are_killed_and_the_next_daemon_thaws),
         TAP_CASE(a_journal_of_nobody_is_removed), TAP_CASE(two_at_a_time),
         TAP_CASE(a_journal_that_a_dead_one_left_is_seen_to_first),
         TAP_CASE(without_a_place_for_the_journal))
