// SPDX-License-Identifier: GPL-2.0-only
/* The guest's full name, also when DNS hangs, lies or does not know it. */
#include "kvpd/hostname.h"
#include "kvpd_format.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

static struct fixture f;
static struct hv_loop loop;
static struct hostname h;

static int knows(const char *host, char *ret)
{
	snprintf(ret, RESOLVER_NAME, "%s.dns.example", host);
	return 0;
}

static int hangs(const char *host, char *ret)
{
	pause();
	return -1;
}

static int lies(const char *host, char *ret)
{
	strcpy(ret, "getaddrinfo failed: 0xfffffffe");
	return 0;
}

static int shouts(const char *host, char *ret)
{
	memset(ret, 'x', RESOLVER_NAME);
	ret[1] = '.';
	ret[RESOLVER_NAME - 1] = '\0';
	return 0;
}

static int knows_not(const char *host, char *ret)
{
	return -1;
}

static void begin(const char *name, resolver_fn *ask)
{
	fixture_begin(&f);
	fixture_format(&f, "proc/sys/kernel/hostname", "%s\n", name);
	fixture_write(&f, "etc/hosts",
	              "# 1.2.3.4 guest.comment guest\n"
	              "127.0.0.1 localhost localhost.localdomain boxed\n"
	              "127.0.1.1\tguest.example guest # guest.other\n"
	              "10.0.0.1 first.example second\n"
	              "10.0.0.1 third third.example\n"
	              "10.0.0.1\n"
	              "guest\n");
	is_int(hv_loop_init(&loop), 0);
	h = (struct hostname){
		.root = f.root, .log = &f.log, .resolver.loop = &loop, .resolver.ask = ask
	};
	hostname_init(&h);
}

static void end(void)
{
	hostname_done(&h);
	hv_loop_done(&loop);
	is_int(waitpid(-1, NULL, WNOHANG), -1); /* no process is left */
	fixture_end(&f);
}

static const char *full(void)
{
	static char name[RESOLVER_NAME];

	hostname_full(&h, name);
	return name;
}

/* Let the resolver's answer in, if one comes. */
static void turn(int ms)
{
	struct pollfd p = { h.resolver.source.fd, POLLIN, 0 };

	if (h.resolver.pid > 0 && poll(&p, 1, ms) == 1)
		is_int(h.resolver.source.fn(h.resolver.source.ctx, p.fd, 0), 0);
}

static void from_hosts(void)
{
	static const char *const names[][2] = {
		{ "full.test", "full.test" },
		{ "guest", "guest.example" },
		{ "GUEST", "guest.example" },
		{ "second", "first.example" },
		{ "third", "third.example" },
		{ "localhost", "localhost" },
		{ "", "" },
		{ "bad name", "" },
		{ "\xff", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		begin(names[i][0], hangs);
		is_string(full(), names[i][1]);
		is_int(h.resolver.pid, 0); /* DNS was not needed */
		end();
	}
}

static void from_dns(void)
{
	begin("alone", knows);
	is_string(full(), "alone"); /* what is known so far */
	turn(5000);
	is_string(full(), "alone.dns.example");
	is_int(h.resolver.pid, 0); /* and not asked again */
	fixture_write(&f, "proc/sys/kernel/hostname", "changed\n");
	is_string(full(), "changed");
	turn(5000);
	is_string(full(), "changed.dns.example");
	/* "127.0.0.1 localhost localhost.localdomain boxed" makes it no localhost */
	fixture_write(&f, "proc/sys/kernel/hostname", "boxed\n");
	is_string(full(), "boxed");
	turn(5000);
	is_string(full(), "boxed.dns.example");
	end();
}

static void dns_hangs(void)
{
	pid_t first;

	begin("alone", hangs);
	first = h.resolver.pid;
	is_true(first > 0);
	turn(200);
	is_string(full(), "alone");
	is_int(h.resolver.pid, first); /* one at a time */
	fixture_write(&f, "proc/sys/kernel/hostname", "changed\n");
	is_string(full(), "changed");
	is_true(h.resolver.pid > 0 && h.resolver.pid != first);
	/* The loop may still hold what has become of no use: neither waits nor signals. */
	is_int(h.resolver.source.fn(h.resolver.source.ctx, h.resolver.source.fd, 0), 0);
	is_true(h.resolver.pid > 0);
	resolver_stop(&h.resolver);
	is_int(h.resolver.source.fn(h.resolver.source.ctx, h.resolver.source.fd, 0), 0);
	end();
}

static void dns_lies(void)
{
	resolver_fn *const asks[] = { lies, shouts, knows_not };

	for (size_t i = 0; i < ARRAY_SIZE(asks); i++) {
		begin("alone", asks[i]);
		turn(5000);
		is_int(h.resolver.pid, 0);
		if (asks[i] != shouts) /* as long as a name can be */
			is_string(full(), "alone");
		is_int(h.resolver.pid, 0); /* not asked again at once */
		end();
	}
}

/* The device would stay open in the resolver's process. */
static int counts(const char *host, char *ret)
{
	int open_ones = 0;

	for (int fd = 0; fd < 1024; fd++)
		open_ones += fcntl(fd, F_GETFD) >= 0;
	snprintf(ret, RESOLVER_NAME, "fds.%d", open_ones);
	return 0;
}

static void keeps_no_descriptors(void)
{
	begin("alone", counts);
	turn(5000);
	is_string(full(), "fds.3");
	end();
}

TAP_MAIN(TAP_CASE(from_hosts), TAP_CASE(from_dns), TAP_CASE(dns_hangs), TAP_CASE(dns_lies),
         TAP_CASE(keeps_no_descriptors))
