/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A root that nothing is written to: the file system at a folder below an overlay whose changes go to memory
 * (rd.overlay, rd.overlay=tmpfs). Nothing of it survives the boot.
 */
#pragma once

/* Put the overlay where the file system at @folder is. 0; -EOPNOTSUPP: @where is neither "" nor tmpfs; -errno. */
int overlay_mount(const char *folder, const char *where);
