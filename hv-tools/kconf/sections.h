/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A report made of sections, each of rows at places in files with notes below: for a person, or the same as one JSON
 * object, in which each section is an array of {text, file, line, notes}. A section without rows is left out of the
 * text.
 */
#pragma once
#include "json.h"
#include <stdbool.h>
#include <stdio.h>

struct kconf_sections {
	FILE *out;
	bool json;
	struct hv_json j;
	const char *title; /* of a section that has no row yet */
	bool in_section, in_row;
};

void kconf_sections_begin(struct kconf_sections *s, const char *schema, const char *symbol,
                          bool json, FILE *out);
/* @key is JSON's. */
void kconf_section(struct kconf_sections *s, const char *key, const char *title);
/* @file NULL = at no place; @line 0 = the file as a whole. */
void kconf_row(struct kconf_sections *s, const char *file, unsigned int line, const char *format,
               ...) __attribute__((format(printf, 4, 5)));
void kconf_row_note(struct kconf_sections *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void kconf_sections_end(struct kconf_sections *s);
