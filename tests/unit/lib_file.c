// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/hvkit-file-XXXXXX";

static void write_bytes(size_t n)
{
	FILE *f = fopen(path, "w");

	while (f && n--)
		fputc('x', f);
	if (f)
		fclose(f);
}

/* The length read, or the error. */
static long long length_of(size_t n, size_t max)
{
	char *data;
	size_t len;
	int rc;

	write_bytes(n);
	rc = hv_file_read(path, max, &data, &len);
	if (rc < 0)
		return rc;
	is_int(data[len], '\0');
	is_true(strlen(data) == len);
	free(data);
	return (long long)len;
}

static void reads_all_of_any_size(void)
{
	close(mkstemp(path));
	is_int(length_of(0, 100), 0);
	is_int(length_of(1, 100), 1);
	is_int(length_of(65535, 1 << 20), 65535);
	is_int(length_of(65536, 1 << 20), 65536);
	is_int(length_of(300000, 1 << 20), 300000);
}

static void refuses_more_than_its_limit(void)
{
	is_int(length_of(100, 100), 100);
	is_int(length_of(101, 100), -EFBIG);
	is_int(length_of(200000, 65536), -EFBIG);
	unlink(path);
}

static void says_why_not(void)
{
	char *data = NULL;
	size_t len = 0;

	is_int(hv_file_read("/nonexistent", 1, &data, &len), -ENOENT);
	is_int(hv_file_read("/tmp", 1, &data, &len), -EINVAL);
	is_true(data == NULL);
}

static void reads_all_if_a_byte_stays_free(void)
{
	char room[8];
	int ends[2];

	for (int len = 6; len <= 9; len++) {
		is_int(pipe(ends), 0);
		is_int(write(ends[1], "abcdefghi", (size_t)len), len);
		close(ends[1]);
		is_int(hv_read_all(ends[0], room, sizeof(room)), len < 8 ? len : -EFBIG);
		close(ends[0]);
	}
	is_int(hv_read_all(-1, room, sizeof(room)), -EBADF);
}

TAP_MAIN(TAP_CASE(reads_all_if_a_byte_stays_free), TAP_CASE(reads_all_of_any_size),
         TAP_CASE(refuses_more_than_its_limit), TAP_CASE(says_why_not))
