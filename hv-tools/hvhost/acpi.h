/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ACPI tables of a hardware-reduced machine: RSDP, XSDT, FADT, MADT and the compiled DSDT. No PIT, no
 * PM timer, no 8042: soft-off and reset are the three ports of platform.h. Source: ACPI 6.5, chapter 5.
 */
#pragma once
#include "memory.h"

#define ACPI_RSDP_GPA  0xe0000ull
#define ACPI_AREA_SIZE 0x10000ull

/* Write the tables for @cpus processors to ACPI_RSDP_GPA. 0, or -1 when they do not fit. */
int acpi_write(const struct memory *memory, unsigned int cpus);
