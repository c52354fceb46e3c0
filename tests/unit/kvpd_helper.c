// SPDX-License-Identifier: GPL-2.0-only
/* Helpers that answer, fail, hang, shout or leave processes behind. */
#include "kvpd/helper.h"
#include "kvpd_format.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct fixture f;
static char output[HELPER_OUTPUT];

static int run(const char *script, unsigned int deadline_ms, int stop_fd)
{
	char path[96];
	const struct helper helper = { path, "eth0; touch x", deadline_ms, stop_fd };
	int rc;

	fixture_begin(&f);
	snprintf(path, sizeof(path), "%s/helper", f.path);
	fixture_format(&f, "helper", "#!/bin/sh\n%s\n", script);
	is_int(fchmodat(f.root, "helper", 0755, 0), 0);
	rc = helper_run(&helper, output);
	is_int(waitpid(-1, NULL, WNOHANG), -1);
	return rc;
}

static void answers(void)
{
	is_int(run("echo \"$1\"; echo \"$PATH\"; [ -z \"$HOME\" ] && ! read x && echo alone", 5000,
	           -1),
	       0);
	is_string(output, "eth0; touch x\n/usr/sbin:/usr/bin:/sbin:/bin\nalone\n");
	fixture_end(&f);
}

static void fails(void)
{
	const struct helper missing = { "/nonexistent/helper", NULL, 1000, -1 };

	is_int(run("exit 3", 5000, -1), -ECHILD);
	fixture_end(&f);
	is_int(run("kill -9 $$", 5000, -1), -ECHILD);
	fixture_end(&f);
	is_int(helper_run(&missing, output), -ECHILD);
}

static void shouts(void)
{
	is_int(run("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", 5000, -1),
	       -EOVERFLOW);
	fixture_end(&f);
}

/* Whether the process whose number is in the file "child" has ended. */
static bool child_is_gone(void)
{
	const pid_t pid = (pid_t)atoi(fixture_read(&f, "child"));

	for (int i = 0; i < 100 && pid > 0; i++) {
		char path[32], state[128] = "";

		snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
		AUTO_CLOSE int fd = open(path, O_RDONLY);
		if (fd < 0 || (read(fd, state, sizeof(state) - 1) > 0 && strstr(state, ") Z")))
			return true;
		usleep(20000);
	}
	return false;
}

static void hangs(void)
{
	static const char *const scripts[] = {
		"cd ${0%/*}; sleep 60 & echo $! > child; wait",
		/* It closes its output, and stays. */
		"cd ${0%/*}; sleep 60 > /dev/null & echo $! > child; exec > /dev/null; wait",
	};

	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
		const time_t begun = time(NULL);

		is_int(run(scripts[i], 500, -1), -ETIMEDOUT);
		is_true(time(NULL) - begun < 5);
		is_true(child_is_gone());
		fixture_end(&f);
	}
}

/* A good end does not keep what it has left behind alive. */
static void leaves_a_process(void)
{
	is_int(run("cd ${0%/*}; sleep 60 > /dev/null & echo $! > child; echo done", 5000, -1), 0);
	is_string(output, "done\n");
	is_true(child_is_gone());
	fixture_end(&f);
}

static void is_stopped(void)
{
	int ends[2];

	is_int(pipe(ends), 0);
	is_int(write(ends[1], "x", 1), 1);
	is_int(run("sleep 60", 50000, ends[0]), -ECANCELED);
	close(ends[0]);
	close(ends[1]);
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(answers), TAP_CASE(fails), TAP_CASE(shouts), TAP_CASE(hangs),
         TAP_CASE(leaves_a_process), TAP_CASE(is_stopped))
