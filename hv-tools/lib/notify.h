/* SPDX-License-Identifier: GPL-2.0-only */
/* Words to the service manager, sd_notify(3): "READY=1", "STATUS=...", "STOPPING=1". */
#pragma once

/* 0 when said, and when nobody listens ($NOTIFY_SOCKET is not set); -errno when it could not be said. */
int hv_notify(const char *state);
