// SPDX-License-Identifier: GPL-2.0-only
#include "daemon.h"
#include "auto.h"
#include "device.h"
#include "limit.h"
#include "notify.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_S  UINT64_C(1000000000)

enum {
	HANDSHAKE_S = 10, /* the kernel answers a registration at once */
	RETRY_MIN_MS = 50,
	RETRY_MAX_MS = 2000, /* between attempts to open a device that is gone */
	STATUS_MS = 1000,    /* after a request until the service manager is told; more may come */
};

static const struct daemon_device real_device = { hv_device_open, hv_device_read, hv_device_write };

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static uint32_t get(struct daemon *d, uint8_t pool)
{
	return exchange_get(&d->exchange, pool, &d->message);
}

static uint32_t set(struct daemon *d, uint8_t pool)
{
	return exchange_set(&d->exchange, pool, &d->message);
}

static uint32_t delete (struct daemon *d, uint8_t pool)
{
	return exchange_delete(&d->exchange, pool, &d->message);
}

static uint32_t enumerate(struct daemon *d, uint8_t pool)
{
	return exchange_enumerate(&d->exchange, pool, &d->message);
}

static uint32_t get_ip(struct daemon *d, uint8_t pool)
{
	return ipinfo_get(&d->ipinfo, pool, &d->message);
}

static uint32_t set_ip(struct daemon *d, uint8_t pool)
{
	return ipinfo_set(&d->ipinfo, pool, &d->message);
}

static const struct {
	const char *name;
	uint32_t (*run)(struct daemon *d, uint8_t pool);
} ops[DAEMON_OPS] = {
	[HV_KVP_GET] = { "get", get },          [HV_KVP_SET] = { "set", set },
	[HV_KVP_DELETE] = { "delete", delete }, [HV_KVP_ENUMERATE] = { "enumerate", enumerate },
	[HV_KVP_GET_IP] = { "get-ip", get_ip }, [HV_KVP_SET_IP] = { "set-ip", set_ip },
};

void daemon_answer(struct daemon *d, size_t len)
{
	const uint8_t op = d->message.op, pool = d->message.pool;
	const uint64_t begun = now_ns();
	uint64_t took;
	uint32_t status;

	if (len != sizeof(d->message) || op >= DAEMON_OPS) {
		hv_log(d->log, LOG_WARNING, "a message of %zu bytes, operation %u, is none", len,
		       op);
		d->count.malformed++;
		d->message.status = HV_IC_FAIL;
		return;
	}
	status = ops[op].run(d, pool);
	d->message.status = status;
	d->count.requests[op]++;
	d->count.refused += status != HV_IC_OK && status != HV_IC_NO_MORE_ITEMS;
	took = now_ns() - begun;
	if (took > d->count.slowest_ns)
		d->count.slowest_ns = took;
	hv_log(d->log, LOG_DEBUG, "%s in pool %u: status 0x%" PRIx32 ", %" PRIu64 " us",
	       ops[op].name, pool, status, took / 1000);
}

static void describe(const struct daemon *d, char *text, size_t size)
{
	uint64_t all = 0;

	for (int i = 0; i < DAEMON_OPS; i++)
		all += d->count.requests[i];
	snprintf(text, size,
	         "STATUS=%s, %" PRIu64 " requests (%" PRIu64 " get, %" PRIu64 " set, %" PRIu64
	         " delete, %" PRIu64 " enumerate, %" PRIu64 " get-ip, %" PRIu64 " set-ip), %" PRIu64
	         " refused, %" PRIu64 " malformed, %" PRIu64 " resets, slowest %" PRIu64 " ms",
	         d->registered ? "registered" : "waiting for the device", all,
	         d->count.requests[HV_KVP_GET], d->count.requests[HV_KVP_SET],
	         d->count.requests[HV_KVP_DELETE], d->count.requests[HV_KVP_ENUMERATE],
	         d->count.requests[HV_KVP_GET_IP], d->count.requests[HV_KVP_SET_IP],
	         d->count.refused, d->count.malformed, d->count.resets,
	         d->count.slowest_ns / NS_PER_MS);
}

static void tell_status(struct daemon *d, bool ready)
{
	char text[384] = "READY=1\n";
	const size_t at = ready ? strlen(text) : 0;

	describe(d, text + at, sizeof(text) - at);
	hv_notify(text);
}

