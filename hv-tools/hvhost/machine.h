/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine: memory, processors, devices and VMBus on one KVM VM, and what runs it until it ends.
 *
 * Threads: one for each vCPU, one for each controller's disks, and the caller's, which runs the reactor.
 * Devices, SynIC queues and VMBus belong to whoever holds the reactor's lock.
 */
#pragma once
#include "cli.h"
#include "console.h"
#include "control.h"
#include "cpuid.h"
#include "journal.h"
#include "loader.h"
#include "memory.h"
#include "platform.h"
#include "ports.h"
#include "reactor.h"
#include "scenario.h"
#include "services.h"
#include "storage.h"
#include "synic.h"
#include "uart.h"
#include "vmbus.h"
#include <stdint.h>

enum { MACHINE_MAX_CPUS = 64 };

struct vcpu;

struct machine_config {
	struct loader_files files;
	unsigned long memory_mib, cpus, timeout_s; /* timeout 0 = none */
	unsigned long console_limit_kib;
	const char *console, *events, *scenario, *control; /* paths; NULL: stdout, or none */
	struct hv_list disks;
	uint32_t vmbus_version;
	struct cpuid_mask mask;
};

/* Why the guest stopped; the first reason counts. */
enum machine_end {
	END_NONE,
	END_POWEROFF,
	END_RESET,
	END_TIMEOUT,
	END_INTERRUPTED, /* a signal or the console's quit key */
	END_TRIPLE_FAULT,
	END_FLOODED,  /* the console's limit is reached */
	END_SCENARIO, /* it failed; words were said */
	END_FAILED,   /* KVM or hvhost itself gave up; words were said */
};

/* What hvhost exits with, see hvhost.8; 0 to 3 as every program of the kit (cli.h). */
enum machine_exit {
	EXIT_BAD_INPUT = 4,
	EXIT_NO_KVM = 5,
	EXIT_TRIPLE_FAULT = 6,
	EXIT_TIMEOUT = 7,
	EXIT_FLOODED = 8,
	EXIT_RESET = 9,
	EXIT_INTERRUPTED = 130,
};

struct machine {
	int kvm_fd, vm_fd;
	unsigned int cpus;
	struct vcpu *vcpus;
	struct reactor reactor;
	struct memory memory;
	struct ports ports;
	struct uart uart;
	struct platform platform;
	struct synic synic;
	struct vmbus vmbus;
	struct services services;
	struct storage storage;
	struct journal journal;
	struct console console;
	struct scenario scenario;
	struct control control;
	struct command_table tables[3], *commands;
	struct watch signals, keys, slots[MACHINE_MAX_CPUS];
	struct timer retry, timeout;
	uint64_t born_ns;
	enum machine_end end;      /* written once, by atomic exchange */
	enum machine_end expected; /* END_POWEROFF unless the scenario says otherwise */
};

/* Build the machine and load the guest. 0, or an exit code, the reason said; machine_done() always. */
int machine_init(struct machine *m, const struct machine_config *config);
void machine_done(struct machine *m);

/* Run the guest until it ends, one way or another: the exit code, words said unless it is 0. */
int machine_run(struct machine *m, unsigned long timeout_s);

/* From any thread: the guest is over. */
void machine_stop(struct machine *m, enum machine_end why);
/* Deliver waiting SynIC messages; caller holds the lock. */
void machine_flush(struct machine *m);
