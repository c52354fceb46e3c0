// SPDX-License-Identifier: GPL-2.0-only
/* A request as a transaction: what is run and when, the way back, death at any system call, the helper. */
#include "inject.h"
#include "inject_run.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"
#include "wire/ic.h"
#include <dirent.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#define NETWORKD_FOLDER "etc/systemd/network"
#define NETWORKD_FILE   NETWORKD_FOLDER "/05-hvkit-" FIXTURE_MAC ".network"
#define IFUPDOWN_FILE   "etc/network/interfaces.d/hvkit-" FIXTURE_MAC
#define FORMER          "# the former\n"

static const struct inject_request request = {
	.adapter = FIXTURE_GUID,
	.family = 1,
	.address = "192.168.7.20",
	.mask = "255.255.255.0",
	.gateway = "192.168.7.1",
	.dns = "192.168.7.2",
};

/* Addresses that come at the n-th look; 0: never. */
struct arrival {
	int at, looks;
};

static int arrive(const struct inject *inj, const struct inject_nic *nic,
                  const struct inject_settings *settings)
{
	struct arrival *arrival = inj->ctx;

	(void)nic, (void)settings;
	return ++arrival->looks == arrival->at;
}

static struct arrival arrival;

static void begin(struct fixture *f, const char *backend, const char *file)
{
	char link[96];

	fixture_begin(f);
	f->inject.backend = backend;
	f->inject.deadline_ms = 3000;
	f->inject.verify = arrive;
	f->inject.ctx = &arrival;
	arrival = (struct arrival){ .at = 1 };
	fixture_program(f, "networkctl");
	fixture_program(f, "nmcli");
	fixture_program(f, "netplan");
	fixture_program(f, "ifup");
	fixture_program(f, "ifdown");
	snprintf(link, sizeof(link), "../%s", file);
	if (symlinkat(link, f->root, "bin/file") < 0)
		abort();
}