/* Not at each request: a host that enumerates asks a thousand times. */
static void status_soon(struct daemon *d)
{
	if (d->status.fd >= 0 && !d->status_due)
		d->status_due = hv_timer_arm(d->status.fd, STATUS_MS * NS_PER_MS, 0) == 0;
}

static int on_status(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;

	(void)events;
	hv_fd_drain(fd);
	d->status_due = false;
	tell_status(d, false);
	return 0;
}

static void disconnect(struct daemon *d)
{
	if (d->source.fd < 0)
		return;
	hv_loop_remove(&d->loop, &d->source);
	close(d->source.fd);
	d->source.fd = -1;
	d->registered = false;
}

static int retry_later(struct daemon *d)
{
	const int rc = hv_timer_arm(d->retry.fd, d->retry_ns, 0);

	d->retry_ns *= 2;
	if (d->retry_ns > RETRY_MAX_MS * NS_PER_MS)
		d->retry_ns = RETRY_MAX_MS * NS_PER_MS;
	return rc;
}

/*
 * The kernel does not take what we say any more, or has gone: begin anew. It drops what was going on by
 * itself.
 */
static int reset(struct daemon *d, const char *why)
{
	hv_log(d->log, d->was_registered ? LOG_NOTICE : LOG_ERR, "%s: %s", d->device, why);
	disconnect(d);
	d->count.resets++;
	if (!d->was_registered)
		return -EPROTO;
	status_soon(d);
	return retry_later(d);
}

/* "3.1", as it comes; the host is told it as a fact. */
static void take_version(struct daemon *d)
{
	char text[sizeof(d->message.version) + 1] = "";

	memcpy(text, d->message.version, sizeof(d->message.version));
	if (limit_text(text, FACTS_VERSION, sizeof(d->facts.version)) == 0)
		strcpy(d->facts.version, text);
}

static void on_registered(struct daemon *d)
{
	const bool first = !d->was_registered;

	take_version(d);
	d->registered = d->was_registered = true;
	d->retry_ns = RETRY_MIN_MS * NS_PER_MS;
	hv_timer_arm(d->retry.fd, 0, 0);
	hv_log(d->log, LOG_INFO, "registered with the kernel, whose version is %s",
	       d->facts.version);
	tell_status(d, first);
	if (first && d->ready)
		d->ready(d->ready_ctx);
}

static int on_message(struct daemon *d, size_t len)
{
	const bool is_handshake =
		len == sizeof(d->message) && d->message.op == HV_DEVICE_KVP_REGISTER;
	int rc;

	if (is_handshake) {
		on_registered(d);
		return 0;
	}
	if (!d->registered)
		return 0;
	daemon_answer(d, len);
	status_soon(d);
	rc = d->use->write(d->source.fd, &d->message, sizeof(d->message));
	/* Mostly EINVAL: the kernel answered for us, its deadline was over, or the guest was hibernated. */
	return rc < 0 ? reset(d, "an answer was not taken, registering again") : 0;
}

static int on_device(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	ssize_t n;

	if (!(events & EPOLLIN))
		return reset(d, "the device has gone");
	memset(&d->message, 0, sizeof(d->message));
	n = d->use->read(fd, &d->message, sizeof(d->message));
	if (n == -EAGAIN || n == -EINTR)
		return 0;
	if (n <= 0)
		return reset(d, n == 0 ? "the device has gone" : strerror((int)-n));
	return on_message(d, (size_t)n);
}

static int connect_device(struct daemon *d)
{
	int rc = d->use->open(d->device);

	if (rc < 0)
		return rc;
	d->source = (struct hv_loop_source){ rc, on_device, d };
	memset(&d->message, 0, sizeof(d->message));
	d->message.op = HV_DEVICE_KVP_REGISTER;
	rc = hv_loop_add(&d->loop, &d->source, EPOLLIN);
	if (rc == 0)
		rc = d->use->write(d->source.fd, &d->message, sizeof(d->message));
	if (rc == 0)
		rc = hv_timer_arm(d->retry.fd, HANDSHAKE_S * NS_PER_S, 0);
	if (rc < 0)
		disconnect(d);
	return rc;
}

