/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waking from hibernation (resume=, resume_offset=), before anything is mounted: a file system that is
 * mounted, or whose journal is replayed, differs from what the sleeping kernel remembers. Sources: the kernel's
 * kernel/power/swap.c (struct swsusp_header), Documentation/power/swsusp.rst.
 */
#pragma once
#include "source.h"
#include <stdbool.h>

enum resume_state {
	RESUME_NO_SWAP, /* neither swap space nor an image */
	RESUME_ABSENT,  /* swap space without an image: an ordinary boot */
	RESUME_IMAGE,   /* an image */
	RESUME_STALE,   /* an image that the kernel did not take */
};

/* What is @offset pages into @source. 0; -EBADMSG: an image that begins outside the device; or of reading. */
int resume_check(const struct source *source, uint64_t offset, enum resume_state *ret_state);

/*
 * Tell the kernel, by /sys/power below @sysfs ("/sys"). It does not return when the image is taken. -errno of
 * writing; 0: the kernel has looked and gone on, and resume_check() tells what is left.
 */
int resume_start(const char *sysfs, uint32_t major, uint32_t minor, uint64_t offset);

/*
 * Both, for the core: *@ret_state tells why it returned, also after an error: ABSENT, NO_SWAP, or STALE.
 */
int resume_try(const struct source *source, const char *sysfs, uint32_t major, uint32_t minor,
               uint64_t offset, enum resume_state *ret_state);
