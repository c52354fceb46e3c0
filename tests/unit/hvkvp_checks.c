// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp doctor on machines that are folders, with processors that are functions. */
#include "hvkvp/checks.h"
#include "tap.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define OFFER "sys/bus/vmbus/devices/242ff919-07db-4180-9c2e-b86cb68c8c55"

static char folder[64];
static int root = -1;
static char told[1024];

static void begin(void)
{
	strcpy(folder, "/tmp/hvkvp-checks.XXXXXX");
	is_true(mkdtemp(folder) != NULL);
	root = open(folder, O_RDONLY | O_DIRECTORY);
}

static void end(void)
{
	char command[128];

	close(root);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	is_int(system(command), 0);
}

/* The folders of @path are made on the way. */
static void make(const char *path, const char *content)
{
	char part[256];
	int fd;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		mkdirat(root, part, 0755);
	}
	fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	is_int(write(fd, content, strlen(content)), strlen(content));
	close(fd);
}

static void make_link(const char *path, const char *target)
{
	make(path, "");
	unlinkat(root, path, 0);
	is_int(symlinkat(target, root, path), 0);
}

static void make_guest(void)
{
	char path[64];

	make(OFFER "/class_id", "{a9a0f4e7-5a45-4d96-b827-8a841e8c03e6}\n");
	make("sys/bus/vmbus/devices/other/class_id", "{57164f39-9115-4e78-ab55-382f3bd5422d}\n");
	make_link(OFFER "/driver", "../../../../bus/vmbus/drivers/hv_utils");
	make_link("dev/vmbus/hv_kvp", "/dev/null");
	make("proc/412/comm", "hv_kvp_daemon\n");
	make_link("proc/412/fd/3", "/dev/vmbus/hv_kvp");
	make_link("proc/7/fd/1", "/dev/null");
	make("proc/7/comm", "sh\n");
	make("proc/stat", "cpu 1 2\nbtime 1000\n");
	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "var/lib/hyperv/.kvp_pool_%d", i);
		make(path, "");
	}
}

static void tell(void *ctx, const struct finding *f)
{
	if (f->verdict == VERDICT_OK && ctx)
		return;
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%d %s: %s\n", f->verdict,
	         f->check, f->text);
}

/* What is not as it should be. */
static const char *run(bool isolated)
{
	const struct platform p = { true, true, isolated, isolated ? ISOLATION_SNP : 0 };

	told[0] = '\0';
	checks_run(root, &p, tell, told);
	return told;
}

static void all_is_well(void)
{
	const struct platform p = { 0 };

	begin();
	make_guest();
	is_string(run(false), "");
	told[0] = '\0';
	checks_run(root, &p, tell, NULL);
	is_true(strstr(told, "hv_kvp_daemon, process 412, has the device open") != NULL);
	end();
}

static void no_guest_of_hyperv(void)
{
	const struct platform p = { .known = true };

	begin();
	told[0] = '\0';
	checks_run(root, &p, tell, told);
	is_string(told, "2 platform: this is no guest of Hyper-V\n");
	end();
}

static void a_confidential_machine_has_not_failed(void)
{
	begin();
	make("sys/bus/vmbus/devices/other/class_id", "{57164f39-9115-4e78-ab55-382f3bd5422d}\n");
	is_string(
		run(true),
		"1 platform: a confidential machine (SEV-SNP): the kernel takes no KVP from its host\n"
		"1 offer: no KVP is offered to a confidential machine\n"
		"1 files: 0 of 5 pool files are there\n");
	end();
}

static void each_link_of_the_chain(void)
{
	begin();
	is_true(strstr(run(false), "3 vmbus: there is no VMBus\n") != NULL);
	make_guest();
	unlinkat(root, "proc/412/fd/3", 0);
	is_string(run(false), "3 daemon: no process has the device open\n");
	make_link("proc/7/fd/2", "/dev/vmbus/hv_kvp");
	is_string(run(false), "2 daemon: sh, process 7, has the device open\n");
	make_link("proc/412/fd/3", "/dev/vmbus/hv_kvp");
	is_string(run(false), "2 daemon: 2 processes have the device open\n");
	unlinkat(root, "dev/vmbus/hv_kvp", 0);
	is_string(run(false), "3 node: /dev/vmbus/hv_kvp: No such file or directory\n");
	make("dev/vmbus/hv_kvp", "");
	is_string(run(false), "3 node: /dev/vmbus/hv_kvp is no device\n");
	unlinkat(root, OFFER "/driver", 0);
	is_true(strstr(run(false), "3 driver: hv_utils is not loaded\n") == told);
	make("sys/module/hv_utils/refcnt", "0");
	is_true(strstr(run(false), "3 driver: hv_utils is loaded but not bound\n") == told);
	make_link(OFFER "/driver", "../x/uio_hv_generic");
	is_true(strstr(run(false), "2 driver: uio_hv_generic is bound\n") == told);
	unlinkat(root, OFFER "/class_id", 0);
	is_string(run(false), "3 offer: the host does not offer KVP\n");
	end();
}

