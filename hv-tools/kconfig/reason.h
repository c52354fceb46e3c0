/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a line of a fragment is there: the comment above it. Settings of a paragraph that follow one another share the
 * comment above the first of them.
 */
#pragma once

struct kconf_reason {
	char *why; /* on one line, "" when there is no comment */
	char *conditions; /* of the paragraph up to that line, "series 6.7..6.15, arch x86_64"; "" when always */
};

/* For line @line of @text, from 1. 0 or -ENOMEM. */
int kconf_reason_find(const char *text, unsigned int line, struct kconf_reason *ret_reason);
void kconf_reason_done(struct kconf_reason *reason);
