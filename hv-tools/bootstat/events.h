/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Moments seen from outside the guest, one JSON object per line, as hvhost and bootstat watch write them:
 *	{"event":"mark","name":"kernel","at_instructions":15792546}
 *	{"event":"mark","name":"init","at_ns":81234567}
 * Objects with another "event" are for others. A mark without the moment in the wanted unit is an error.
 */
#pragma once
#include "boot.h"

/* Adds the marks as stages. 0 or -EBADMSG; @ret_line is then the number of the line at fault. */
int events_parse(const char *text, size_t len, struct boot *boot, unsigned int *ret_line);
