// SPDX-License-Identifier: GPL-2.0-only
#include "bootstat/diagnosis.h"
#include "tap.h"
#include <errno.h>

static struct diagnosis d;

static void say(const char *log)
{
	diagnose(log, strlen(log), &d);
}

static const char *code(size_t i)
{
	return i < d.n ? d.findings[i].cause->code : "";
}

static void nothing_wrong(void)
{
	say("hvkit-init: mounts ok t=0.1\nhvkit-init: root warning rootdelay= is taken\nguest login: ");
	is_int(d.n, 0);
	is_true(d.booted);
	say("");
	is_int(d.n, 0);
	is_true(!d.booted);
}

static void init_tells_all(void)
{
	say("\n<5>[    9.1] hvkit-init: root failed UUID=12: errno 7: errno 19 why=not-found waited_ms=1000 "
	    "seen=sda:ext4:ab nodriver=vmbus:ba61 module=nvme:8\r\n");
	is_int(d.n, 1);
	is_int(d.findings[0].line, 2);
	is_string(code(0), "module-refused");
	is_string(d.findings[0].failure.stage, "root");
	is_string(d.findings[0].failure.what, "UUID=12: errno 7");
	is_int(d.findings[0].failure.error, ENODEV);
	is_string(d.findings[0].failure.waited_ms, "1000");
	is_string(d.findings[0].failure.seen, "sda:ext4:ab");
	is_string(d.findings[0].failure.nodriver, "vmbus:ba61");
	is_string(d.findings[0].failure.module, "nvme:8");
}

static void init_by_cause(void)
{
	static const struct {
		const char *line, *code;
	} cases[] = {
		{ "root failed UUID=1: errno 19 why=not-found seen=none nodriver=pci:v1",
		  "no-driver" },
		{ "root failed UUID=1: errno 19 why=not-found seen=none", "no-disk" },
		{ "root failed UUID=1: errno 19 why=not-found seen=sda:xfs:2", "root-not-found" },
		{ "root failed /dev/mapper/x: errno 95 why=unsupported", "root-unsupported" },
		{ "verity failed ab: errno 74 why=wrong-hash", "verity-wrong-hash" },
		{ "verity failed ab: errno 129 why=set-up", "verity-signature" },
		{ "verity failed ab: errno 5", "verity-setup" },
		{ "mount failed sda1: errno 19 why=x", "no-filesystem" },
		{ "mount failed sda1: errno 117", "root-damaged" },
		{ "mount failed sda1: errno 22", "root-mount" },
		{ "fsck failed /sbin/fsck.ext4: errno 117 why=errors-left", "fsck-errors" },
		{ "init failed /sbin/init: errno 2 why=no-init", "no-init" },
		{ "cmdline failed root=: errno 22", "cmdline" },
		{ "anything failed : errno 1", "init-failed" },
	};
	char text[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "hvkit-init: %s\n", cases[i].line);
		say(text);
		is_string(code(0), cases[i].code);
	}
}

static void what_is_no_failure(void)
{
	static const char *const lines[] = { "root failed UUID=1",     "root failed x: errno",
		                             "ROOT failed x: errno 1", "root failed x: errno z",
		                             "failed x: errno 1",      "" };
	char text[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "hvkit-init: %s\n", lines[i]);
		say(text);
		is_int(d.n, 0);
	}
}

static void kernel_and_others(void)
{
	say("[    1.2] VFS: Cannot open root device \"sda1\" or unknown-block(0,0): error -6\n"
	    "[    1.3] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n"
	    "[    1.3] ---[ end trace 0 ]---\n(initramfs) \ngrub> \ngrub rescue> \n"
	    "Failure: File system check of the root filesystem failed\n"
	    "hv_vmbus: Unable to negotiate a version\n"
	    "dracut-initqueue: timeout, still waiting for following initqueue hooks:\n");
	is_int(d.n, 9);
	is_string(code(0), "root-device");
	is_string(code(1), "no-root-device");
	is_string(code(2), "oops");
	is_string(code(3), "initramfs-shell");
	is_string(code(4), "grub-prompt");
	is_string(code(5), "grub-rescue");
	is_string(code(6), "fsck-failed");
	is_string(code(7), "vmbus-version");
	is_string(code(8), "dracut-timeout");
	is_true(!d.booted);
}

static void each_once_and_bounded(void)
{
	static char log[1 << 16];
	size_t n = 0;

	while (n < sizeof(log) - 64)
		n += (size_t)sprintf(log + n, "I/O error, dev sda\n");
	say(log);
	is_int(d.n, 1);
	is_int(d.findings[0].line, 1);
	say("I/O error\nguest login: ");
	is_true(d.booted);
	memset(log, 'x', sizeof(log));
	memcpy(log, "hvkit-init: root failed ", 24);
	memcpy(log + sizeof(log) - 20, ": errno 5           ", 20);
	diagnose(log, sizeof(log), &d);
	is_int(d.n, 1);
	is_int(strlen(d.findings[0].failure.what), sizeof(d.findings[0].failure.what) - 1);
}

TAP_MAIN(TAP_CASE(nothing_wrong), TAP_CASE(init_tells_all), TAP_CASE(init_by_cause),
         TAP_CASE(what_is_no_failure), TAP_CASE(kernel_and_others), TAP_CASE(each_once_and_bounded))
