// SPDX-License-Identifier: GPL-2.0-only
/* Copies, well-behaved and not, into a folder that stands for /. */
#include "auto.h"
#include "fcopyd/receive.h"
#include "fcopyd_fixture.h"
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

static struct receive r;

static void set_up(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL); /* as hook_run() asks for */
	root_make();
	memset(&r, 0, sizeof(r));
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
}

static void tear_down(void)
{
	receive_abandon(&r, "the test ends");
	root_remove();
}

static uint32_t send_start(const char *path, const char *name, uint32_t flags, uint64_t size)
{
	static struct message m;

	m = (struct message){ .kind = MESSAGE_START, .flags = flags, .size = size };
	snprintf(m.path, sizeof(m.path), "%s", path);
	snprintf(m.name, sizeof(m.name), "%s", name);
	return receive_message(&r, &m);
}

static uint32_t send_write(uint64_t offset, const char *text)
{
	const struct message m = { .kind = MESSAGE_WRITE,
		                   .offset = offset,
		                   .data = (const uint8_t *)text,
		                   .len = (uint32_t)strlen(text) };

	return receive_message(&r, &m);
}

static uint32_t send_kind(enum message_kind kind)
{
	const struct message m = { .kind = kind, .wrong = "wrong" };

	return receive_message(&r, &m);
}

/* All of @text into a file. The first status that is not OK. */
static uint32_t copy(const char *path, const char *name, uint32_t flags, const char *text)
{
	uint32_t status = send_start(path, name, flags, strlen(text));

	if (status == HV_IC_OK)
		status = send_write(0, text);
	return status == HV_IC_OK ? send_kind(MESSAGE_COMPLETE) : status;
}

static void a_file_arrives_whole(void)
{
	set_up();
	is_int(send_start("/srv/in/", "f", 0, 10), HV_IC_OK);
	is_int(send_write(0, "01234"), HV_IC_OK);
	is_string(root_read("srv/in/f"), "(none)");
	is_int(send_write(5, "56789"), HV_IC_OK);
	is_string(root_read("srv/in/f"), "(none)"); /* not before it is whole */
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_OK);
	is_string(root_read("srv/in/f"), "0123456789");
	is_int(root_mode("srv/in/f"), 0640);
	is_int(root_count("srv/in"), 1);
	is_true(root_log_says("copied 10 bytes: \"/srv/in/f\""));
	tear_down();
}

static void an_empty_file_arrives(void)
{
	set_up();
	is_int(copy("/srv/in", "f", 0, ""), HV_IC_OK);
	is_string(root_read("srv/in/f"), "");
	tear_down();
}

static void a_name_of_any_language_is_kept(void)
{
	set_up();
	is_int(copy("/srv/in/", "résumé-中.txt", 0, "x"), HV_IC_OK);
	is_string(root_read("srv/in/résumé-中.txt"), "x");
	is_true(root_log_says("\"/srv/in/résumé-中.txt\""));
	tear_down();
}

/* No policy, one that does not say yes, one that says yes to nothing, and ones that are not valid. */
static void without_a_policy_nothing_is_allowed(void)
{
	static const struct {
		const char *policy, *says;
	} cases[] = {
		{ "", "not enabled" },
		{ "allow = /srv/in\n", "not enabled" },
		{ "enabled = no\nallow = /srv/in\n", "not enabled" },
		{ "enabled = yes\n", "allows no folder" },
		{ "enabled = yes\nallow = /srv/in\nwhatever = 1\n", "not valid" },
		{ "enabled = yes\nallow = srv/in\n", "not valid" },
		{ "enabled = yes\nallow = /srv/../srv/in\n", "not valid" },
		{ "enabled = yes\nallow = /srv/in\nmode = 04755\n", "not valid" },
		{ "enabled = yes\nallow = /srv/in\nowner = nobody-of-that-name\n", "not valid" },
	};

	set_up();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		root_write("etc/hvkit/fcopyd.conf", cases[i].policy);
		is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_FAIL);
		is_true(root_log_says(cases[i].says));
	}
	unlinkat(root.fd, "etc/hvkit/fcopyd.conf", 0);
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_FAIL);
	is_true(root_log_says("no policy file"));
	is_int(root_count("srv/in"), 0);
	tear_down();
}

