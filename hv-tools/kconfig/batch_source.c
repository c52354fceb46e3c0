// SPDX-License-Identifier: GPL-2.0-only
#include "batch_source.h"

/* scripts/make/tools.mk knows that this file depends on that one. */
__asm__(".pushsection .rodata\n"
        ".globl kconf_batch_source\n"
        ".globl kconf_batch_source_end\n"
        "kconf_batch_source:\n"
        ".incbin \"hv-tools/kconfig/batch/conf_batch.c\"\n"
        "kconf_batch_source_end:\n"
        ".byte 0\n"
        ".popsection\n");
