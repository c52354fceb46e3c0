/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which file systems are frozen, and in which order: those with a block device below them whose
 * superblock may be written to, each once however often it is mounted. One that lies in a file of
 * another, by way of a loop device, comes before that other; apart from that deeper mounts come before
 * higher ones, so that "/" is last.
 *
 * What is left out is told in the log: by choice, because it cannot be frozen (vfat, exfat, zfs), or
 * because other mounts hide all of its own.
 */
#pragma once
#include "config.h"
#include "log.h"
#include "table.h"

/*
 * Fill in the entries of @table and open their mount points, found below @root. 0; -E2BIG when there are
 * more than it holds; -errno of reading mountinfo. On an error everything is closed again.
 */
int vss_plan(int root, const struct vss_config *config, struct hv_log *log,
             struct vss_table *table);

/*
 * Descriptors for entries of which only major and minor are known, by whatever mount there is; -1 where
 * there is none. 0 or -errno of reading mountinfo.
 */
int vss_plan_reopen(int root, struct vss_table *table);