/* Connect again, or the kernel has not answered the registration. */
static int on_retry(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;

	(void)events;
	hv_fd_drain(fd);
	if (d->registered)
		return 0;
	if (d->source.fd >= 0)
		return reset(d, "the kernel does not answer the registration");
	return connect_device(d) < 0 ? retry_later(d) : 0;
}

static int on_signal(void *ctx, int fd, uint32_t events)
{
	struct signalfd_siginfo info;
	struct daemon *d = ctx;
	char text[384];

	(void)events;
	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	describe(d, text, sizeof(text));
	hv_log(d->log, LOG_INFO, "%s", text + strlen("STATUS="));
	if (info.ssi_signo == SIGUSR1)
		return 0;
	hv_notify("STOPPING=1");
	return HV_LOOP_STOP;
}

static int add(struct daemon *d, struct hv_loop_source *source, int fd, hv_loop_fn *fn)
{
	*source = (struct hv_loop_source){ fd, fn, d };
	return fd < 0 ? fd : hv_loop_add(&d->loop, source, EPOLLIN);
}

static int init_loop(struct daemon *d)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	int rc = hv_loop_init(&d->loop);

	d->source.fd = d->signals.fd = d->retry.fd = d->status.fd = -1;
	signal(SIGPIPE, SIG_IGN);
	if (rc == 0)
		rc = add(d, &d->signals, hv_signal_fd(signals, ARRAY_SIZE(signals)), on_signal);
	if (rc == 0)
		rc = add(d, &d->retry, hv_timer_fd(), on_retry);
	if (rc == 0 && getenv("NOTIFY_SOCKET"))
		rc = add(d, &d->status, hv_timer_fd(), on_status);
	return rc;
}

static void init_inject(struct daemon *d)
{
	const struct config *c = d->config;
	int rc;

	d->inject = (struct inject){
		.root = d->root,
		.enabled = c->inject,
		.backend = c->backend,
		.script = c->set_helper,
		.deadline_ms = (unsigned int)c->inject_deadline_s * 1000,
		.log = d->log,
		.stop_fd = &d->signals.fd,
	};
	if (!c->inject)
		return;
	rc = inject_recover(&d->inject);
	if (rc < 0)
		hv_log(d->log, LOG_WARNING, "what a predecessor left cannot be put back: %s",
		       strerror(-rc));
}

static void init_parts(struct daemon *d)
{
	d->hostname.root = d->facts.root = d->exchange.root = d->root;
	d->hostname.log = d->facts.log = d->exchange.log = d->ipinfo.log = d->log;
	d->hostname.resolver.loop = &d->loop;
	d->facts.hostname = &d->hostname;
	d->facts.exclude = &d->config->exclude;
	d->facts.open_netlink = d->open_netlink;
	d->exchange.facts = d->ipinfo.facts = &d->facts;
	d->exchange.folder = d->pools;
	d->exchange.private_files = d->config->private_pools;
	d->exchange.quota = d->config->pool_quota;
	d->exchange.get_workaround = d->config->get_workaround;
	d->ipinfo.config = d->config;
	d->ipinfo.inject = &d->inject;
	d->ipinfo.stop_fd = d->signals.fd;
	exchange_init(&d->exchange);
	hostname_init(&d->hostname);
	init_inject(d);
}

static int begin(struct daemon *d)
{
	int rc = init_loop(d);

	if (rc < 0) {
		hv_log(d->log, LOG_ERR, "cannot begin: %s", strerror(-rc));
		return rc;
	}
	init_parts(d);
	rc = connect_device(d);
	if (rc < 0)
		hv_log(d->log, LOG_ERR, "%s: %s", d->device,
		       rc == -EBUSY ? "another daemon has it" : strerror(-rc));
	else
		rc = hv_loop_run(&d->loop);
	hostname_done(&d->hostname);
	exchange_done(&d->exchange);
	return rc;
}

int daemon_run(struct daemon *d)
{
	struct hv_loop_source *const all[] = { &d->signals, &d->retry, &d->status };
	int rc;

	if (!d->use)
		d->use = &real_device;
	d->retry_ns = RETRY_MIN_MS * NS_PER_MS;
	rc = begin(d);
	disconnect(d);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i]->fd >= 0)
			close(all[i]->fd);
	hv_loop_done(&d->loop);
	return rc;
}
