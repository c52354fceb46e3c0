/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A test program in TAP, read by prove: one function per case, each made of checks. A case prints one
 * "ok" line; a failed check prints a "#" line with both values and turns it into "not ok".
 *	static void adds(void) { is_int(1 + 1, 2); }
 *	TAP_MAIN(adds)
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool tap_failed;

#define is_true(cond)                                                              \
	do {                                                                       \
		if (!(cond)) {                                                     \
			tap_failed = true;                                         \
			printf("# %s:%d: false: %s\n", __FILE__, __LINE__, #cond); \
		}                                                                  \
	} while (0)

#define is_int(got, want)                                                                      \
	do {                                                                                   \
		long long tap_g = (long long)(got), tap_w = (long long)(want);                 \
		if (tap_g != tap_w) {                                                          \
			tap_failed = true;                                                     \
			printf("# %s:%d: %s: got %lld, want %lld\n", __FILE__, __LINE__, #got, \
			       tap_g, tap_w);                                                  \
		}                                                                              \
	} while (0)

#define is_string(got, want)                                                                   \
	do {                                                                                   \
		const char *tap_g = (got), *tap_w = (want);                                    \
		if (!tap_g || strcmp(tap_g, tap_w) != 0) {                                     \
			tap_failed = true;                                                     \
			printf("# %s:%d: %s: got '%s', want '%s'\n", __FILE__, __LINE__, #got, \
			       tap_g ? tap_g : "(null)", tap_w);                               \
		}                                                                              \
	} while (0)

struct tap_case {
	const char *name;
	void (*run)(void);
};

static inline int tap_run(const struct tap_case *cases, int n)
{
	int failed = 0;

	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		tap_failed = false;
		cases[i].run();
		failed += tap_failed;
		printf("%sok %d - %s\n", tap_failed ? "not " : "", i + 1, cases[i].name);
		fflush(stdout);
	}
	return failed != 0;
}

#define TAP_CASE(fn)    \
	{               \
#fn, fn \
	}
/* TAP_MAIN({cases}): TAP_MAIN(TAP_CASE(a), TAP_CASE(b)) */
#define TAP_MAIN(...)                                                           \
	int main(void)                                                          \
	{                                                                       \
		static const struct tap_case cases[] = { __VA_ARGS__ };         \
		return tap_run(cases, (int)(sizeof(cases) / sizeof(cases[0]))); \
	}
