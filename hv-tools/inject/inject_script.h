/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The helper of upstream's daemon, hv_set_ifconfig: a program that is given the paths of two files, one in the
 * format of ifcfg, one of NetworkManager's keyfiles, and sets the interface as one of them says. Source: the kernel's
 * tools/hv/hv_kvp_daemon.c (kvp_set_ip_info) and hv_set_ifconfig.sh.
 */
#pragma once
#include "inject.h"
#include "inject_run.h"

/*
 * Write both files, which only we can read, run inj->script with them until @limit, remove them. 0; -errno;
 * the helper's exit status.
 */
int inject_script(const struct inject *inj, const struct inject_plan *plan,
                  const struct inject_limit *limit);

/* The file in the format of ifcfg. */
void inject_script_ifcfg(const struct inject_plan *plan, struct inject_text *text);
