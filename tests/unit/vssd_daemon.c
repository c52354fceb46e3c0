// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"
#include "device_kernel.h"
#include "vssd/daemon.h"
#include "vssd_fixture.h"
#include "wire/device.h"
#include "wire/ic.h"
#include "wire/vss.h"

#define TWO      "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:2 / /data rw - ext4 /dev/sda2 rw\n"
#define ALL_DONE "freeze /data, freeze /, thaw /, thaw /data"

static struct guest g;
static struct kernel k;

/* The device as it is, but for answers that it refuses. */
static struct device_faults {
	_Atomic int refuse; /* that many writes, after the registration */
	_Atomic int opened;
	_Atomic int gone; /* what opening it again comes to */
} * faults;

static int device_open(const char *path)
{
	return faults->opened++ && faults->gone ? faults->gone : hv_device_open(path);
}

static int device_write(int fd, const void *message, size_t len)
{
	const struct hv_device_vss *m = message;

	if (m->op != HV_DEVICE_VSS_REGISTER && faults->refuse > 0) {
		faults->refuse--;
		return -EINVAL;
	}
	return hv_device_write(fd, message, len);
}

static const struct vss_device device = { device_open, hv_device_read, device_write };

static int run(void *ctx, const char *path)
{
	dup2(g.log_fd, STDERR_FILENO);
	g.log.fd = STDERR_FILENO;
	return vss_daemon_run(&g.c, &device, path) < 0 ? 1 : 0;
}

static void is_registration(void)
{
	struct hv_device_vss m;

	is_int(kernel_receive(&k, &m, sizeof(m)), sizeof(m));
	is_int(m.op, HV_DEVICE_VSS_REGISTER);
}

static void accept_registration(void)
{
	const uint32_t version = HV_DEVICE_VSS_REGISTER;

	is_registration();
	kernel_send(&k, &version, sizeof(version));
}

static void begin(void)
{
	guest_begin(&g);
	guest_mounts(&g, TWO);
	faults = guest_share(sizeof(*faults));
}

static void start(void)
{
	kernel_start(&k, run, NULL);
	accept_registration();
}

static void end(void)
{
	munmap(faults, sizeof(*faults));
	guest_end(&g);
}

static void ask(uint8_t op)
{
	const struct hv_device_vss m = { .op = op };

	kernel_send(&k, &m, sizeof(m));
}

static uint32_t answer(void)
{
	struct hv_device_vss m = { .status = 1 };

	is_int(kernel_receive(&k, &m, sizeof(m)), sizeof(m));
	return m.status;
}

static void stop(void)
{
	is_int(kernel_stop(&k, SIGTERM), 0);
}

static void it_registers_and_answers_a_check(void)
{
	begin();
	start();
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	stop();
	is_string(guest_did(&g), "");
	end();
}

static void before_the_handshake_nothing_counts(void)
{
	const uint32_t version = HV_DEVICE_VSS_REGISTER;

	begin();
	kernel_start(&k, run, NULL);
	is_registration();
	ask(HV_VSS_FREEZE);
	is_true(kernel_is_quiet(&k, 300));
	kernel_send(&k, &version, sizeof(version));
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	stop();
	is_string(guest_did(&g), "");
	end();
}

static void a_backup(void)
{
	begin();
	start();
	for (int i = 0; i < 3; i++) {
		ask(HV_VSS_CHECK);
		is_int(answer(), HV_IC_OK);
		ask(HV_VSS_FREEZE);
		is_int(answer(), HV_IC_OK);
		is_true(guest_disk_at(&g, "/")->frozen && guest_disk_at(&g, "/data")->frozen);
		ask(HV_VSS_THAW);
		is_int(answer(), HV_IC_OK);
		is_true(!guest_disk_at(&g, "/")->frozen && !guest_disk_at(&g, "/data")->frozen);
	}
	stop();
	is_string(guest_did(&g), ALL_DONE ", " ALL_DONE ", " ALL_DONE);
	end();
}

static void a_freeze_that_fails(void)
{
	begin();
	guest_disk_at(&g, "/")->rc = -EIO;
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_FAIL);
	is_string(guest_did(&g), "freeze /data, freeze /, thaw /data");
	ask(HV_VSS_THAW); /* hosts clean up */
	is_int(answer(), HV_IC_OK);
	guest_disk_at(&g, "/")->rc = 0;
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	end();
}

