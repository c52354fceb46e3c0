/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine: memory, processors, devices and VMBus on one KVM VM, and the event loop that ends it.
 *
 * Threads: one for each vCPU, and the caller's, which runs the loop. Devices, SynIC queues and VMBus
 * belong to whoever holds the lock; vCPU threads take it for each exit they hand to a device.
 */
#pragma once
#include "console.h"
#include "cpuid.h"
#include "journal.h"
#include "loader.h"
#include "loop.h"
#include "memory.h"
#include "platform.h"
#include "ports.h"
#include "synic.h"
#include "uart.h"
#include "vmbus.h"
#include <pthread.h>
#include <stdint.h>

enum { MACHINE_MAX_CPUS = 64 };

struct vcpu;

struct machine_config {
	struct loader_files files;
	unsigned long memory_mib, cpus, timeout_s; /* timeout 0 = none */
	const char *console, *events;              /* paths; NULL: stdout, nowhere */
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
	END_FAILED,      /* KVM or the guest's processor gave up; words were said */
};

struct machine {
	int kvm_fd, vm_fd;
	unsigned int cpus;
	struct vcpu *vcpus;
	struct memory memory;
	struct ports ports;
	struct uart uart;
	struct platform platform;
	struct synic synic;
	struct vmbus vmbus;
	struct journal journal;
	struct console console;
	pthread_mutex_t lock;

	enum machine_end end; /* written once, by atomic exchange */
	int wake_fd;          /* eventfd: the end has come */
	int retry_fd;         /* timerfd: a message waits for its slot */
};

/* Build the machine and load the guest. 0, or -1 with the reason said; machine_done() in both cases. */
int machine_init(struct machine *m, const struct machine_config *config);
void machine_done(struct machine *m);

/* Run the guest until it ends, one way or another. */
enum machine_end machine_run(struct machine *m, unsigned long timeout_s);

/* From any thread: the guest is over. */
void machine_stop(struct machine *m, enum machine_end why);
/* Deliver waiting SynIC messages; caller holds the lock. */
void machine_flush(struct machine *m);

const char *machine_end_name(enum machine_end end);
