/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IP injection: the host sets the addresses of a network interface (SET_IP_INFO), kept across boots. One request
 * is one transaction: the request is checked whole before anything is touched, one file of our own per interface
 * is replaced, the system's network manager (the backend) is told, the addresses are looked for; when they do not
 * come, the former file is back and the manager told again. No file of others is written, nothing is run by a
 * shell, nothing is allocated.
 *
 * The request's texts are the host's: hostile.
 */
#pragma once
#include "inject_nic.h"
#include "inject_settings.h"
#include "inject_text.h"
#include "log.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	INJECT_DEADLINE_MS = 24000, /* the kernel answers for us after 30 s */
	INJECT_CONTENT_MAX = 14336,
	INJECT_COMMANDS = 2,
	INJECT_WORDS = 8,
};

struct inject_backend;

struct inject {
	int root;            /* folder that /etc, /proc, /run and /sys are below */
	bool enabled;        /* else every request is refused */
	const char *backend; /* a name of inject_backend_names(); NULL or "": found out */
	const char *
		script; /* absolute path of a helper called as upstream calls hv_set_ifconfig; NULL or "": none */
	const char *
		script_folder; /* for its two files, private to us; NULL: /run/hvkit/inject, made */
	unsigned int
		deadline_ms; /* for all of a request, with its way back; 0: INJECT_DEADLINE_MS */
	const int *stop_fd;  /* readable: go back at once, for the daemon is to end; NULL: none */
	struct hv_log *log;
	/* Where programs are; NULL: /usr/sbin, /usr/bin, /sbin, /bin. Ends with NULL. */
	const char *const *programs;
	/*
	 * Are the addresses of @settings on the interface? 1, 0 (not yet: asked again until the deadline) or -errno.
	 * NULL: inject_verify(), which asks the kernel.
	 */
	int (*verify)(const struct inject *inj, const struct inject_nic *nic,
	              const struct inject_settings *settings);
	void *ctx; /* verify's own */
};

/* Words of a program to run, the first its name; they point into constants or the plan. NULL: none. */
struct inject_command {
	const char *words[INJECT_WORDS];
};

/* What a request comes to. It points into itself: not to be copied. */
struct inject_plan {
	const struct inject_backend *backend; /* NULL with a script */
	struct inject_nic nic;
	struct inject_settings settings;
	char file[40]; /* to write, in the backend's folder */
	char path[96]; /* with the folder, absolute */
	char uuid[37]; /* of the connection, where the backend has such */
	struct inject_command
		before[INJECT_COMMANDS]; /* run with the former file, if there is one; may fail */
	struct inject_command
		apply[INJECT_COMMANDS]; /* run with the new one, or the former again */
	struct inject_command
		removed[INJECT_COMMANDS]; /* in place of apply when there was no former file */
	char content[INJECT_CONTENT_MAX];
	size_t len;
	const char *why;   /* not HV_IC_OK: the reason, in words without the request's values */
	unsigned int item; /* which of a list's items, from 1; 0 = not about one */
};

/* The host's request: NUL-terminated texts; lists are parted by ';'. Source: struct hv_kvp_ipaddr_value. */
struct inject_request {
	const char *adapter; /* "{GUID}" */
	uint8_t family;      /* enum hv_kvp_family, or both bits */
	uint8_t dhcp;        /* of IPv4 */
	const char *address, *mask, *gateway, *dns;
};

/*
 * Do it. HV_IC_OK; HV_IC_GUID_NOT_FOUND; HV_IC_INVALID_ARGUMENT: nothing was touched; HV_IC_FAIL: not enabled,
 * no backend, or it did not work and all is as before. The log tells why.
 */
uint32_t inject_apply(const struct inject *inj, const struct inject_request *request);

/* The same without changing anything, enabled or not: what would be written and run. */
uint32_t inject_plan(const struct inject *inj, const struct inject_request *request,
                     struct inject_plan *ret);

/*
 * Once at the start: put back the files of requests that a predecessor died in. How many; -errno. Takes effect
 * when the manager looks next; nothing is run.
 */
int inject_recover(const struct inject *inj);

/* The backends' names in the order they are looked for, for the help of an option. Ends with NULL. */
const char *const *inject_backend_names(void);
/* The name of the plan's backend, "script" for a helper. */
const char *inject_backend_name(const struct inject_plan *plan);
