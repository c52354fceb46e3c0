// SPDX-License-Identifier: GPL-2.0-only
#include "vssd/hooks.h"
#include "vssd/table.h"
#include "vssd_fixture.h"
#include <signal.h>

#define FOLDER "etc/hvkit/freeze.d/"

static struct guest g;
static struct vss_hooks hooks;

static void hook(const char *name, const char *script)
{
	char path[128], text[512];

	snprintf(path, sizeof(path), FOLDER "%s", name);
	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	guest_write(&g, path, text);
	is_int(fchmodat(g.root, path, 0755, 0), 0);
}

/* One that notes down what it is told. */
static void noting_hook(const char *name, const char *more)
{
	char script[256];

	snprintf(script, sizeof(script), "echo %s $1 >> ../../../done; %s", name, more);
	hook(name, script);
}

static const char *done(void)
{
	static char text[1024];
	const int fd = openat(g.root, "done", O_RDONLY);
	const ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	for (char *p = text; *p; p++)
		*p = *p == '\n' ? ',' : *p;
	close(fd);
	return text;
}

static int load(unsigned long deadline_s)
{
	return vss_hooks_load(g.root, deadline_s, &g.log, &hooks);
}

static void end(void)
{
	vss_hooks_close(&hooks);
	guest_end(&g);
}

static void no_folder_is_no_hooks(void)
{
	guest_begin(&g);
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	vss_hooks_thaw(&hooks, &g.log);
	end();
}

static void by_name_and_back_in_reverse(void)
{
	guest_begin(&g);
	noting_hook("20-b", "");
	noting_hook("10-a", "");
	noting_hook("30-c", "");
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	vss_hooks_thaw(&hooks, &g.log);
	is_string(done(), "10-a freeze,20-b freeze,30-c freeze,30-c thaw,20-b thaw,10-a thaw,");
	vss_hooks_thaw(&hooks, &g.log);
	is_int(strlen(done()),
	       strlen("10-a freeze,20-b freeze,30-c freeze,30-c thaw,20-b thaw,10-a thaw,"));
	end();
}

static void one_says_no(void)
{
	guest_begin(&g);
	noting_hook("1", "");
	noting_hook("2", "exit 3");
	noting_hook("3", "");
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), -EPERM);
	vss_hooks_thaw(&hooks, &g.log);
	is_string(done(), "1 freeze,2 freeze,2 thaw,1 thaw,");
	is_true(guest_said(&g, "hook 2 freeze: exit code 3"));
	is_true(guest_said(&g, "hook 2 thaw: exit code 3")); /* which changes nothing */
	end();
}

static void at_its_deadline_it_is_killed_with_its_group(void)
{
	char text[32] = "";
	uint64_t begin;
	int fd;

	guest_begin(&g);
	/* A child of the hook's own, which must not outlive it. */
	noting_hook("1", "[ $1 = thaw ] || { sleep 1000 & echo $! > ../../../pid; wait; }");
	is_int(load(1), 0);
	begin = vss_now_ns();
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), -ETIMEDOUT);
	is_true(vss_now_ns() - begin < 5000000000ull);
	fd = openat(g.root, "pid", O_RDONLY);
	is_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	guest_pause(50);
	snprintf(text + strlen(text) - 1, 8, "/stat");
	fd = open("/proc", O_RDONLY | O_DIRECTORY);
	{
		char state[256] = "";
		const int stat = openat(fd, text, O_RDONLY);

		is_true(stat < 0 ||
		        (read(stat, state, sizeof(state) - 1) > 0 && strstr(state, ") Z")));
		close(stat);
	}
	close(fd);
	is_true(guest_said(&g, "hook 1 freeze: not done in time, killed"));
	vss_hooks_thaw(&hooks, &g.log);
	is_string(done(), "1 freeze,1 thaw,");
	end();
}

static void what_others_may_write_is_not_run(void)
{
	guest_begin(&g);
	noting_hook("1", "");
	noting_hook("2", "");
	noting_hook("3", "");
	noting_hook("4.dpkg-old~", "");
	noting_hook(".5", "");
	noting_hook("6 x", "");
	is_int(fchmodat(g.root, FOLDER "2", 0757, 0), 0);
	is_int(fchmodat(g.root, FOLDER "3", 0644, 0), 0); /* a text about the others */
	is_int(symlinkat("/bin/true", g.root, FOLDER "7"), 0);
	is_int(load(10), 0);
	is_int(hooks.count, 1);
	is_string(hooks.names[0], "1");
	is_true(guest_said(&g, "hook 2 is not run: others than root may write it"));
	vss_hooks_close(&hooks);
	is_int(fchmodat(g.root, FOLDER, 0777, 0), 0);
	is_int(load(10), -EACCES);
	end();
}

