/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once

/* No flavor, fragment, config, log or Kconfig file is larger, in bytes. */
enum { KCONF_MAX_FILE = 8 << 20 };