static int names_in(const struct fixture *f, const char *folder)
{
	DIR *dir = fdopendir(openat(f->root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n - 2;
}

static mode_t mode_of(const struct fixture *f, const char *path)
{
	struct stat st = { 0 };

	fstatat(f->root, path, &st, AT_SYMLINK_NOFOLLOW);
	return st.st_mode;
}

static bool logged(const struct fixture *f, const char *words)
{
	return strstr(fixture_read(f, "messages"), words) != NULL;
}

static void tells_networkd(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	arrival.at = 3;
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_int(arrival.looks, 3);
	is_string(fixture_read(&f, "bin/log"),
	          "networkctl reload (new)\nnetworkctl reconfigure eth0 (new)\n");
	is_true(strstr(fixture_read(&f, NETWORKD_FILE), "Address=192.168.7.20/24\n") != NULL);
	is_int(mode_of(&f, NETWORKD_FILE), S_IFREG | 0644);
	is_int(names_in(&f, NETWORKD_FOLDER), 1);
	is_true(!logged(&f, "192.168")); /* values are not for the log */
	fixture_end(&f);
}

static void tells_networkmanager(void)
{
	struct fixture f;

	begin(&f, "networkmanager",
	      "etc/NetworkManager/system-connections/hvkit-" FIXTURE_MAC ".nmconnection");
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_string(
		fixture_read(&f, "bin/log"),
		"nmcli connection load /etc/NetworkManager/system-connections/hvkit-" FIXTURE_MAC
		".nmconnection (new)\n"
		"nmcli connection up uuid ad340436-8a6b-8390-846a-a787ac30b85b ifname eth0 (new)\n");
	is_int(mode_of(&f,
	               "etc/NetworkManager/system-connections/hvkit-" FIXTURE_MAC ".nmconnection"),
	       S_IFREG | 0600);
	fixture_end(&f);
}

static void tells_netplan(void)
{
	struct fixture f;

	begin(&f, "netplan", "etc/netplan/95-hvkit-" FIXTURE_MAC ".yaml");
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_string(fixture_read(&f, "bin/log"), "netplan apply (new)\n");
	is_int(mode_of(&f, "etc/netplan/95-hvkit-" FIXTURE_MAC ".yaml"), S_IFREG | 0600);
	fixture_end(&f);
}

/* ifdown undoes what the file says: it must be the former one. */
static void tells_ifupdown(void)
{
	struct fixture f;

	begin(&f, "ifupdown", IFUPDOWN_FILE);
	fixture_write(&f, "etc/network/interfaces", "source interfaces.d/*\n");
	fixture_write(&f, IFUPDOWN_FILE, FORMER);
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_string(fixture_read(&f, "bin/log"),
	          "ifdown --force eth0 (former)\nifup --force eth0 (new)\n");
	fixture_end(&f);
}

static void does_nothing_unless_enabled(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	f.inject.enabled = false;
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(!fixture_has(&f, NETWORKD_FOLDER));
	is_true(!fixture_has(&f, "bin/log"));
	is_true(logged(&f, "inject = yes"));
	fixture_end(&f);
}

static void touches_nothing_for_a_bad_request(void)
{
	static char junk[2048];
	struct inject_request bad = request;
	struct fixture f;

	memset(junk, 'A', sizeof(junk) - 1);
	bad.address = bad.mask = bad.dns = junk;
	begin(&f, "networkd", NETWORKD_FILE);
	is_int(inject_apply(&f.inject, &bad), HV_IC_INVALID_ARGUMENT);
	bad = request;
	bad.adapter = "{00000000-0000-0000-0000-000000000000}";
	is_int(inject_apply(&f.inject, &bad), HV_IC_GUID_NOT_FOUND);
	is_true(!fixture_has(&f, NETWORKD_FOLDER));
	is_true(!fixture_has(&f, "bin/log"));
	is_true(logged(&f, "not an address"));
	is_true(!logged(&f, "AAAA"));
	fixture_end(&f);
}

static void puts_back_the_former_file(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	fixture_write(&f, NETWORKD_FILE, FORMER);
	fixture_write(&f, NETWORKD_FOLDER "/10-other.network", "other");
	fixture_write(&f, "bin/fail-networkctl", "");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	is_string(fixture_read(&f, NETWORKD_FOLDER "/10-other.network"), "other");
	is_int(names_in(&f, NETWORKD_FOLDER), 2);
	is_string(fixture_read(&f, "bin/log"), "networkctl reload (new)\n"
	                                       "networkctl reload (former)\n"
	                                       "networkctl reconfigure eth0 (former)\n");
	is_int(arrival.looks, 0);
	is_true(logged(&f, "networkctl reload ended with status 3"));
	is_true(logged(&f, "the former settings are back"));
	fixture_end(&f);
}

static void removes_a_file_that_was_not_there_before(void)
{
	struct fixture f;

	begin(&f, "networkmanager",
	      "etc/NetworkManager/system-connections/hvkit-" FIXTURE_MAC ".nmconnection");
	f.inject.deadline_ms = 600;
	arrival.at = 0;
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(arrival.looks >= 3);
	is_int(names_in(&f, "etc/NetworkManager/system-connections"), 0);
	is_true(strstr(fixture_read(&f, "bin/log"), "nmcli connection reload (none)\n") != NULL);
	is_true(logged(&f, "the addresses did not come"));
	fixture_end(&f);
}

static void takes_ifupdown_down_before_the_way_back(void)
{
	struct fixture f;

	begin(&f, "ifupdown", IFUPDOWN_FILE);
	fixture_write(&f, "etc/network/interfaces", "source interfaces.d/*\n");
	fixture_write(&f, IFUPDOWN_FILE, FORMER);
	fixture_write(&f, "bin/fail-ifup", "");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_string(fixture_read(&f, "bin/log"), "ifdown --force eth0 (former)\n"
	                                       "ifup --force eth0 (new)\n"
	                                       "ifdown --force eth0 (new)\n"
	                                       "ifup --force eth0 (former)\n");
	fixture_end(&f);
}

/* A zombie is not. */
static bool is_alive(const struct fixture *f)
{
	char path[64], state = 'Z';

	snprintf(path, sizeof(path), "/proc/%d/stat", atoi(fixture_read(f, "bin/child")));
	AUTO_FCLOSE FILE *stat = fopen(path, "re");
	return stat && fscanf(stat, "%*d %*s %c", &state) == 1 && state != 'Z';
}

static void kills_what_hangs_with_all_it_started(void)
{
	struct fixture f;
	int64_t took;

	begin(&f, "networkd", NETWORKD_FILE);
	fixture_write(&f, NETWORKD_FILE, FORMER);
	fixture_write(&f, "bin/hang-networkctl", "");
	f.inject.deadline_ms = 900;
	took = -inject_now_ns();
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	took += inject_now_ns();
	is_true(fixture_has(&f, "bin/child"));
	is_true(took >= 890000000 && took < 2500000000);
	for (int i = 0; i < 100 && is_alive(&f); i++) /* it dies when it next runs */
		usleep(10000);
	is_true(!is_alive(&f));
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	is_true(logged(&f, "did not end in time"));
	is_true(logged(&f, "could not be applied"));
	fixture_end(&f);
}

/* The daemon is to end: it goes back first, and soon. */
static void goes_back_when_it_is_stopped(void)
{
	struct fixture f;
	int64_t took;
	int ends[2];

	begin(&f, "networkd", NETWORKD_FILE);
	fixture_write(&f, NETWORKD_FILE, FORMER);
	arrival.at = 0;
	f.inject.deadline_ms = 60000;
	is_int(pipe(ends), 0);
	f.inject.stop_fd = &ends[0];
	is_int(write(ends[1], "x", 1), 1);
	took = -inject_now_ns();
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	is_true(logged(&f, "the former settings are back\n"));

	fixture_write(&f, "bin/hang-networkctl", "");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	took += inject_now_ns();
	is_true(took < 9000000000);
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	close(ends[0]);
	close(ends[1]);
	fixture_end(&f);
}

/* The child has the daemon's signals blocked, and its files open, if nobody sees to it. */
static void runs_programs_in_a_clean_state(void)
{
	static const char script[] = "#!/bin/sh\n"
				     "exec > ${0%/*}/state 2>&1\n"
				     "grep -E '^Sig(Blk|Ign):' /proc/self/status\n"
				     "for fd in /proc/self/fd/*; do readlink $fd; done\n"
				     "env | grep -vE '^(PWD|SHLVL|_|OLDPWD)=' | sort\n";
	const char *const words[] = { "probe", NULL };
	char path[96];
	struct fixture f;
	sigset_t all, before;
	const char *state;

	fixture_begin(&f);
	fixture_write(&f, "bin/probe", script);
	is_int(fchmodat(f.root, "bin/probe", 0755, 0), 0);
	snprintf(path, sizeof(path), "%s/probe", f.bin);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	signal(SIGPIPE, SIG_IGN);
	setenv("LD_AUDIT_OF_A_TEST", "x", 1);
	is_int(inject_run(path, words, &(struct inject_limit){ inject_now_ns() + 5000000000, -1 }),
	       0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGPIPE, SIG_DFL);
	state = fixture_read(&f, "bin/state");
	is_true(strstr(state, "SigBlk:\t0000000000000000") != NULL);
	/* glibc keeps two of its own ignored. */
	is_true(strstr(state, "SigIgn:\t") &&
	        !(strtoull(strstr(state, "SigIgn:") + 8, NULL, 16) & ~0x180000000ULL));
	is_true(strstr(state, "PATH=/usr/sbin:/usr/bin:/sbin:/bin") != NULL);
	is_true(strstr(state, "OF_A_TEST") == NULL);
	is_true(strstr(state, "messages") == NULL);
	fixture_end(&f);
}

static void says_why_a_program_did_not_run(void)
{
	const struct inject_limit limit = { inject_now_ns() + 1000000000, -1 };
	const char *const words[] = { "x", NULL };
	char path[INJECT_PROGRAM_PATH];
	struct fixture f;

	fixture_begin(&f);
	is_int(inject_run("/nonexistent/x", words, &limit), -ENOENT);
	is_int(inject_run("/etc/passwd", words, &limit), -EACCES);
	fixture_write(&f, "bin/plain", "x");
	mkdirat(f.root, "bin/folder", 0755);
	is_int(inject_program_find(f.programs, "plain", path), -ENOENT);
	is_int(inject_program_find(f.programs, "folder", path), -ENOENT);
	is_int(inject_program_find(NULL, "sh", path), 0);
	is_true(*path == '/');
	fixture_end(&f);
}

/* A link in the file's place is replaced, not followed; one in the place of what is written aside neither. */
static void follows_no_links(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	fixture_write(&f, "etc/passwd", "root");
	fixture_write(&f, NETWORKD_FOLDER "/x", "");
	is_int(symlinkat("../../passwd", f.root, NETWORKD_FILE), 0);
	is_int(symlinkat("../../passwd", f.root,
	                 NETWORKD_FOLDER "/.05-hvkit-" FIXTURE_MAC ".network.new"),
	       0);
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_string(fixture_read(&f, "etc/passwd"), "root");
	is_int(mode_of(&f, NETWORKD_FILE), S_IFREG | 0644);
	is_int(names_in(&f, NETWORKD_FOLDER), 2);
	fixture_end(&f);
}

static void fails_where_it_cannot_write(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	unlinkat(f.root, "etc/systemd/x", 0);
	unlinkat(f.root, "etc/systemd", AT_REMOVEDIR);
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(!fixture_has(&f, "bin/log"));
	is_true(logged(&f, "cannot write"));
	fixture_end(&f);
}

static int next_call(pid_t pid, int *status)
{
	return ptrace(PTRACE_SYSCALL, pid, 0, 0) == 0 && waitpid(pid, status, 0) == pid ? 0 : -1;
}

/* Run a request in a process that is killed before its @n-th system call ends. Whether it came to that. */
static bool dies_at(const struct fixture *f, int n)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(inject_apply(&f->inject, &request) != HV_IC_OK);
	}
	waitpid(pid, &status, 0);
	for (int i = 0; i < n && !WIFEXITED(status); i++)
		if (next_call(pid, &status) < 0)
			break;
	if (WIFEXITED(status))
		return false;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return true;
}

