// SPDX-License-Identifier: GPL-2.0-only
/*
 * bootstat watch: when does an unmodified kernel begin, and when is it decompressed?
 *
 * QEMU is started with its gdb stub and its monitor on sockets of ours; it stops at two addresses of the
 * x86 boot protocol and is asked for its instruction count. Then it is ended: a stop wakes timers early
 * (QEMU's icount takes a stopped processor for an idle one and moves its clock on), so that what comes
 * after the first one is not the boot that an unwatched guest has. Up to /init, which sends its own marks,
 * another run has to be measured. The two fit together: no one halts or takes a timer interrupt before
 * the kernel proper, so that until then the count is also the guest's TSC, in which marks are stamped
 * (checked by a bzImage that reads the TSC in its first instruction: it finds this count, plus itself).
 */
#include "auto.h"
#include "cli.h"
#include "command.h"
#include "json.h"
#include "marks.h"
#include "qmp.h"
#include "rsp.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct watch_options {
	unsigned long timeout_s, entry;
};

static const struct hv_option options[] = {
	{ "timeout", 't', HV_OPTION_UINT, "SECONDS", "give up after this long (default 60)",
	  offsetof(struct watch_options, timeout_s), 1, 86400 },
	{ "entry", 'e', HV_OPTION_UINT, "ADDRESS",
	  "where the kernel proper begins (default 0x1000000)",
	  offsetof(struct watch_options, entry), 1, UINT32_MAX },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "bootstat watch",
	.synopsis = "[OPTION]... -- QEMU ARGUMENT...",
	.summary =
		"Boot a bzImage in QEMU with -icount and write when its first stages begin, as JSON lines.",
	.options = options,
};

/* Where QEMU's -kernel puts the 32-bit entry of a bzImage (Documentation/arch/x86/boot.rst). */
#define KERNEL_ADDRESS 0x100000

/*
 * Where that puts the kernel proper, unless KASLR or CONFIG_PHYSICAL_START say otherwise. Most kernels
 * also begin there; of some the ELF entry lies further in.
 */
#define DEFAULT_ENTRY 0x1000000

struct machine {
	pid_t pid;
	struct stream gdb, qmp;
};

/* The child: QEMU with its two sockets as extra arguments. It dies with us, however we go. */
static _Noreturn void become_qemu(char **argv, int argc, int gdb_fd, int qmp_fd)
{
	char gdb[64], qmp[64];
	char *extra[] = { "-S",   "-chardev",      gdb,
		          "-gdb", "chardev:hvgdb", "-chardev",
		          qmp,    "-mon",          "chardev=hvqmp,mode=control",
		          NULL };
	char **all = calloc((size_t)argc + ARRAY_SIZE(extra), sizeof(*all));

	snprintf(gdb, sizeof(gdb), "socket,id=hvgdb,fd=%d", gdb_fd);
	snprintf(qmp, sizeof(qmp), "socket,id=hvqmp,fd=%d", qmp_fd);
	if (all && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0) {
		memcpy(all, argv, (size_t)argc * sizeof(*all));
		memcpy(all + argc, extra, sizeof(extra));
		execvp(all[0], all);
	}
	fprintf(stderr, "bootstat: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int machine_start(struct machine *m, char **argv, int argc)
{
	int gdb[2], qmp[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, gdb) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, qmp) < 0)
		return -errno;
	m->pid = fork();
	if (m->pid < 0)
		return -errno;
	if (m->pid == 0) {
		fcntl(gdb[1], F_SETFD, 0);
		fcntl(qmp[1], F_SETFD, 0);
		become_qemu(argv, argc, gdb[1], qmp[1]);
	}
	close(gdb[1]);
	close(qmp[1]);
	m->gdb.fd = gdb[0];
	m->qmp.fd = qmp[0];
	return 0;
}

static void machine_end(struct machine *m)
{
	kill(m->pid, SIGKILL);
	waitpid(m->pid, NULL, 0);
	close(m->gdb.fd);
	close(m->qmp.fd);
}

static void write_stamp(enum hv_mark mark, uint64_t count)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, true);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "event", "mark");
	hv_json_string(&j, "name", hv_mark_name(mark));
	hv_json_uint(&j, "at_instructions", count);
	hv_json_end_object(&j);
}

/* One breakpoint at a time: the second address holds nothing of interest before the first is reached. */
static int stamp(struct machine *m, enum hv_mark mark, uint64_t address)
{
	uint64_t count = 0;
	int rc = rsp_break(&m->gdb, address);

	if (rc == 0)
		rc = rsp_continue(&m->gdb);
	if (rc == 0)
		rc = qmp_icount(&m->qmp, &count);
	if (rc == 0)
		rc = rsp_clear(&m->gdb, address);
	if (rc == 0)
		write_stamp(mark, count);
	return rc;
}

static int watch(struct machine *m, uint64_t entry)
{
	const struct {
		enum hv_mark mark;
		uint64_t address;
	} stops[] = {
		{ HV_MARK_KERNEL, KERNEL_ADDRESS },
		{ HV_MARK_DECOMPRESSED, entry },
	};
	int rc = qmp_open(&m->qmp);

	if (rc < 0) {
		fprintf(stderr, "bootstat: no answer from QEMU's monitor: %s\n", strerror(-rc));
		return rc;
	}
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		rc = stamp(m, stops[i].mark, stops[i].address);
		if (rc < 0) {
			fprintf(stderr, "bootstat: no stamp for '%s': %s\n",
			        hv_mark_name(stops[i].mark),
			        rc == -ESRCH ? "the machine ended before" : strerror(-rc));
			return rc;
		}
	}
	return 0;
}

int watch_command(int argc, char **argv)
{
	struct watch_options o = { .timeout_s = 60, .entry = DEFAULT_ENTRY };
	const int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	struct machine m = { 0 };
	int rc;

	if (first == HV_CLI_DONE)
		return HV_EXIT_OK;
	if (first == argc)
		fprintf(stderr, "bootstat: watch needs a QEMU to start\n");
	if (first < 0 || first == argc)
		return HV_EXIT_USAGE;
	m.gdb.deadline_ms = m.qmp.deadline_ms = stream_now_ms() + (int64_t)o.timeout_s * 1000;
	rc = machine_start(&m, argv + first, argc - first);
	if (rc < 0) {
		fprintf(stderr, "bootstat: cannot start QEMU: %s\n", strerror(-rc));
		return HV_EXIT_FAILED;
	}
	rc = watch(&m, o.entry);
	machine_end(&m);
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}
