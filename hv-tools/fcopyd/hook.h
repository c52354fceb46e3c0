/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program of the administrator's that is run after a copy. No shell, a fixed environment, nothing on its
 * standard input and output; its words on standard error go where ours go. It and what it has started are
 * killed when its time is over.
 */
#pragma once

/*
 * Run @program with the one argument @file, and wait. Its exit code; -ETIME when it was killed for its
 * time, -EINTR when it died of another signal, -ECHILD when it could not be run. SIGCHLD must be blocked.
 */
int hook_run(const char *program, const char *file, unsigned int seconds);
