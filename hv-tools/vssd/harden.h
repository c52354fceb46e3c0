/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Not to depend on what is frozen: a process that has to wait for memory may wait for a file system. Each
 * step is taken as far as capabilities go (CAP_IPC_LOCK, CAP_SYS_RESOURCE); without, the risk is only
 * larger.
 */
#pragma once

/* What ps and killall go by. */
void vss_rename(const char *name);

/*
 * For the rest of this process: memory locked, a piece of stack at hand, none taken by way of file
 * systems, never killed for want of it. @root is the folder that has proc.
 */
void vss_harden(int root);

/* For a child that is to be a program like any other. */
void vss_soften(int root);

/* For the daemon, around a freeze: what is in memory stays there, and nothing more comes. */
void vss_lock_memory(void);
void vss_unlock_memory(void);
