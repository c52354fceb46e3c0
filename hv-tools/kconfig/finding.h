/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is wrong with a config: a list of findings, each at a place, of a kind a program can act on, with
 * words for a person and notes below them. The list owns copies of all its text; out of memory is remembered
 * and reported when the list is printed, so that callers need not ask after each line.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum kconf_finding_kind {
	KCONF_SYNTAX,   /* a line that is no setting */
	KCONF_CONFLICT, /* the same symbol with two values */
	KCONF_UNKNOWN,  /* the kernel tree has no such symbol */
	KCONF_TYPE,     /* a value the symbol's type does not take */
	KCONF_LOST,     /* asked for, and not in the final config */
	KCONF_KERNEL,   /* what the kernel's own kconfig complained about */
	KCONF_MISFIT,   /* what does not fit the rest of a system */
	KCONF_CARRIED,  /* rewritten for another kernel, with the meaning it had */
	KCONF_DECIDE,   /* such as a person must decide */
	KCONF_NEEDED,   /* required by the flavor, and not in the final config */
	KCONF_FORBIDDEN,
};

struct kconf_finding {
	enum kconf_finding_kind kind;
	char *file;
	unsigned int line; /* 0 = the file as a whole */
	char *symbol;      /* without CONFIG_, NULL = none */
	char *text;
	char **notes;
	size_t n_notes;
};

struct kconf_findings {
	struct kconf_finding *items;
	size_t n;
	bool out_of_memory;
};

void kconf_finding_add(struct kconf_findings *list, enum kconf_finding_kind kind, const char *file,
                       unsigned int line, const char *symbol, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
void kconf_finding_addv(struct kconf_findings *list, enum kconf_finding_kind kind, const char *file,
                        unsigned int line, const char *symbol, const char *format, va_list args)
	__attribute__((format(printf, 6, 0)));

/* A line below the last finding. */
void kconf_finding_note(struct kconf_findings *list, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* One line each, "file:line: CONFIG_X: text", notes indented; or one JSON object. */
void kconf_findings_print(const struct kconf_findings *list, bool json, FILE *out);

/* As an array "findings", for a document of which they are a part. */
struct hv_json;
void kconf_findings_write(const struct kconf_findings *list, struct hv_json *j);

void kconf_findings_done(struct kconf_findings *list);