/* At every moment the file is the former or the new one, whole; after a recovery it stands alone. */
static void survives_death_at_every_system_call(bool was_there)
{
	struct fixture f;
	bool died = true;
	int n = 0, former = 0, new = 0;

	for (; died && n < 5000; n++) {
		const char *content;

		begin(&f, "networkd", NETWORKD_FILE);
		if (was_there)
			fixture_write(&f, NETWORKD_FILE, FORMER);
		unlinkat(f.root, "bin/networkctl", 0);
		is_int(symlinkat("/bin/true", f.root, "bin/networkctl"), 0);
		died = dies_at(&f, n);
		content = fixture_read(&f, NETWORKD_FILE);
		is_true(strcmp(content, was_there ? FORMER : "") == 0 ||
		        strstr(content, "Gateway=192.168.7.1\n") != NULL);
		is_true(inject_recover(&f.inject) >= 0);
		content = fixture_read(&f, NETWORKD_FILE);
		if (strcmp(content, was_there ? FORMER : "") == 0)
			former++;
		else
			new ++;
		is_true(names_in(&f, NETWORKD_FOLDER) == fixture_has(&f, NETWORKD_FILE) ||
		        !fixture_has(&f, NETWORKD_FOLDER));
		is_int(inject_recover(&f.inject), 0);
		fixture_end(&f);
	}
	printf("# %d places to die at: the former file %d times, the new one %d times\n", n, former,
	       new);
	is_true(!died && n > 40 && former > 20 && new > 0);
}