static void a_policy_that_others_can_write_is_none(void)
{
	set_up();
	is_int(fchmodat(root.fd, "etc/hvkit/fcopyd.conf", 0666, 0), 0);
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_FAIL);
	is_true(root_log_says("others than root"));
	is_int(fchmodat(root.fd, "etc/hvkit/fcopyd.conf", 0644, 0), 0);
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_OK); /* it is read for each copy */
	tear_down();
}

static const struct {
	const char *path, *name;
} outside[] = {
	{ "/srv/in/..", "f" },
	{ "/srv/in/../", "f" },
	{ "/srv/in/../../etc/", "f" },
	{ "/srv/in/sub/../../", "f" },
	{ "/srv/in/./", "f" },
	{ "/srv/in", ".." },
	{ "/srv/in", "../f" },
	{ "/srv/in", "a/f" },
	{ "/srv/in", "/etc/f" },
	{ "/srv/in", "." },
	{ "/srv/in", "" },
	{ "srv/in", "f" },
	{ "", "f" },
	{ "C:\\srv\\in\\", "f" },
	{ "/etc/", "f" },
	{ "/", "f" },
	{ "/srv/", "f" },
	{ "/srv/inner/", "f" },
	{ "/srv/i", "f" },
	{ "/srv", "in" },
};

static void paths_that_lead_out_are_refused(void)
{
	set_up();
	root_mkdir("srv/in/sub");
	root_mkdir("srv/inner");
	root_mkdir("srv/i");
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		is_int(copy(outside[i].path, outside[i].name,
		            HV_FCOPY_OVERWRITE | HV_FCOPY_CREATE_PATH, "x"),
		       HV_IC_FAIL);
	is_int(root_count("srv/in"), 1);
	is_int(root_count("srv/in/sub"), 0);
	is_int(root_count("srv"), 3);
	is_int(root_count("srv/i") + root_count("srv/inner"), 0);
	is_int(root_count("etc"), 1);
	is_int(root_count(""), 2);
	tear_down();
}

static void links_are_not_followed(void)
{
	set_up();
	root_policy("overwrite = yes\ncreate_path = yes\n");
	root_mkdir("etc/deep");
	root_write("etc/secret", "secret");
	is_int(symlinkat("/etc", root.fd, "srv/in/absolute"), 0);
	is_int(symlinkat("../../etc", root.fd, "srv/in/relative"), 0);
	is_int(symlinkat("../../etc/secret", root.fd, "srv/in/end"), 0);
	is_int(symlinkat("/proc/self/root", root.fd, "srv/in/magic"), 0);
	is_int(symlinkat("nowhere", root.fd, "srv/in/dangling"), 0);
	for (uint32_t flags = 0; flags < 4; flags++) {
		is_int(copy("/srv/in/absolute/", "f", flags, "x"), HV_IC_FAIL);
		is_int(copy("/srv/in/relative/", "f", flags, "x"), HV_IC_FAIL);
		is_int(copy("/srv/in/relative/deep/", "f", flags, "x"), HV_IC_FAIL);
		is_int(copy("/srv/in/relative/new/", "f", flags, "x"), HV_IC_FAIL);
		is_int(copy("/srv/in/magic/tmp/", "f", flags, "x"), HV_IC_FAIL);
		is_int(copy("/srv/in/dangling/", "f", flags, "x"), HV_IC_FAIL);
		is_true(copy("/srv/in/", "end", flags, "x") != HV_IC_OK);
		is_true(copy("/srv/in/", "dangling", flags, "x") != HV_IC_OK);
	}
	is_string(root_read("etc/secret"), "secret");
	is_int(root_count("etc"), 3);
	is_int(root_count("etc/deep"), 0);
	is_int(root_count("srv/in"), 5);
	tear_down();
}

static void an_allowed_folder_that_is_a_link_is_none(void)
{
	set_up();
	root_mkdir("srv/real");
	is_int(symlinkat("real", root.fd, "srv/link"), 0);
	root_policy("allow = /srv/link\n");
	is_int(copy("/srv/link/", "f", 0, "x"), HV_IC_FAIL);
	is_int(root_count("srv/real"), 0);
	tear_down();
}

/* A link that takes the place of the file while it arrives is replaced, not followed. */
static void a_link_that_appears_meanwhile_is_replaced(void)
{
	set_up();
	root_policy("overwrite = yes\n");
	root_write("etc/secret", "secret");
	is_int(send_start("/srv/in/", "f", HV_FCOPY_OVERWRITE, 1), HV_IC_OK);
	is_int(send_write(0, "x"), HV_IC_OK);
	is_int(symlinkat("../../etc/secret", root.fd, "srv/in/f"), 0);
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_OK);
	is_string(root_read("etc/secret"), "secret");
	is_string(root_read("srv/in/f"), "x");
	tear_down();
}

