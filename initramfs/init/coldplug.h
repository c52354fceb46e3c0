/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices that were there before anybody listened: their modules. And, when all fails, those left without. */
#pragma once
#include "modules.h"

/* Load the modules of all devices of all buses in @sys. */
void coldplug(int sys, struct modules *modules);

/*
 * Devices that may lead to a disk and have no driver: their aliases, blanks between, cut to @size. How many
 * there are.
 */
unsigned int coldplug_without_driver(int sys, char *ret_aliases, size_t size);
