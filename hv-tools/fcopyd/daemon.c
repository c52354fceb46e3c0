// SPDX-License-Identifier: GPL-2.0-only
#include "daemon.h"
#include "auto.h"
#include "notify.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#define NS_PER_MS 1000000ull

enum {
	BATCH = 64, /* messages, and then signals get their turn */
	FIRST_MS = 100,
	LAST_MS = 10000, /* between two looks for a device */
};

struct daemon {
	const struct daemon_options *options;
	struct hv_log *log;
	struct hv_loop loop;
	struct hv_loop_source signals, timer, watch, device;
	struct chardev chardev;
	struct uio uio;
	struct transport *now; /* NULL: there is none */
	struct receive receive;
	struct message message;
	unsigned int wait_ms;
	int last_error; /* of looking for a device: told when it changes */
	bool is_connected, is_ready;
};

/* The service manager hears it once: its clients need not wait for the host. */
static void tell_ready(struct daemon *d, const char *state)
{
	if (!d->is_ready)
		hv_notify(state);
	d->is_ready = true;
}

static void note_ready(struct daemon *d)
{
	if (!d->now->ready || d->is_connected)
		return;
	hv_log(d->log, LOG_INFO, "the host is there, by %s", d->now->ops->name);
	tell_ready(d, "READY=1\nSTATUS=Connected to the host");
	d->is_connected = true;
	d->wait_ms = FIRST_MS;
}

static int look_again(struct daemon *d)
{
	const unsigned int ms = d->wait_ms;

	d->wait_ms = ms * 2 < LAST_MS ? ms * 2 : LAST_MS;
	return hv_timer_arm(d->timer.fd, ms * NS_PER_MS, 0);
}

static bool is_once(const struct daemon *d)
{
	return d->options->device && strncmp(d->options->device, "fd:", 3) == 0;
}

/* The way to the host is no more. */
static int lose(struct daemon *d, int error)
{
	hv_loop_remove(&d->loop, &d->device);
	d->now->ops->close(d->now);
	receive_abandon(&d->receive, "the service went away");
	hv_log(d->log, d->is_connected ? LOG_NOTICE : LOG_DEBUG, "%s: %s", d->now->ops->name,
	       strerror(-error));
	d->now = NULL;
	d->is_connected = false;
	return is_once(d) ? HV_LOOP_STOP : look_again(d);
}

/* One message. 1, 0 when there is none, or what lose() says. */
static int serve(struct daemon *d, bool *ret_lost)
{
	struct transport *t = d->now;
	uint32_t status;
	int rc = t->ops->receive(t, &d->message);

	if (rc >= 0)
		note_ready(d);
	if (rc == 0)
		return 0;
	if (rc > 0) {
		status = receive_message(&d->receive, &d->message);
		rc = d->message.kind == MESSAGE_ANEW ? 0 : t->ops->answer(t, status);
		receive_after(&d->receive);
	}
	if (rc == 0)
		return 1;
	*ret_lost = true;
	return lose(d, rc);
}

static int on_device(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	bool lost = false;
	int rc = 1;

	if (!d->now)
		return 0; /* lost since the loop has heard of it */
	for (int i = 0; i < BATCH && rc == 1 && !lost; i++)
		rc = serve(d, &lost);
	if (lost || rc == 0)
		return rc;
	return hv_timer_arm(d->timer.fd, 1, 0); /* more may be there, which nothing would tell of */
}

static int begin(struct daemon *d, struct transport *t)
{
	int rc;

	d->now = t;
	d->last_error = 0;
	d->device = (struct hv_loop_source){ .fd = t->fd, .fn = on_device, .ctx = d };
	rc = hv_loop_add(&d->loop, &d->device, EPOLLIN);
	if (rc < 0)
		return lose(d, rc);
	return on_device(d, t->fd, EPOLLIN);
}

static void note_error(struct daemon *d, const struct transport *t, int error)
{
	if (error != -ENOENT && error != d->last_error)
		hv_log(d->log, LOG_WARNING, "%s: %s", t->ops->name, strerror(-error));
	d->last_error = error;
}

static void watch(const struct daemon *d)
{
	static const char *const folders[] = { "dev", "dev/vmbus" };
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (snprintf(path, sizeof(path), "%s/%s", d->options->root, folders[i]) < PATH_MAX)
			inotify_add_watch(d->watch.fd, path, IN_CREATE | IN_ATTRIB | IN_ONLYDIR);
}

