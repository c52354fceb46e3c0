// SPDX-License-Identifier: GPL-2.0-only
/* The texts of /init's own C library do what the host's do, at every alignment and length. */
#include "tap.h"
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#define strlen     own_strlen
#define strnlen    own_strnlen
#define strcpy     own_strcpy
#define memcmp     own_memcmp
#define strncmp    own_strncmp
#define strcmp     own_strcmp
#define strcasecmp own_strcasecmp
#define strchr     own_strchr
#define strcspn    own_strcspn
#define strstr     own_strstr
#define memchr     own_memchr
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "init/libc/string.c"
#pragma GCC diagnostic pop
#undef strlen
#undef strnlen
#undef strcpy
#undef memcmp
#undef strncmp
#undef strcmp
#undef strcasecmp
#undef strchr
#undef strcspn
#undef strstr
#undef memchr

enum { ROOM = 48, ROUNDS = 20000 };

static char a[ROOM], b[ROOM], copy[ROOM];

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Few letters, so that texts are often alike; high ones, which char may take for negative. */
static void fill(char *text, size_t len)
{
	static const char letters[] = "aAbB\xff\x80@[z";

	for (size_t i = 0; i < len; i++)
		text[i] = letters[(size_t)rand() % (sizeof(letters) - 1)];
	text[len] = '\0';
}

static void texts_are_as_the_hosts(void)
{
	srand(1);
	for (int i = 0; i < ROUNDS; i++) {
		const char *x = a + rand() % 8, *y = b + rand() % 8;
		const size_t n = (size_t)rand() % 12;

		fill(a, (size_t)rand() % 20 + 8);
		fill(b, (size_t)rand() % 4 + 8);
		is_int(own_strlen(x), strlen(x));
		is_int(own_strnlen(x, n), strnlen(x, n));
		is_int(sign(own_strcmp(x, y)), sign(strcmp(x, y)));
		is_int(sign(own_strncmp(x, y, n)), sign(strncmp(x, y, n)));
		is_int(sign(own_strcasecmp(x, y)), sign(strcasecmp(x, y)));
		is_true(own_strchr(x, 'z') == strchr(x, 'z') && own_strchr(x, 0) == strchr(x, 0));
		is_int(own_strcspn(x, "z@"), strcspn(x, "z@"));
		is_true(own_strstr(x, y) == strstr(x, y));
		is_true(own_strcpy(copy, x) == copy && strcmp(copy, x) == 0);
	}
}

static void bytes_are_as_the_hosts(void)
{
	srand(2);
	for (int i = 0; i < ROUNDS; i++) {
		const char *x = a + rand() % 8, *y = b + rand() % 8;
		const size_t n = (size_t)rand() % 33;
		const int c = "aB\xff\x80Q"[rand() % 5];

		fill(a, ROOM - 1);
		fill(b, ROOM - 1);
		memcpy(b, a, (size_t)rand() % ROOM);
		is_int(sign(own_memcmp(x, y, n)), sign(memcmp(x, y, n)));
		is_true(own_memchr(x, c, n) == memchr(x, c, n));
	}
}

TAP_MAIN(TAP_CASE(texts_are_as_the_hosts), TAP_CASE(bytes_are_as_the_hosts))