static void a_wrong_name_is_refused_and_told(void)
{
	struct message m = { .kind = MESSAGE_START, .wrong = "a text is too long", .size = 1 };

	set_up();
	is_int(receive_message(&r, &m), HV_IC_FAIL);
	is_true(root_log_says("refused 0x80004005, a text is too long"));
	is_int(send_write(0, "x"), HV_IC_FAIL);
	tear_down();
}

static void names_are_quoted_in_the_log(void)
{
	char path[900] = "/etc/", long_name[256];

	set_up();
	is_int(copy("/srv/in/", "a\": copied \\ \"b", 0, "x"), HV_IC_OK);
	is_true(root_log_says("copied 1 bytes: \"/srv/in/a\\\": copied \\\\ \\\"b\"\n"));
	memset(long_name, 'n', 255);
	long_name[255] = '\0';
	for (int i = 0; i < 3; i++)
		strcat(strcat(path, long_name), "/");
	strcpy(long_name, "the-end");
	is_int(copy(path, long_name, 0, "x"), HV_IC_FAIL);
	is_true(root_log_says("the-end\"\n"));
	tear_down();
}

static void a_name_is_as_long_as_a_file_system_has_it(void)
{
	char name[260];

	set_up();
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	is_int(copy("/srv/in/", name, 0, "x"), HV_IC_FAIL);
	name[255] = '\0';
	is_int(copy("/srv/in/", name, 0, "x"), HV_IC_OK);
	is_int(root_count("srv/in"), 1);
	tear_down();
}

static void what_exists_stays_without_leave_of_both(void)
{
	set_up();
	root_write("srv/in/f", "old");
	is_int(copy("/srv/in/", "f", 0, "new"), HV_IC_FILE_EXISTS);
	is_int(copy("/srv/in/", "f", HV_FCOPY_OVERWRITE, "new"),
	       HV_IC_FILE_EXISTS); /* the policy's */
	root_policy("overwrite = yes\n");
	is_int(copy("/srv/in/", "f", 0, "new"), HV_IC_FILE_EXISTS); /* the host's */
	is_string(root_read("srv/in/f"), "old");
	is_int(copy("/srv/in/", "f", HV_FCOPY_OVERWRITE, "new"), HV_IC_OK);
	is_string(root_read("srv/in/f"), "new");
	is_int(root_count("srv/in"), 1);
	is_int(root_count("var/lib/hvkit"), 0);
	tear_down();
}

static void a_file_that_appears_meanwhile_stays(void)
{
	set_up();
	is_int(send_start("/srv/in/", "f", 0, 1), HV_IC_OK);
	is_int(send_write(0, "x"), HV_IC_OK);
	root_write("srv/in/f", "other");
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_FILE_EXISTS);
	is_string(root_read("srv/in/f"), "other");
	is_int(root_count("srv/in"), 1);
	tear_down();
}

