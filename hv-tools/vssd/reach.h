/* SPDX-License-Identifier: GPL-2.0-only */
/* A descriptor of a superblock, by way of one of its mounts. */
#pragma once
#include "mountinfo.h"

/*
 * Open a mount point of the superblock of *mount, found below @root, for reading. Mounts of all of the
 * file system are tried first. *mount becomes the one that it was. The descriptor; -ENXIO when other
 * mounts are on top of all of them; the last -errno of opening.
 */
int vss_reach_super(int root, const struct vss_mounts *mounts, const struct vss_mount **mount);