static void a_thaw_without_a_freeze_touches_nothing(void)
{
	begin();
	guest_disk_at(&g, "/data")->frozen = true; /* someone else's */
	start();
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	is_string(guest_did(&g), "");
	end();
}

static void two_freezes_are_one(void)
{
	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	is_string(guest_did(&g), ALL_DONE);
	end();
}

static void operations_that_nobody_knows(void)
{
	static const uint8_t ops[] = { 0, 1, 3, 4, 7, 8, 127, 128, 255 };

	begin();
	start();
	for (size_t i = 0; i < sizeof(ops); i++) {
		ask(ops[i]);
		is_int(answer(), HV_IC_FAIL);
	}
	stop();
	end();
}

static void a_host_that_never_thaws(void)
{
	begin();
	g.config.deadline_s = 2;
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_true(guest_did_within(&g, 4, 6000));
	is_string(guest_did(&g), ALL_DONE);
	/* it hears that its copy is not what it thinks */
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_FAIL);
	/* and the next one is as any */
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	is_true(guest_said(&g, "nobody thawed within 2 s"));
	end();
}

static void a_freeze_after_one_that_was_never_thawed(void)
{
	begin();
	g.config.deadline_s = 2;
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_true(guest_did_within(&g, 4, 6000));
	guest_pause(100);
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	end();
}

static void killed_while_frozen(void)
{
	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_int(kernel_stop(&k, SIGKILL), 256 + SIGKILL);
	is_true(guest_did_within(&g, 4, 2000));
	is_string(guest_did(&g), ALL_DONE);
	is_true(guest_lost_within(&g, "run/hvkit/vss.frozen", 2000));
	end();
}

static void stopped_while_frozen(void)
{
	begin();
	g.config.deadline_s = 1;
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	kill(k.daemon, SIGSTOP);
	is_true(guest_did_within(&g, 4, 4000));
	kill(k.daemon, SIGCONT);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_FAIL);
	stop();
	end();
}

static void asked_to_end_while_frozen(void)
{
	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_int(kernel_stop(&k, SIGTERM), 0);
	is_string(guest_did(&g), ALL_DONE);
	is_true(!guest_has(&g, "run/hvkit/vss.frozen"));
	end();
}

static void asked_to_end_while_freezing(void)
{
	begin();
	guest_disk_at(&g, "/")->hang_ms = 500;
	start();
	ask(HV_VSS_FREEZE);
	is_true(guest_did_within(&g, 2, 5000));
	is_int(kernel_stop(&k, SIGINT), 0);
	is_true(!guest_disk_at(&g, "/")->frozen && !guest_disk_at(&g, "/data")->frozen);
	is_true(!guest_has(&g, "run/hvkit/vss.frozen"));
	end();
}

static void the_device_goes_while_frozen(void)
{
	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_int(kernel_stop(&k, 0), 0);
	is_string(guest_did(&g), ALL_DONE);
	is_true(guest_said(&g, "the device is gone"));
	end();
}

static void the_watchdog_is_killed(void)
{
	char path[64], text[16] = "";
	int fd;

	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)k.daemon, (int)k.daemon);
	fd = open(path, O_RDONLY);
	is_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	if (atoi(text) > 1)
		is_int(kill(atoi(text), SIGKILL), 0);
	is_true(guest_did_within(&g, 4, 2000));
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_FAIL);
	stop();
	is_string(guest_did(&g), ALL_DONE);
	is_true(guest_said(&g, "the watchdog was killed in the middle of a freeze"));
	end();
}

/* The kernel has it thaw before hibernation, and takes no answer. */
static void hibernated_while_frozen(void)
{
	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	faults->refuse = 1;
	ask(HV_VSS_THAW);
	accept_registration();
	is_string(guest_did(&g), ALL_DONE);
	is_int(faults->opened, 2);
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	stop();
	end();
}

/* The same with the answer to the freeze still out: it comes to nothing. */
static void hibernated_while_freezing(void)
{
	begin();
	guest_disk_at(&g, "/")->hang_ms = 500;
	start();
	ask(HV_VSS_FREEZE);
	is_true(guest_did_within(&g, 2, 5000));
	faults->refuse = 1;
	ask(HV_VSS_THAW);
	accept_registration();
	guest_pause(700);
	is_true(!guest_disk_at(&g, "/")->frozen && !guest_disk_at(&g, "/data")->frozen);
	guest_disk_at(&g, "/")->hang_ms = 0;
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	end();
}