static void survives_death_in_place_of_a_former_file(void)
{
	survives_death_at_every_system_call(true);
}

static void survives_death_where_no_file_was(void)
{
	survives_death_at_every_system_call(false);
}

/* The next request goes on from what was last good, not from what a dead one left. */
static void knows_the_former_file_of_a_dead_request(void)
{
	struct fixture f;

	begin(&f, "networkd", NETWORKD_FILE);
	fixture_write(&f, NETWORKD_FILE, "[Match]\n# unproven\n");
	fixture_write(&f, NETWORKD_FOLDER "/.05-hvkit-" FIXTURE_MAC ".network.former", FORMER);
	fixture_write(&f, NETWORKD_FOLDER "/.05-hvkit-" FIXTURE_MAC ".network.new", "[Ma");
	fixture_write(&f, "bin/fail-networkctl", "");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	is_int(names_in(&f, NETWORKD_FOLDER), 1);
	fixture_end(&f);
}

static void recovers_its_own_files_only(void)
{
	static const char *const others[] = {
		".05-hvkit-00155d01020.network.new", ".05-hvkit-00155d010203.network.newer",
		".05-hvkit-00155d010203.netdev.new", ".06-hvkit-00155d010203.network.former",
		"05-hvkit-00155d010203.network.new", ".swp"
	};
	struct fixture f;
	char path[96];

	begin(&f, "networkd", NETWORKD_FILE);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		snprintf(path, sizeof(path), NETWORKD_FOLDER "/%s", others[i]);
		fixture_write(&f, path, "x");
	}
	fixture_write(&f, NETWORKD_FILE, "unproven");
	fixture_write(&f, NETWORKD_FOLDER "/.05-hvkit-" FIXTURE_MAC ".network.former", FORMER);
	is_int(inject_recover(&f.inject), 1);
	is_string(fixture_read(&f, NETWORKD_FILE), FORMER);
	is_int(names_in(&f, NETWORKD_FOLDER), ARRAY_SIZE(others) + 1);
	is_true(logged(&f, "cut short"));
	fixture_end(&f);
}

