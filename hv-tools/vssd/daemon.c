// SPDX-License-Identifier: GPL-2.0-only
#include "daemon.h"
#include "auto.h"
#include "device.h"
#include "harden.h"
#include "loop.h"
#include "notify.h"
#include "session.h"
#include "wire/device.h"
#include "wire/ic.h"
#include "wire/vss.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

#define NS_PER_S         1000000000ull
/* The kernel answers for us after 30 seconds and, for a freeze, 15 minutes. */
#define THAW_ANSWER_NS   (25 * NS_PER_S)
#define FREEZE_ANSWER_NS (850 * NS_PER_S)
/* How long an end waits for the watchdog: less than a service manager does. */
#define STOP_NS          (40 * NS_PER_S)

enum state {
	IDLE,     /* nothing is frozen; the watchdog of the last freeze may still be at its hooks */
	WAITING,  /* FREEZE is to be answered, once that watchdog has ended and ours begun */
	FREEZING, /* FREEZE is to be answered */
	FROZEN,
	THAWING, /* THAW is to be answered */
	LATE,    /* nobody waits for the watchdog's answer any more */
	LOST,    /* thawed without THAW, which is to be refused */
};

struct daemon {
	const struct vss_context *c;
	const struct vss_device *device;
	const char *path;
	struct hv_loop loop;
	struct hv_loop_source kernel, watchdog, signals, timer;
	struct vss_session session;
	struct hv_device_vss request; /* the one that is to be answered */
	enum state state;
	bool registered;
	bool reopen; /* as soon as nothing is frozen */
	bool stop;   /* likewise */
	char held[2048];
};

const struct vss_device vss_kernel_device = {
	.open = hv_device_open,
	.read = hv_device_read,
	.write = hv_device_write,
};

static int on_kernel(void *ctx, int fd, uint32_t events);
static int on_watchdog(void *ctx, int fd, uint32_t events);

static bool is_handed_in(const struct daemon *d)
{
	return strncmp(d->path, "fd:", 3) == 0;
}

static void close_device(struct daemon *d)
{
	if (d->kernel.fd < 0)
		return;
	hv_loop_remove(&d->loop, &d->kernel);
	if (!is_handed_in(d))
		close(d->kernel.fd);
	d->kernel.fd = -1;
	d->registered = false;
}

static int open_device(struct daemon *d)
{
	struct hv_device_vss message = { .op = HV_DEVICE_VSS_REGISTER };
	int rc;

	d->reopen = false;
	d->kernel.fd = d->device->open(d->path);
	if (d->kernel.fd < 0)
		return d->kernel.fd;
	rc = d->device->write(d->kernel.fd, &message, sizeof(message));
	if (rc == 0)
		rc = hv_loop_add(&d->loop, &d->kernel, EPOLLIN);
	return rc;
}

/* Nothing is frozen: what had to wait for that. */
static int settle(struct daemon *d)
{
	int rc = 0;

	if (d->session.fd < 0 && d->stop)
		return HV_LOOP_STOP;
	if (d->reopen && !d->stop) {
		close_device(d);
		rc = open_device(d);
		if (rc < 0)
			hv_log(d->c->log, LOG_ERR, "%s: %s", d->path, strerror(-rc));
		if (rc == -ENOENT || rc == -ENODEV || rc == -ENXIO) {
			d->stop = true; /* it went meanwhile */
			rc = d->session.fd < 0 ? HV_LOOP_STOP : 0;
		}
	}
	return rc;
}

/* What was said goes to the log now. */
static void let_go(struct daemon *d)
{
	hv_timer_arm(d->timer.fd, 0, 0);
	hv_log_release(d->c->log);
}

static bool may_be_frozen(const struct daemon *d)
{
	return d->state == FREEZING || d->state == FROZEN || d->state == THAWING ||
	       d->state == LATE;
}

/* Thaw, if need be, for a reason other than the host's. */
static int give_up(struct daemon *d)
{
	if (d->state == WAITING)
		d->state = IDLE;
	if (!may_be_frozen(d))
		return settle(d);
	vss_session_thaw(&d->session);
	d->state = LATE;
	return 0;
}

static int reset(struct daemon *d)
{
	d->reopen = true;
	return give_up(d);
}

