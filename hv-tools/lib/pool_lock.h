/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Both locks of a pool: flock(2)'s, which cloud-init and azure-init take, and fcntl(2)'s over the whole
 * file, which upstream's daemon takes. On Linux neither knows of the other. Of fcntl's, the kind that
 * belongs to the open file, so that two pools of one process exclude each other as well.
 */
#pragma once
#include <stdbool.h>

/*
 * For as long as it takes, up to @wait_ms: 0, -ETIMEDOUT, or -errno. While one is waited for, none is held.
 */
int hv_pool_lock(int fd, bool exclusive, unsigned int wait_ms);
void hv_pool_unlock(int fd);