static void pool_files(void)
{
	char line[160];
	struct stat st;

	begin();
	make_guest();
	unlinkat(root, "var/lib/hyperv/.kvp_pool_4", 0);
	is_string(run(false), "2 files: 4 of 5 pool files are there\n");
	make("var/lib/hyperv/.kvp_pool_4", "half a record");
	is_string(run(false), "2 pool: pool 4 has 1 faults\n");
	make("var/lib/hyperv/.kvp_pool_4", "");
	is_int(fchmodat(root, "var/lib/hyperv/.kvp_pool_0", 0666, 0), 0);
	is_string(run(false), "2 mode: others can write pool 0\n");
	is_int(fchmodat(root, "var/lib/hyperv/.kvp_pool_0", 0644, 0), 0);
	is_int(fstatat(root, "var/lib/hyperv/.kvp_pool_3", &st, 0), 0);
	snprintf(line, sizeof(line),
	         "1: -> FLOCK  ADVISORY  WRITE 5 %02x:%02x:%lu 0 EOF\n"
	         "2: POSIX  ADVISORY  WRITE 7 %02x:%02x:%lu 0 EOF\nrubbish\n",
	         major(st.st_dev), minor(st.st_dev), (unsigned long)st.st_ino, major(st.st_dev),
	         minor(st.st_dev), (unsigned long)st.st_ino);
	make("proc/locks", line);
	is_string(run(false), "1 lock: pool 3 is locked now by sh, process 7\n");
	make("proc/locks", "");
	unlinkat(root, "var/lib/hyperv/.kvp_pool_1", 0);
	is_int(symlinkat("/etc/passwd", root, "var/lib/hyperv/.kvp_pool_1"), 0);
	is_string(run(false), "3 pool: .kvp_pool_1 is no file\n");
	end();
}

static void an_old_pool_1(void)
{
	static const char record[2560] = "key";
	const struct timespec old[2] = { { 900, 0 }, { 900, 0 } };
	int fd;

	begin();
	make_guest();
	fd = openat(root, "var/lib/hyperv/.kvp_pool_1", O_WRONLY);
	is_int(write(fd, record, sizeof(record)), sizeof(record));
	close(fd);
	is_string(run(false), "");
	is_int(utimensat(root, "var/lib/hyperv/.kvp_pool_1", old, 0), 0);
	is_string(run(false), "1 stale: all of pool 1 was written before this boot\n");
	end();
}

/* The leaves of a processor. */
static uint32_t isolation_ebx, features_ebx;

static bool cpuid_hyperv(uint32_t leaf, uint32_t regs[4])
{
	memset(regs, 0, 16);
	if (leaf == 1)
		regs[2] = 1u << 31;
	if (leaf == 0x40000000) {
		regs[0] = 0x4000000c;
		memcpy(&regs[1], "Microsoft Hv", 12);
	}
	if (leaf == 0x40000003)
		regs[1] = features_ebx;
	if (leaf == 0x4000000c)
		regs[1] = isolation_ebx;
	return true;
}

static bool cpuid_kvm(uint32_t leaf, uint32_t regs[4])
{
	cpuid_hyperv(leaf, regs);
	if (leaf == 0x40000000)
		memcpy(&regs[1], "KVMKVMKVM\0\0\0", 12);
	return true;
}

static bool cpuid_bare(uint32_t leaf, uint32_t regs[4])
{
	memset(regs, 0xff, 16);
	regs[2] = 0;
	return true;
}

static bool cpuid_none(uint32_t leaf, uint32_t regs[4])
{
	return false;
}

static void processors(void)
{
	struct platform p;

	p = platform_read(cpuid_none);
	is_true(!p.known && !p.hyperv);
	p = platform_read(cpuid_bare);
	is_true(p.known && !p.hyperv);
	p = platform_read(cpuid_kvm);
	is_true(p.known && !p.hyperv && !p.isolated);
	isolation_ebx = ISOLATION_TDX;
	p = platform_read(cpuid_hyperv);
	is_true(p.hyperv && !p.isolated);
	features_ebx = 1u << 22;
	p = platform_read(cpuid_hyperv);
	is_true(p.isolated);
	is_int(p.isolation, ISOLATION_TDX);
	isolation_ebx = 0x20;
	p = platform_read(cpuid_hyperv);
	is_true(p.hyperv && !p.isolated);
}

TAP_MAIN(TAP_CASE(all_is_well), TAP_CASE(no_guest_of_hyperv),
         TAP_CASE(a_confidential_machine_has_not_failed), TAP_CASE(each_link_of_the_chain),
         TAP_CASE(pool_files), TAP_CASE(an_old_pool_1), TAP_CASE(processors))
