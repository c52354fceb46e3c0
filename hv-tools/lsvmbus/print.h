/* SPDX-License-Identifier: GPL-2.0-only */
/* A bus as text, to the letter what the kernel's lsvmbus prints, and as JSON. */
#pragma once
#include "bus.h"
#include <stdio.h>

#define LSVMBUS_SCHEMA "hvkit.lsvmbus/1"

/* @level 0 to 2 as upstream's with none to two -v; 3 adds what upstream does not tell. */
void print_text(const struct bus *bus, unsigned int level, FILE *out);
void print_json(const struct bus *bus, FILE *out);