static void only_regular_files_are_replaced(void)
{
	set_up();
	root_policy("overwrite = yes\n");
	is_int(mkfifoat(root.fd, "srv/in/fifo", 0600), 0);
	is_int(copy("/srv/in/", "fifo", HV_FCOPY_OVERWRITE, "x"), HV_IC_FAIL);
	is_int(copy("/srv/in/fifo/", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_FAIL);
	is_true(root_log_says("no regular file"));
	tear_down();
}

/* A destination that is a folder: the file goes inside. */
static void a_folder_takes_the_file_in(void)
{
	set_up();
	root_mkdir("srv/in/box");
	is_int(copy("/srv/in/box", "f", 0, "x"), HV_IC_OK);
	is_string(root_read("srv/in/box/f"), "x");
	is_int(copy("/srv/in/", "box", 0, "y"), HV_IC_OK);
	is_string(root_read("srv/in/box/box"), "y");
	is_true(root_log_says("\"/srv/in/box/box\""));
	is_int(copy("/srv/in/", "box", 0, "z"), HV_IC_FILE_EXISTS);
	is_string(root_read("srv/in/box/box"), "y");
	root_mkdir("srv/in/box2/box2");
	is_int(copy("/srv/in/", "box2", 0, "z"), HV_IC_FAIL);
	tear_down();
}

static void folders_are_made_with_leave_of_both(void)
{
	set_up();
	is_int(copy("/srv/in/a/b/", "f", 0, "x"), HV_IC_FAIL);
	is_int(copy("/srv/in/a/b/", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_FAIL);
	root_policy("create_path = yes\n");
	is_int(copy("/srv/in/a/b/", "f", 0, "x"), HV_IC_FAIL);
	is_int(root_count("srv/in"), 0);
	is_int(copy("/srv/in//a/b", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_OK);
	is_string(root_read("srv/in/a/b/f"), "x");
	is_int(root_mode("srv/in/a"), 0755);
	is_int(root_mode("srv/in/a/b"), 0755);
	/* the allowed folder itself is the administrator's to make */
	root_policy("create_path = yes\nallow = /srv/none\n");
	is_int(copy("/srv/none/", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_FAIL);
	tear_down();
}

static void files_are_never_programs_unless_the_policy_says_so(void)
{
	set_up();
	root_policy("mode = 0755\n");
	is_int(copy("/srv/in/", "a", 0, "x"), HV_IC_OK);
	is_int(root_mode("srv/in/a"), 0644);
	root_policy("mode = 0755\nallow_exec = yes\n");
	is_int(copy("/srv/in/", "b", 0, "x"), HV_IC_OK);
	is_int(root_mode("srv/in/b"), 0755);
	root_policy("mode = 600\n");
	is_int(copy("/srv/in/", "c", 0, "x"), HV_IC_OK);
	is_int(root_mode("srv/in/c"), 0600);
	tear_down();
}

static void the_policy_names_the_owner(void)
{
	struct stat st;

	if (getuid() != 0)
		return;
	set_up();
	root_write("etc/passwd", "root:x:0:0::/:\nreceiver:x:1234:99:A long line\n");
	root_write("etc/group", "root:x:0:\nreceivers:x:4321:receiver\n");
	root_policy("owner = receiver\ngroup = receivers\ncreate_path = yes\n");
	is_int(copy("/srv/in/a/", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_OK);
	is_int(fstatat(root.fd, "srv/in/a/f", &st, 0), 0);
	is_int(st.st_uid, 1234);
	is_int(st.st_gid, 4321);
	is_int(fstatat(root.fd, "srv/in/a", &st, 0), 0);
	is_int(st.st_uid, 1234);
	tear_down();
}

static void sizes_are_what_was_declared(void)
{
	set_up();
	root_policy("max_size = 1K\n");
	is_int(send_start("/srv/in/", "f", 0, 1025), HV_IC_FAIL);
	is_true(root_log_says("max_size"));
	is_int(send_start("/srv/in/", "f", 0, UINT64_MAX), HV_IC_FAIL);
	is_int(send_start("/srv/in/", "f", 0, 4), HV_IC_OK);
	is_int(send_write(0, "12345"), HV_IC_FAIL); /* more than declared ends it */
	is_int(send_write(0, "1234"), HV_IC_FAIL);
	is_int(send_start("/srv/in/", "f", 0, 4), HV_IC_OK);
	is_int(send_write(UINT64_MAX - 1, "12"), HV_IC_FAIL);
	is_int(send_start("/srv/in/", "f", 0, 4), HV_IC_OK);
	is_int(send_write(0, "12"), HV_IC_OK);
	is_int(send_write(3, "4"), HV_IC_FAIL); /* a gap */
	is_int(send_start("/srv/in/", "f", 0, 4), HV_IC_OK);
	is_int(send_write(0, "123"), HV_IC_OK);
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_FAIL); /* less than declared */
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_FAIL);
	is_int(root_count("srv/in"), 0);
	tear_down();
}

static void what_has_come_may_come_again(void)
{
	set_up();
	is_int(send_start("/srv/in/", "f", 0, 6), HV_IC_OK);
	is_int(send_write(0, "abc"), HV_IC_OK);
	is_int(send_write(0, "abc"), HV_IC_OK);
	is_int(send_write(2, "cd"), HV_IC_OK);
	is_int(send_kind(MESSAGE_WRITE), HV_IC_OK); /* of nothing */
	is_int(send_write(4, "ef"), HV_IC_OK);
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_OK);
	is_string(root_read("srv/in/f"), "abcdef");
	tear_down();
}

static void nothing_happens_before_a_start(void)
{
	set_up();
	is_int(send_write(0, "x"), HV_IC_FAIL);
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_FAIL);
	is_int(send_kind(MESSAGE_WRONG), HV_IC_FAIL);
	is_int(send_kind(MESSAGE_CANCEL), HV_IC_OK); /* also of what is over: hibernation cancels */
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_OK);
	is_int(send_kind(MESSAGE_CANCEL), HV_IC_OK);
	is_string(root_read("srv/in/f"), "x");
	tear_down();
}

