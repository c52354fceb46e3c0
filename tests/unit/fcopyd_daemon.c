// SPDX-License-Identifier: GPL-2.0-only
/* The daemon with a kernel at the other end of its character device. */
#include "auto.h"
#include "device_kernel.h"
#include "fcopyd/daemon.h"
#include "fcopyd_fixture.h"
#include "wire/device.h"
#include <sys/un.h>

static struct kernel kernel;

static int run_daemon(void *ctx, const char *path)
{
	const struct daemon_options o = { .root = root.path,
		                          .config = POLICY_FILE,
		                          .device = path };

	return daemon_run(&o, &root.log) < 0;
}

static uint32_t receive_number(void)
{
	uint32_t number = 0xdead;

	is_int(kernel_receive(&kernel, &number, sizeof(number)), sizeof(number));
	return number;
}

static void set_up(void)
{
	const uint32_t version = HV_DEVICE_FCOPY_VERSION;

	root_make();
	kernel_start(&kernel, run_daemon, NULL);
	is_int(receive_number(), version);
	kernel_send(&kernel, &version, sizeof(version));
}

static void tear_down(int signal)
{
	is_int(kernel_stop(&kernel, signal), 0);
	root_remove();
}

static uint32_t start(const char *path, const char *name, uint64_t size)
{
	struct hv_device_fcopy_start s = { .op = HV_FCOPY_START, .size = size };

	strcpy(s.name, name);
	strcpy(s.path, path);
	kernel_send(&kernel, &s, sizeof(s));
	return receive_number();
}

static uint32_t write_chunk(uint64_t offset, uint32_t size)
{
	struct hv_fcopy_write w = { .header.op = HV_FCOPY_WRITE, .offset = offset, .size = size };

	for (uint32_t i = 0; i < sizeof(w.data); i++)
		w.data[i] = (uint8_t)(offset + i);
	kernel_send(&kernel, &w, sizeof(w));
	return receive_number();
}

/* COMPLETE and CANCEL come with what the service's headers took: 64 bytes. */
static uint32_t end(uint32_t op)
{
	uint8_t bytes[64] = { (uint8_t)op };

	kernel_send(&kernel, bytes, sizeof(bytes));
	return receive_number();
}

static void a_file_arrives(void)
{
	const char *content;
	bool same = true;

	set_up();
	is_int(start("/srv/in/", "f", 10000), HV_IC_OK);
	is_int(write_chunk(0, 6144), HV_IC_OK);
	is_int(write_chunk(6144, 3856), HV_IC_OK);
	is_int(end(HV_FCOPY_COMPLETE), HV_IC_OK);
	content = root_read("srv/in/f");
	for (size_t i = 0; i < 10000; i++)
		same &= (uint8_t)content[i] == (uint8_t)i;
	is_true(same);
	tear_down(SIGTERM);
}

static void garbage_is_answered_and_survived(void)
{
	static const uint8_t garbage[8192] = { 0xff };

	set_up();
	for (size_t len = 1; len <= sizeof(garbage); len = len * 3 + 1) {
		kernel_send(&kernel, garbage, len);
		is_int(receive_number(), HV_IC_FAIL);
	}
	is_int(write_chunk(0, UINT32_MAX), HV_IC_FAIL);
	is_int(write_chunk(0, 1), HV_IC_FAIL);
	is_int(end(77), HV_IC_FAIL);
	is_int(start("/srv/in/../../etc/", "f", 1), HV_IC_FAIL);
	is_int(start("/srv/in/", "f", 0), HV_IC_OK);
	is_int(end(HV_FCOPY_COMPLETE), HV_IC_OK);
	tear_down(SIGTERM);
}

static void what_is_under_way_ends_with_the_device_and_with_the_daemon(void)
{
	static const int signals[] = { 0, SIGTERM, SIGINT };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		set_up();
		is_int(start("/srv/in/", "f", 10000), HV_IC_OK);
		is_int(write_chunk(0, 6144), HV_IC_OK);
		is_int(kernel_stop(&kernel, signals[i]), 0);
		is_int(root_count("srv/in"), 0);
		is_true(root_log_says("after 6144 of 10000 bytes"));
		root_remove();
	}
}

static void a_hangup_signal_is_no_end(void)
{
	set_up();
	kill(kernel.daemon, SIGHUP);
	is_int(start("/srv/in/", "f", 0), HV_IC_OK);
	root_policy("allow =\n"); /* the next copy sees it */
	is_int(start("/srv/in/", "f", 0), HV_IC_FAIL);
	tear_down(SIGTERM);
}

static void another_kernel_is_refused(void)
{
	const uint32_t version = 99;

	root_make();
	kernel_start(&kernel, run_daemon, NULL);
	is_int(receive_number(), 1);
	kernel_send(&kernel, &version, sizeof(version));
	is_int(kernel_receive(&kernel, &(uint32_t){ 0 }, 4), 0);
	tear_down(0);
}

/* As the service manager would hear it: after the registration, not before. */
static void readiness_is_told_after_the_handshake(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const uint32_t version = 1;
	char text[128] = "";

	root_make();
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/notify", root.path);
	is_int(bind(manager, (struct sockaddr *)&at, sizeof(at)), 0);
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	kernel_start(&kernel, run_daemon, NULL);
	is_int(receive_number(), version);
	usleep(100000);
	is_true(recv(manager, text, sizeof(text) - 1, MSG_DONTWAIT) < 0);
	kernel_send(&kernel, &version, sizeof(version));
	is_int(start("/srv/in/", "f", 0), HV_IC_OK);
	is_true(recv(manager, text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	is_true(strncmp(text, "READY=1", 7) == 0);
	unsetenv("NOTIFY_SOCKET");
	close(manager);
	tear_down(SIGTERM);
}

#define STATE "sys/bus/vmbus/devices/eb765408-105f-49b6-b4aa-c123b64d17d4/state"

/*
 * Without a device the daemon waits, is ready, and sees the device come: here a FIFO, which can be opened.
 * But before its channel is open it is not touched.
 */
static void a_device_is_waited_for(void)
{
	const struct daemon_options o = { .root = root.path,
		                          .config = POLICY_FILE,
		                          .device = "/dev/vmbus/x" };
	int status;
	pid_t pid;

	root_make();
	root_mkdir("dev");
	root_mkdir("sys/bus/vmbus/devices/eb765408-105f-49b6-b4aa-c123b64d17d4");
	root_write(STATE, "1\n");
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(daemon_run(&o, &root.log) < 0);
	usleep(1000000); /* it looks every 100, 200, 400, 800 ms... */
	root_mkdir("dev/vmbus");
	usleep(50000);
	is_int(mkfifoat(root.fd, "dev/vmbus/x", 0600), 0);
	usleep(500000);
	is_true(!strstr(root_log(), "the host is there"));
	root_write(STATE, "3\n");
	/* both ends are the daemon's, so it reads its own registration and is content */
	for (int i = 0; i < 50 && !strstr(root_log(), "the host is there"); i++)
		usleep(20000);
	is_true(root_log_says("the host is there"));
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	is_int(status, 0);
	root_remove();
}

TAP_MAIN(TAP_CASE(a_file_arrives), TAP_CASE(garbage_is_answered_and_survived),
         TAP_CASE(what_is_under_way_ends_with_the_device_and_with_the_daemon),
         TAP_CASE(a_hangup_signal_is_no_end), TAP_CASE(another_kernel_is_refused),
         TAP_CASE(readiness_is_told_after_the_handshake), TAP_CASE(a_device_is_waited_for))
