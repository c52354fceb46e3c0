/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's kconfig printed (scripts/kconfig/confdata.c, symbol.c), in terms of the files a person
 * wrote. Its warnings name a line of the merged file, which holds one setting of @asked a line.
 */
#pragma once
#include "config.h"

/*
 * Warnings become findings, but for those about a symbol that already has one. @merged is the merged file's
 * path as kconfig was given it. @log is torn apart. Returns the number of warnings seen.
 */
unsigned int kconf_klog_translate(char *log, const char *merged, const struct kconf_config *asked,
                                  struct kconf_findings *findings);
