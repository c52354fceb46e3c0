/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the daemon are given to work with. */
#pragma once
#include "config.h"
#include "log.h"
#include "ops.h"

struct vss_context {
	int root; /* the folder that has dev, etc, proc, run and sys */
	const struct vss_config *config;
	const struct vss_ops *ops;
	struct hv_log *log;
	void (*ready)(void); /* told once it is registered; NULL = nobody */
};