static int stop(struct daemon *d)
{
	d->stop = true;
	hv_timer_arm(d->timer.fd, STOP_NS, 0);
	return give_up(d);
}

static int answer(struct daemon *d, uint32_t status)
{
	int rc;

	if (d->kernel.fd < 0)
		return 0;
	d->request.status = status;
	rc = d->device->write(d->kernel.fd, &d->request, sizeof(d->request));
	if (rc == 0)
		return 0;
	/* Its deadline has passed, or the guest was hibernated. */
	hv_log(d->c->log, LOG_WARNING, "the kernel does not take an answer: %s", strerror(-rc));
	return reset(d);
}

static int begin_session(struct daemon *d)
{
	int rc = vss_session_begin(d->c, &d->session);

	if (rc < 0) {
		hv_log(d->c->log, LOG_ERR, "no freeze: %s", strerror(-rc));
		d->state = IDLE;
		return answer(d, HV_IC_FAIL);
	}
	vss_lock_memory();
	hv_log_hold(d->c->log, d->held, sizeof(d->held));
	d->watchdog.fd = d->session.fd;
	d->state = FREEZING;
	hv_timer_arm(d->timer.fd, FREEZE_ANSWER_NS, 0);
	return hv_loop_add(&d->loop, &d->watchdog, EPOLLIN);
}

static int on_check(struct daemon *d)
{
	hv_log(d->c->log, LOG_DEBUG, "the host asks whether it may back up");
	return answer(d, HV_IC_OK);
}

static int on_freeze(struct daemon *d)
{
	if (d->state == FROZEN)
		return answer(d, HV_IC_OK); /* as it is, up to the deadline that runs */
	if (d->state != IDLE && d->state != LOST)
		return answer(d, HV_IC_FAIL);
	hv_log(d->c->log, LOG_INFO, "the host wants a freeze");
	if (d->session.fd < 0)
		return begin_session(d);
	d->state = WAITING;
	hv_timer_arm(d->timer.fd, FREEZE_ANSWER_NS, 0);
	return 0;
}

static int on_thaw(struct daemon *d)
{
	const bool lost = d->state == LOST;

	if (d->state == LATE)
		return answer(d, HV_IC_FAIL);
	if (d->state == WAITING || lost)
		d->state = IDLE;
	if (!may_be_frozen(d))
		return answer(d, lost ? HV_IC_FAIL : HV_IC_OK);
	/* In the middle of a freeze it is the kernel's, which hibernates; then the answer is refused. */
	if (d->state != THAWING)
		vss_session_thaw(&d->session);
	d->state = THAWING;
	hv_timer_arm(d->timer.fd, THAW_ANSWER_NS, 0);
	return 0;
}

static const struct {
	uint8_t op;
	int (*take)(struct daemon *d);
} requests[] = {
	{ HV_VSS_CHECK, on_check },
	{ HV_VSS_FREEZE, on_freeze },
	{ HV_VSS_THAW, on_thaw },
};

static int on_request(struct daemon *d)
{
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		if (requests[i].op == d->request.op)
			return requests[i].take(d);
	hv_log(d->c->log, LOG_WARNING, "the host wants an unknown operation, %u", d->request.op);
	return answer(d, HV_IC_FAIL);
}

/* The kernel's answer to the registration: one number. Before it nothing counts. */
static void on_handshake(struct daemon *d, size_t len)
{
	if (len != sizeof(uint32_t))
		return;
	d->registered = true;
	hv_log(d->c->log, LOG_INFO, "registered with the kernel");
	hv_notify("READY=1");
	if (d->c->ready)
		d->c->ready();
}

static int on_gone(struct daemon *d)
{
	hv_log(d->c->log, LOG_INFO, "the device is gone");
	close_device(d);
	return stop(d);
}

static int on_kernel(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	struct {
		struct hv_device_vss message;
		uint8_t more[20]; /* to see what is too long */
	} in;
	ssize_t n;

	if (d->kernel.fd < 0)
		return 0;
	n = events & EPOLLIN ? d->device->read(fd, &in, sizeof(in)) : 0;
	if (n == -EAGAIN)
		return 0;
	if (n == 0 || n == -EBADF || n == -ENODEV || n == -ECONNRESET)
		return on_gone(d);
	if (n > 0 && !d->registered) {
		on_handshake(d, (size_t)n);
		return 0;
	}
	if (n == (ssize_t)sizeof(in.message)) {
		d->request = in.message;
		return on_request(d);
	}
	hv_log(d->c->log, LOG_ERR, "not a message of the kernel's: %s",
	       n < 0 ? strerror((int)-n) : "its length is wrong");
	return reset(d);
}

