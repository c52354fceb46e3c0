/* SPDX-License-Identifier: GPL-2.0-only */
/* Words for the person who runs hvhost, on stderr. */
#pragma once

/* Print "hvhost: WORDS" and return -1, so that a check can end with "return fail(...)". */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, followed by what errno says. */
int fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));
