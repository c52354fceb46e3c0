/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory, a SynIC and a journal without KVM, for the tests of hvhost's parts. */
#pragma once
#include "journal.h"
#include "memory.h"
#include "synic.h"
#include <stdlib.h>

enum { FIXTURE_PAGE = 0x5000, FIXTURE_BYTES = 0x10000 };

struct fixture {
	struct memory memory;
	struct synic synic;
	struct journal journal;
};

/* One VP whose message page is at FIXTURE_PAGE, in @bytes of RAM. */
static inline void fixture_init(struct fixture *f, size_t bytes)
{
	struct kvm_hyperv_exit pages = {
		.type = KVM_EXIT_HYPERV_SYNIC,
		.u.synic = { .msg_page = FIXTURE_PAGE | HV_SIMP_ENABLED },
	};

	*f = (struct fixture){ .memory = { .count = 1 } };
	f->memory.regions[0] = (struct memory_region){ 0, bytes, calloc(1, bytes) };
	f->synic = (struct synic){ &f->memory, calloc(1, sizeof(struct synic_vp)), 1, 0 };
	f->synic.vps[0].irq_fd = f->synic.vps[0].eom_fd = -1;
	journal_init(&f->journal);
	synic_update(&f->synic, 0, &pages);
}

static inline void fixture_done(struct fixture *f)
{
	synic_done(&f->synic);
	journal_close(&f->journal);
	free(f->memory.regions[0].host);
}

static inline struct hv_message *fixture_slot(const struct fixture *f)
{
	return (struct hv_message *)memory_at(&f->memory, FIXTURE_PAGE, HV_PAGE_SIZE) +
	       HV_SINT_VMBUS;
}