static void begin_script(struct fixture *f, char folder[96], char script[96], const char *body)
{
	char text[512];

	fixture_begin(f);
	snprintf(folder, 96, "%s/private", f->path);
	snprintf(script, 96, "%s/hv_set_ifconfig", f->bin);
	snprintf(text, sizeof(text), "#!/bin/sh\n%s", body);
	fixture_write(f, "bin/hv_set_ifconfig", text);
	is_int(fchmodat(f->root, "bin/hv_set_ifconfig", 0755, 0), 0);
	f->inject.script = script;
	f->inject.script_folder = folder;
	f->inject.deadline_ms = 1000;
}

/* As upstream calls hv_set_ifconfig. */
static void calls_a_helper_with_both_files(void)
{
	char folder[96], script[96];
	struct fixture f;

	begin_script(&f, folder, script,
	             "cd ${0%/*}\n"
	             "echo \"$# ${1##*/} ${2##*/} $(stat -c %a $1 $2 ${1%/*} | xargs)\" > args\n"
	             "cp $1 ifcfg; cp $2 keyfile\n");
	is_int(inject_apply(&f.inject, &request), HV_IC_OK);
	is_string(fixture_read(&f, "bin/args"), "2 ifcfg-eth0 eth0.nmconnection 600 600 700\n");
	is_string(fixture_read(&f, "bin/ifcfg"), "HWADDR=00:15:5D:01:02:03\n"
	                                         "DEVICE=eth0\n"
	                                         "BOOTPROTO=none\n"
	                                         "IPADDR0=192.168.7.20\n"
	                                         "NETMASK0=255.255.255.0\n"
	                                         "GATEWAY=192.168.7.1\n"
	                                         "DNS1=192.168.7.2\n");
	is_true(strstr(fixture_read(&f, "bin/keyfile"), "\naddress1=192.168.7.20/24\n") != NULL);
	is_int(names_in(&f, "private"), 0);
	fixture_end(&f);
}

static void tells_when_a_helper_fails(void)
{
	char folder[96], script[96];
	struct fixture f;

	begin_script(&f, folder, script, "exit 7\n");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(logged(&f, "ended with status 7"));
	f.inject.script = "hv_set_ifconfig";
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(logged(&f, "no absolute path"));
	fixture_end(&f);

	begin_script(&f, folder, script, "sleep 60\n");
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(logged(&f, "did not end in time"));
	is_int(names_in(&f, "private"), 0);
	fixture_end(&f);
}

static void keeps_a_helpers_files_private(void)
{
	char folder[96], script[96];
	struct fixture f;

	begin_script(&f, folder, script, "touch ${0%/*}/ran\n");
	is_int(mkdirat(f.root, "private", 0755), 0);
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_int(unlinkat(f.root, "private", AT_REMOVEDIR), 0);
	is_int(mkdirat(f.root, "elsewhere", 0700), 0);
	is_int(symlinkat("elsewhere", f.root, "private"), 0);
	is_int(inject_apply(&f.inject, &request), HV_IC_FAIL);
	is_true(!fixture_has(&f, "bin/ran"));
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(tells_networkd), TAP_CASE(tells_networkmanager), TAP_CASE(tells_netplan),
         TAP_CASE(tells_ifupdown), TAP_CASE(does_nothing_unless_enabled),
         TAP_CASE(touches_nothing_for_a_bad_request), TAP_CASE(puts_back_the_former_file),
         TAP_CASE(removes_a_file_that_was_not_there_before),
         TAP_CASE(takes_ifupdown_down_before_the_way_back),
         TAP_CASE(kills_what_hangs_with_all_it_started), TAP_CASE(goes_back_when_it_is_stopped),
         TAP_CASE(runs_programs_in_a_clean_state), TAP_CASE(says_why_a_program_did_not_run),
         TAP_CASE(follows_no_links), TAP_CASE(fails_where_it_cannot_write),
         TAP_CASE(survives_death_in_place_of_a_former_file),
         TAP_CASE(survives_death_where_no_file_was),
         TAP_CASE(knows_the_former_file_of_a_dead_request), TAP_CASE(recovers_its_own_files_only),
         TAP_CASE(calls_a_helper_with_both_files), TAP_CASE(tells_when_a_helper_fails),
         TAP_CASE(keeps_a_helpers_files_private))