static int open_files(void)
{
	int n = 0;

	for (int fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Everything that ends a copy leaves nothing of it: no file, no descriptor. */
static void what_does_not_complete_leaves_nothing(void)
{
	static const enum message_kind ends[] = { MESSAGE_CANCEL, MESSAGE_ANEW, MESSAGE_WRONG };
	int before;

	set_up();
	before = open_files();
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		is_int(send_start("/srv/in/", "f", 0, 2), HV_IC_OK);
		is_int(send_write(0, "x"), HV_IC_OK);
		send_kind(ends[i]);
		is_int(open_files(), before);
		is_int(send_write(1, "x"), HV_IC_FAIL);
	}
	is_true(root_log_says("cancelled by the host, after 1 of 2 bytes"));
	is_int(send_start("/srv/in/", "f", 0, 2), HV_IC_OK);
	is_int(send_start("/srv/in/", "g", 0, 1), HV_IC_OK); /* the second ends the first */
	is_int(send_write(0, "x"), HV_IC_OK);
	is_int(send_kind(MESSAGE_COMPLETE), HV_IC_OK);
	is_int(open_files(), before);
	is_int(send_start("/srv/in/", "h", 0, 2), HV_IC_OK);
	is_int(send_start("/etc/", "h", 0, 2), HV_IC_FAIL);
	is_int(open_files(), before);
	is_int(root_count("srv/in"), 1);
	tear_down();
}

static void unfinished_names_of_a_killed_daemon_are_removed(void)
{
	set_up();
	root_mkdir("var/lib/hvkit");
	root_write("srv/in/.hv_fcopy.0123456789abcdef", "half");
	root_write("var/lib/hvkit/fcopyd.partial", "/srv/in/.hv_fcopy.0123456789abcdef");
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
	is_int(root_count("srv/in"), 0);
	is_int(root_count("var/lib/hvkit"), 0);
	is_true(root_log_says("removed the unfinished file"));
	/* nothing else is, whatever stands there */
	root_write("srv/in/f", "whole");
	root_write("var/lib/hvkit/fcopyd.partial", "/srv/in/f");
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
	root_write("var/lib/hvkit/fcopyd.partial", "/srv/../srv/in/.hv_fcopy.0123456789abcdef");
	receive_init(&r, &root.log, root.fd, POLICY_FILE);
	is_string(root_read("srv/in/f"), "whole");
	is_int(root_count("var/lib/hvkit"), 0);
	tear_down();
}

/* Wait for @pid: its exit code. */
static int wait_for(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

/*
 * Mount a small disk of memory at srv/in, in a mount namespace of the process's own, where the root is
 * opened anew.
 */
static bool mount_small(unsigned long flags, const char *options)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/srv/in", root.path);
	if (getuid() != 0 || unshare(CLONE_NEWNS) < 0 ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", path, "tmpfs", flags, options) < 0) {
		printf("# not tested: a disk of memory cannot be mounted\n");
		return false;
	}
	r.root = root.fd = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return true;
}

static int fill_disk(void)
{
	static char block[4097];

	if (!mount_small(0, "size=64k"))
		return 0;
	/* known before anything is written */
	is_int(send_start("/srv/in/", "f", 0, 65537), HV_IC_DISK_FULL);
	is_int(send_start("/srv/in/", "f", 0, 1 << 20), HV_IC_DISK_FULL);
	is_int(root_count("srv/in"), 0);
	memset(block, 'x', sizeof(block) - 1);
	/* reserved at the start: what others take then does not matter */
	is_int(send_start("/srv/in/", "f", 0, 32768), HV_IC_OK);
	root_write("srv/in/other", block);
	is_int(send_start("/srv/in/", "g", 0, 61440), HV_IC_DISK_FULL);
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_OK);
	is_true(root_log_says("0x80070070"));
	fflush(stdout);
	return tap_failed;
}

static void a_full_disk_is_known_at_the_start(void)
{
	pid_t pid;

	set_up();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(fill_disk());
	is_int(wait_for(pid), 0);
	tear_down();
}

