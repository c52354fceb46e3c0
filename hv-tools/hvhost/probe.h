/* SPDX-License-Identifier: GPL-2.0-only */
/* Can this machine's /dev/kvm carry a Hyper-V guest? */
#pragma once

/* Print what /dev/kvm has of what hvhost needs. 0 when nothing is missing, HV_EXIT_FOUND otherwise. */
int probe_report(void);