/* Look for a way to the host. */
static int seek(struct daemon *d)
{
	struct transport *const ways[] = { d->options->device ? &d->chardev.transport : NULL,
		                           d->options->use_uio ? &d->uio.transport : NULL };
	int rc, worst = -ENOENT;

	watch(d); /* before the look, so that nothing comes unseen between the two */
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!ways[i])
			continue;
		rc = ways[i]->ops->open(ways[i]);
		if (rc == 0)
			return begin(d, ways[i]);
		if (rc != -ENOENT) {
			note_error(d, ways[i], rc);
			worst = rc;
		}
	}
	d->last_error = worst;
	if (is_once(d))
		return worst;
	tell_ready(d, "READY=1\nSTATUS=Waiting for the device");
	return look_again(d);
}

static int on_timer(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;

	hv_fd_drain(fd);
	return d->now ? on_device(d, d->now->fd, EPOLLIN) : seek(d);
}

/* Something is new in /dev. */
static int on_watch(void *ctx, int fd, uint32_t events)
{
	char buffer[512];
	struct daemon *d = ctx;

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	if (d->now)
		return 0;
	d->wait_ms = FIRST_MS;
	return seek(d);
}

static int on_signal(void *ctx, int fd, uint32_t events)
{
	hv_notify("STOPPING=1");
	return HV_LOOP_STOP;
}

static int add(struct daemon *d, struct hv_loop_source *source, int fd, hv_loop_fn *fn)
{
	*source = (struct hv_loop_source){ .fd = fd, .fn = fn, .ctx = d };
	return fd < 0 ? fd : hv_loop_add(&d->loop, source, EPOLLIN);
}

static int set_up_loop(struct daemon *d)
{
	static const int signals[] = { SIGTERM, SIGINT };
	int rc = hv_loop_init(&d->loop), fd;

	if (rc == 0)
		rc = add(d, &d->signals, hv_signal_fd(signals, ARRAY_SIZE(signals)), on_signal);
	if (rc == 0)
		rc = add(d, &d->timer, hv_timer_fd(), on_timer);
	if (rc < 0)
		return rc;
	fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return add(d, &d->watch, fd < 0 ? -errno : fd, on_watch);
}

/* Hooks are waited for with their signal; a hangup is no reason to end, the policy is read for each copy. */
static int set_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) < 0 ? -errno : 0;
}

/* Say now what would be said at the first copy. */
static void check_policy(struct daemon *d)
{
	struct policy *p = &d->receive.policy;
	struct hv_conf_error error;
	int rc = policy_read(p, d->receive.root, d->options->config, &error);

	if (rc < 0 && rc != -ENOENT)
		hv_log(d->log, LOG_ERR, "%s:%u: %s", d->options->config, error.line, error.text);
	if (!p->enabled || p->allow.count == 0)
		hv_log(d->log, LOG_NOTICE, "no copy is allowed; see %s", d->options->config);
	uio_init(&d->uio, d->log, d->receive.root, d->options->bind || p->bind);
}

static int run(struct daemon *d)
{
	int rc = set_signals();

	if (rc == 0)
		rc = set_up_loop(d);
	if (rc == 0)
		rc = seek(d);
	if (rc == 0)
		rc = hv_loop_run(&d->loop);
	if (d->now)
		d->now->ops->close(d->now);
	receive_abandon(&d->receive, "the daemon ends");
	return rc == HV_LOOP_STOP ? 0 : rc;
}

int daemon_run(const struct daemon_options *options, struct hv_log *log)
{
	static struct daemon
		d; /* large, and not the stack's: pages that are not used take no memory */
	AUTO_CLOSE int root = open(options->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (root < 0)
		return -errno;
	d.options = options;
	d.log = log;
	d.wait_ms = FIRST_MS;
	d.signals.fd = d.timer.fd = d.watch.fd = d.loop.epoll_fd = -1;
	receive_init(&d.receive, log, root, options->config);
	chardev_init(&d.chardev, log, root, options->device);
	check_policy(&d);
	rc = run(&d);
	hv_auto_close(&d.signals.fd);
	hv_auto_close(&d.timer.fd);
	hv_auto_close(&d.watch.fd);
	hv_loop_done(&d.loop);
	return rc;
}