static int copy_to_read_only(void)
{
	if (!mount_small(MS_RDONLY, "size=64k"))
		return 0;
	is_int(copy("/srv/in/", "f", HV_FCOPY_CREATE_PATH, "x"), HV_IC_FAIL);
	fflush(stdout);
	return tap_failed;
}

static void where_nothing_can_be_written_nothing_is(void)
{
	pid_t pid;

	set_up();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(copy_to_read_only());
	is_int(wait_for(pid), 0);
	tear_down();
}

static void make_hook(const char *text)
{
	char line[256];

	root_write("hook", text);
	is_int(fchmodat(root.fd, "hook", 0755, 0), 0);
	snprintf(line, sizeof(line), "hook = %s/hook\nhook_seconds = 1\n", root.path);
	root_policy(line);
}

static void a_hook_runs_after_the_answer(void)
{
	char text[512], expected[128];

	set_up();
	snprintf(text, sizeof(text), "#!/bin/sh\necho \"$# $1 ${LOGNAME-none}\" > %s/done\n",
	         root.path);
	setenv("LOGNAME", "somebody", 1);
	make_hook(text);
	is_int(copy("/srv/in/", "f $(x)", 0, "x"), HV_IC_OK);
	is_string(root_read("done"), "(none)");
	receive_after(&r);
	snprintf(expected, sizeof(expected), "1 /srv/in/f $(x) none\n");
	is_string(root_read("done"), expected);
	unlinkat(root.fd, "done", 0);
	receive_after(&r); /* once */
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_OK);
	is_int(copy("/etc/", "f", 0, "x"), HV_IC_FAIL);
	is_string(root_read("done"), "(none)");
	tear_down();
}

static void a_hook_that_takes_too_long_is_killed_with_its_children(void)
{
	char text[512];

	set_up();
	snprintf(text, sizeof(text), "#!/bin/sh\n(sleep 3; echo late > %s/late) &\nsleep 20\n",
	         root.path);
	make_hook(text);
	is_int(copy("/srv/in/", "f", 0, "x"), HV_IC_OK);
	receive_after(&r);
	is_true(root_log_says("its time was over"));
	make_hook("#!/bin/sh\nexit 3\n");
	is_int(copy("/srv/in/", "g", 0, "x"), HV_IC_OK);
	receive_after(&r);
	is_true(root_log_says("ended with 3"));
	root_policy("hook = /nonexistent/hook\n");
	is_int(copy("/srv/in/", "h", 0, "x"), HV_IC_OK);
	receive_after(&r);
	is_true(root_log_says("cannot be run"));
	sleep(3);
	is_string(root_read("late"), "(none)");
	tear_down();
}

TAP_MAIN(TAP_CASE(a_file_arrives_whole), TAP_CASE(an_empty_file_arrives),
         TAP_CASE(a_name_of_any_language_is_kept), TAP_CASE(without_a_policy_nothing_is_allowed),
         TAP_CASE(a_policy_that_others_can_write_is_none),
         TAP_CASE(paths_that_lead_out_are_refused), TAP_CASE(links_are_not_followed),
         TAP_CASE(an_allowed_folder_that_is_a_link_is_none),
         TAP_CASE(a_link_that_appears_meanwhile_is_replaced),
         TAP_CASE(a_wrong_name_is_refused_and_told), TAP_CASE(names_are_quoted_in_the_log),
         TAP_CASE(a_name_is_as_long_as_a_file_system_has_it),
         TAP_CASE(what_exists_stays_without_leave_of_both),
         TAP_CASE(a_file_that_appears_meanwhile_stays), TAP_CASE(only_regular_files_are_replaced),
         TAP_CASE(a_folder_takes_the_file_in), TAP_CASE(folders_are_made_with_leave_of_both),
         TAP_CASE(files_are_never_programs_unless_the_policy_says_so),
         TAP_CASE(the_policy_names_the_owner), TAP_CASE(sizes_are_what_was_declared),
         TAP_CASE(what_has_come_may_come_again), TAP_CASE(nothing_happens_before_a_start),
         TAP_CASE(what_does_not_complete_leaves_nothing),
         TAP_CASE(unfinished_names_of_a_killed_daemon_are_removed),
         TAP_CASE(a_full_disk_is_known_at_the_start),
         TAP_CASE(where_nothing_can_be_written_nothing_is), TAP_CASE(a_hook_runs_after_the_answer),
         TAP_CASE(a_hook_that_takes_too_long_is_killed_with_its_children))
