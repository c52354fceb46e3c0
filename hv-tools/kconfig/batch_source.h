/* SPDX-License-Identifier: GPL-2.0-only */
/* batch/conf_batch.c as text, which kconf check compiles against a kernel tree. */
#pragma once

extern const char kconf_batch_source[], kconf_batch_source_end[];