/* In the state that each word of the watchdog finds: what becomes of the request. */
static int on_word(struct daemon *d, int word)
{
	const enum state was = d->state;

	if (word == VSS_WORD_FROZEN && was == FREEZING) {
		d->state = FROZEN;
		hv_timer_arm(d->timer.fd, 0, 0);
		return answer(d, HV_IC_OK);
	}
	if (word == VSS_WORD_FROZEN)
		return 0; /* the order to thaw is on its way */
	let_go(d);
	if (d->stop)
		hv_timer_arm(d->timer.fd, STOP_NS, 0);
	d->state = was == FROZEN ? LOST : IDLE;
	if (was == FREEZING)
		return answer(d, HV_IC_FAIL);
	if (was == THAWING)
		return answer(d, word == VSS_WORD_THAWED ? HV_IC_OK : HV_IC_FAIL);
	return settle(d);
}

/* One that ends without a word was killed. */
static int on_watchdog_end(struct daemon *d)
{
	const enum state was = d->state;
	int rc = 0;

	hv_loop_remove(&d->loop, &d->watchdog);
	d->watchdog.fd = -1;
	vss_session_end(d->c, &d->session);
	vss_unlock_memory();
	if (was == WAITING && !d->stop)
		return begin_session(d);
	if (may_be_frozen(d)) {
		let_go(d);
		d->state = was == FROZEN ? LOST : IDLE;
		if (was == FREEZING || was == THAWING)
			rc = answer(d, HV_IC_FAIL);
	}
	return rc != 0 ? rc : settle(d);
}

static int on_watchdog(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	int word;

	if (d->session.fd < 0)
		return 0;
	word = vss_session_hear(&d->session);
	if (word == -EAGAIN)
		return 0;
	return word == 0 ? on_watchdog_end(d) : on_word(d, word);
}

static int on_signal(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	char info[128]; /* struct signalfd_siginfo */

	if (read(fd, info, sizeof(info)) < 0)
		return 0;
	return stop(d);
}

/* Nobody can wait any longer. */
static int on_timer(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	const enum state was = d->state;

	hv_fd_drain(fd);
	if (d->stop)
		return HV_LOOP_STOP; /* the watchdog goes on without us */
	if (was == WAITING) {
		d->state = IDLE;
		return answer(d, HV_IC_FAIL);
	}
	if (was != FREEZING && was != THAWING)
		return 0;
	if (was == FREEZING)
		vss_session_thaw(&d->session);
	d->state = LATE;
	return answer(d, HV_IC_FAIL);
}

static int add(struct daemon *d, struct hv_loop_source *source, int fd, hv_loop_fn *fn)
{
	*source = (struct hv_loop_source){ .fd = fd, .fn = fn, .ctx = d };
	return fd < 0 ? fd : hv_loop_add(&d->loop, source, EPOLLIN);
}

static int set_up(struct daemon *d)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	int rc = hv_loop_init(&d->loop);

	d->session.fd = -1;
	d->kernel = (struct hv_loop_source){ .fd = -1, .fn = on_kernel, .ctx = d };
	d->watchdog = (struct hv_loop_source){ .fd = -1, .fn = on_watchdog, .ctx = d };
	if (rc == 0)
		rc = add(d, &d->signals, hv_signal_fd(ends, ARRAY_SIZE(ends)), on_signal);
	if (rc == 0)
		rc = add(d, &d->timer, hv_timer_fd(), on_timer);
	return rc;
}

int vss_daemon_run(const struct vss_context *c, const struct vss_device *device, const char *path)
{
	struct daemon d = { .c = c, .device = device, .path = path };
	int rc = set_up(&d);

	if (rc == 0)
		rc = open_device(&d);
	if (rc < 0)
		hv_log(c->log, LOG_ERR, "%s: %s", path, strerror(-rc));
	else
		rc = hv_loop_run(&d.loop);
	hv_notify("STOPPING=1");
	close_device(&d);
	hv_loop_done(&d.loop);
	hv_log_release(c->log);
	return rc;
}