static void the_answer_to_a_freeze_is_refused(void)
{
	begin();
	start();
	faults->refuse = 1;
	ask(HV_VSS_FREEZE);
	accept_registration();
	is_string(guest_did(&g), ALL_DONE);
	stop();
	end();
}

static void the_device_does_not_come_back(void)
{
	begin();
	start();
	faults->gone = -ENOENT;
	faults->refuse = 1;
	ask(HV_VSS_CHECK);
	is_int(kernel_stop(&k, 0), 0);
	end();
}

static void another_daemon_has_the_device(void)
{
	begin();
	faults->opened = 1;
	faults->gone = -EBUSY;
	kernel_start(&k, run, NULL);
	is_int(kernel_stop(&k, 0), 1);
	is_true(guest_said(&g, "Device or resource busy"));
	end();
}

static void messages_of_a_wrong_length(void)
{
	static const uint8_t bytes[64] = { HV_VSS_FREEZE };

	begin();
	start();
	for (size_t len = 1; len < 32; len += 3) {
		if (len == sizeof(struct hv_device_vss))
			continue;
		kernel_send(&k, bytes, len);
		accept_registration(); /* begin anew */
	}
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	is_string(guest_did(&g), "");
	stop();
	end();
}

static void a_check_while_hooks_run(void)
{
	begin();
	guest_write(&g, "etc/hvkit/freeze.d/hook", "#!/bin/sh\n[ $1 = freeze ] || sleep 1\n");
	is_int(fchmodat(g.root, "etc/hvkit/freeze.d/hook", 0755, 0), 0);
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK); /* not after the hook */
	ask(HV_VSS_CHECK);
	is_int(answer(), HV_IC_OK);
	is_true(kernel_is_quiet(&k, 100));
	ask(HV_VSS_FREEZE);
	is_true(kernel_is_quiet(&k, 300)); /* that does wait */
	is_int(answer(), HV_IC_OK);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	is_string(guest_did(&g), ALL_DONE ", " ALL_DONE);
	end();
}

static void nothing_is_logged_while_frozen(void)
{
	struct stat before, after;

	begin();
	start();
	ask(HV_VSS_FREEZE);
	is_int(answer(), HV_IC_OK);
	is_int(fstat(g.log_fd, &before), 0);
	ask(HV_VSS_CREATE); /* which it has words for */
	is_int(answer(), HV_IC_FAIL);
	guest_pause(100);
	is_int(fstat(g.log_fd, &after), 0);
	is_int(after.st_size, before.st_size);
	ask(HV_VSS_THAW);
	is_int(answer(), HV_IC_OK);
	stop();
	is_true(guest_said(&g, "the host wants an unknown operation, 0"));
	end();
}

TAP_MAIN(TAP_CASE(it_registers_and_answers_a_check), TAP_CASE(before_the_handshake_nothing_counts),
         TAP_CASE(a_backup), TAP_CASE(a_freeze_that_fails),
         TAP_CASE(a_thaw_without_a_freeze_touches_nothing), TAP_CASE(two_freezes_are_one),
         TAP_CASE(operations_that_nobody_knows), TAP_CASE(a_host_that_never_thaws),
         TAP_CASE(a_freeze_after_one_that_was_never_thawed), TAP_CASE(killed_while_frozen),
         TAP_CASE(stopped_while_frozen), TAP_CASE(asked_to_end_while_frozen),
         TAP_CASE(asked_to_end_while_freezing), TAP_CASE(the_device_goes_while_frozen),
         TAP_CASE(the_watchdog_is_killed), TAP_CASE(hibernated_while_frozen),
         TAP_CASE(hibernated_while_freezing), TAP_CASE(the_answer_to_a_freeze_is_refused),
         TAP_CASE(the_device_does_not_come_back), TAP_CASE(another_daemon_has_the_device),
         TAP_CASE(messages_of_a_wrong_length), TAP_CASE(a_check_while_hooks_run),
         TAP_CASE(nothing_is_logged_while_frozen))