static void another_owner_is_not_trusted(void)
{
	guest_begin(&g);
	noting_hook("1", "");
	if (geteuid() == 0) {
		is_int(fchownat(g.root, FOLDER "1", 65534, 65534, 0), 0);
		is_int(load(10), 0);
		is_int(hooks.count, 0);
	}
	end();
}

static void the_environment_is_ours(void)
{
	guest_begin(&g);
	setenv("SECRET", "x", 1);
	hook("1",
	     "env | sort > ../../../env; pwd >> ../../../env; read word || echo none >> ../../../env");
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	{
		char text[1024] = "";
		const int fd = openat(g.root, "env", O_RDONLY);

		is_true(read(fd, text, sizeof(text) - 1) > 0);
		close(fd);
		is_true(!strstr(text, "SECRET"));
		is_true(strstr(text, "LANG=C.UTF-8\nPATH=/usr/local/sbin:") != NULL);
		is_true(strstr(text, "/freeze.d\nnone\n") != NULL);
	}
	end();
}

static void it_may_be_chosen_when_memory_is_short(void)
{
	char text[16] = "";
	int fd;

	guest_begin(&g);
	guest_write(&g, "proc/self/oom_score_adj", "-1000");
	hook("1", "");
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	fd = openat(g.root, "proc/self/oom_score_adj", O_RDONLY);
	is_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	is_int(text[0], '0');
	end();
}

static void what_it_says_is_in_the_log(void)
{
	guest_begin(&g);
	hook("1", "echo this is out; echo this is err >&2");
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	is_true(guest_said(&g, "this is out\nthis is err\n"));
	end();
}

static bool always(void *ctx)
{
	return true;
}

static void it_can_be_interrupted(void)
{
	int ends[2], fds[2];
	struct vss_interrupt real = { fds, always, NULL };

	guest_begin(&g);
	noting_hook("1", "[ $1 = thaw ] || sleep 1000");
	is_int(load(10), 0);
	is_int(pipe(ends), 0);
	close(ends[1]);
	fds[0] = ends[0];
	fds[1] = -1;
	is_int(vss_hooks_freeze(&hooks, &real, &g.log), -ECANCELED);
	vss_hooks_thaw(&hooks, &g.log);
	close(ends[0]);
	end();
}

static void what_it_leaves_running_stays(void)
{
	char text[32] = "";
	int fd;

	guest_begin(&g);
	hook("1",
	     "sleep 100 > /dev/null 2>&1 & echo $! > ../../../pid"); /* who holds a lock, for example */
	is_int(load(10), 0);
	is_int(vss_hooks_freeze(&hooks, NULL, &g.log), 0);
	fd = openat(g.root, "pid", O_RDONLY);
	is_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	is_int(atoi(text) > 1 && kill(atoi(text), SIGKILL) == 0, 1); /* 0 would be ourselves */
	end();
}

static void more_than_there_is_room_for(void)
{
	char name[16];

	guest_begin(&g);
	for (int i = 0; i <= VSS_HOOKS_MAX; i++) {
		snprintf(name, sizeof(name), "%d", i);
		hook(name, "");
	}
	is_int(load(10), -E2BIG);
	end();
}

TAP_MAIN(TAP_CASE(no_folder_is_no_hooks), TAP_CASE(by_name_and_back_in_reverse),
         TAP_CASE(one_says_no), TAP_CASE(at_its_deadline_it_is_killed_with_its_group),
         TAP_CASE(what_others_may_write_is_not_run), TAP_CASE(another_owner_is_not_trusted),
         TAP_CASE(the_environment_is_ours), TAP_CASE(it_may_be_chosen_when_memory_is_short),
         TAP_CASE(what_it_says_is_in_the_log), TAP_CASE(it_can_be_interrupted),
         TAP_CASE(what_it_leaves_running_stays), TAP_CASE(more_than_there_is_room_for))
