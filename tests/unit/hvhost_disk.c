// SPDX-License-Identifier: GPL-2.0-only
/* Disks in files: what is read and written where, what fails, and what is locked. */
#include "hvhost_storage_fixture.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static struct disk d;
static size_t most; /* bytes one call of pread() or pwrite() moves; 0: as usual */
static bool interrupt;

/* The C library's, for the disk: so that a call may do less than it was asked for, or be interrupted. */
static ssize_t move(long call, int fd, void *bytes, size_t len, off_t at)
{
	interrupt = most && !interrupt;
	if (interrupt) {
		errno = EINTR;
		return -1;
	}
	return syscall(call, fd, bytes, most && len > most ? most : len, at);
}

ssize_t pread(int fd, void *bytes, size_t len, off_t at)
{
	return move(SYS_pread64, fd, bytes, len, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	return move(SYS_pwrite64, fd, (void *)bytes, len, at);
}

static char why[256];
static uint8_t data[64 * DISK_SECTOR], file[64 * DISK_SECTOR];

static void start(enum disk_mode mode)
{
	image_make(IMAGE_SECTORS * DISK_SECTOR);
	is_int(disk_open(&d, image, mode, why, sizeof(why)), 0);
	is_int(d.sectors, IMAGE_SECTORS);
}

static void stop(void)
{
	disk_close(&d);
	image_remove();
}

static void reads_and_writes_the_file(void)
{
	start(DISK_DIRECT);
	is_int(disk_read(&d, 3, data, 5), 0);
	is_true(image_is(data, 3 * DISK_SECTOR, 5 * DISK_SECTOR));
	memset(data, 0xaa, sizeof(data));
	is_int(disk_write(&d, 10, data, 2), 0);
	is_int(disk_flush(&d), 0);
	image_read(9 * DISK_SECTOR, file, 4 * DISK_SECTOR);
	is_true(image_is(file, 9 * DISK_SECTOR, DISK_SECTOR));
	is_true(is_filled(file + DISK_SECTOR, 0xaa, 2 * DISK_SECTOR));
	is_true(image_is(file + 3 * DISK_SECTOR, 12 * DISK_SECTOR, DISK_SECTOR));
	stop();
}

static void keeps_within_its_bounds(void)
{
	static const struct {
		uint64_t sector;
		uint32_t count;
		int rc;
	} cases[] = {
		{ IMAGE_SECTORS - 1, 1, 0 },   { IMAGE_SECTORS, 0, 0 },
		{ IMAGE_SECTORS, 1, -ERANGE }, { IMAGE_SECTORS - 1, 2, -ERANGE },
		{ UINT64_MAX, 1, -ERANGE },    { UINT64_MAX - 1, 2, -ERANGE },
		{ 1ull << 55, 1, -ERANGE },    { IMAGE_SECTORS + 1, 0, -ERANGE },
	};
	struct stat st;

	start(DISK_DIRECT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(disk_read(&d, cases[i].sector, data, cases[i].count), cases[i].rc);
		is_int(disk_write(&d, cases[i].sector, data, cases[i].count), cases[i].rc);
		is_int(disk_unmap(&d, cases[i].sector, cases[i].count), cases[i].rc);
	}
	is_int(stat(image, &st), 0);
	is_int(st.st_size, IMAGE_SECTORS * DISK_SECTOR);
	stop();
}

static void read_only_disks_are_not_written(void)
{
	start(DISK_READ_ONLY);
	is_int(disk_write(&d, 0, data, 1), -EROFS);
	is_int(disk_unmap(&d, 0, 1), -EROFS);
	is_int(disk_flush(&d), 0);
	is_int(disk_read(&d, 0, data, 1), 0);
	is_true(image_is(data, 0, DISK_SECTOR));
	stop();
}

/* Sectors written and not, in turn: each comes from where it is. */
static void snapshots_leave_the_file_alone(void)
{
	start(DISK_SNAPSHOT);
	memset(data, 0x55, sizeof(data));
	is_int(disk_write(&d, 2, data, 1), 0);
	is_int(disk_write(&d, 4, data, 3), 0);
	is_int(disk_write(&d, IMAGE_SECTORS - 1, data, 1), 0);
	is_int(disk_unmap(&d, 5, 1), 0);
	is_int(disk_unmap(&d, 9, 1), 0);
	is_int(disk_flush(&d), 0);
	is_int(disk_read(&d, 1, data, 10), 0);
	is_true(image_is(data, 1 * DISK_SECTOR, DISK_SECTOR));
	is_true(is_filled(data + DISK_SECTOR, 0x55, DISK_SECTOR));
	is_true(image_is(data + 2 * DISK_SECTOR, 3 * DISK_SECTOR, DISK_SECTOR));
	is_true(is_filled(data + 3 * DISK_SECTOR, 0x55, DISK_SECTOR));
	is_true(is_filled(data + 4 * DISK_SECTOR, 0, DISK_SECTOR));
	is_true(is_filled(data + 5 * DISK_SECTOR, 0x55, DISK_SECTOR));
	is_true(image_is(data + 6 * DISK_SECTOR, 7 * DISK_SECTOR, 2 * DISK_SECTOR));
	is_true(is_filled(data + 8 * DISK_SECTOR, 0, DISK_SECTOR));
	is_true(image_is(data + 9 * DISK_SECTOR, 10 * DISK_SECTOR, DISK_SECTOR));
	is_int(disk_read(&d, IMAGE_SECTORS - 2, data, 2), 0);
	is_true(is_filled(data + DISK_SECTOR, 0x55, DISK_SECTOR));
	for (size_t at = 0; at < IMAGE_SECTORS * DISK_SECTOR; at += sizeof(file)) {
		image_read(at, file, sizeof(file));
		is_true(image_is(file, at, sizeof(file)));
	}
	disk_close(&d);
	is_int(disk_open(&d, image, DISK_SNAPSHOT, why, sizeof(why)), 0);
	is_int(disk_read(&d, 2, data, 1), 0);
	is_true(image_is(data, 2 * DISK_SECTOR, DISK_SECTOR));
	stop();
}

static void unmapped_space_is_given_back(void)
{
	struct stat before, after;

	start(DISK_DIRECT);
	is_int(disk_flush(&d), 0);
	is_int(stat(image, &before), 0);
	is_int(disk_unmap(&d, 8, 1024), 0);
	is_int(disk_read(&d, 7, data, 2), 0);
	is_true(image_is(data, 7 * DISK_SECTOR, DISK_SECTOR));
	is_true(is_filled(data + DISK_SECTOR, 0, DISK_SECTOR));
	is_int(disk_read(&d, 8 + 1023, data, 2), 0);
	is_true(is_filled(data, 0, DISK_SECTOR));
	is_true(image_is(data + DISK_SECTOR, 1032 * DISK_SECTOR, DISK_SECTOR));
	is_int(stat(image, &after), 0);
	is_int(after.st_size, before.st_size);
	is_true(after.st_blocks < before.st_blocks);
	stop();
}

/* The file becomes shorter under the disk: no read is made up, and none ends the program. */
static void a_shorter_file_is_an_error(void)
{
	static const enum disk_mode modes[] = { DISK_DIRECT, DISK_READ_ONLY, DISK_SNAPSHOT };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		start(modes[i]);
		is_int(truncate(image, 100 * DISK_SECTOR + 10), 0);
		is_int(disk_read(&d, 98, data, 2), 0);
		is_int(disk_read(&d, 99, data, 2), -ENODATA);
		is_int(disk_read(&d, 2000, data, 1), -ENODATA);
		stop();
	}
}

/* A limit on the size of files stands in for a disk that is full: half of the write goes through. */
static void a_write_that_does_not_fit_fails(void)
{
	struct rlimit old, small;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){ 100 * DISK_SECTOR, old.rlim_max };
	for (int snapshot = 0; snapshot < 2; snapshot++) {
		start(snapshot ? DISK_SNAPSHOT : DISK_DIRECT);
		memset(data, 0x33, sizeof(data));
		setrlimit(RLIMIT_FSIZE, &small);
		is_int(disk_write(&d, 98, data, 4), -EFBIG);
		setrlimit(RLIMIT_FSIZE, &old);
		is_int(disk_read(&d, 98, data, 4), 0);
		if (snapshot) /* none of it counts as written */
			is_true(image_is(data, 98 * DISK_SECTOR, 4 * DISK_SECTOR));
		stop();
	}
}

/* A descriptor that cannot be flushed stands in for a medium that lost a page. */
static void a_failed_flush_is_not_forgotten(void)
{
	int pipe_fds[2], file_fd;

	start(DISK_DIRECT);
	is_int(pipe(pipe_fds), 0);
	file_fd = d.fd;
	d.fd = pipe_fds[1];
	is_int(disk_flush(&d), -EINVAL);
	d.fd = file_fd;
	is_int(disk_flush(&d), -EINVAL);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	stop();
}

static void goes_on_after_a_part(void)
{
	start(DISK_DIRECT);
	most = 700;
	is_int(disk_read(&d, 3, data, 9), 0);
	is_true(image_is(data, 3 * DISK_SECTOR, 9 * DISK_SECTOR));
	is_int(disk_write(&d, 103, data, 9), 0);
	most = 0;
	image_read(102 * DISK_SECTOR, file, 11 * DISK_SECTOR);
	is_true(image_is(file, 102 * DISK_SECTOR, DISK_SECTOR));
	is_true(image_is(file + DISK_SECTOR, 3 * DISK_SECTOR, 9 * DISK_SECTOR));
	is_true(image_is(file + 10 * DISK_SECTOR, 112 * DISK_SECTOR, DISK_SECTOR));
	stop();
}

static void locks_keep_others_out(void)
{
	static const struct {
		enum disk_mode first, second;
		int rc;
	} cases[] = {
		{ DISK_DIRECT, DISK_DIRECT, -1 },     { DISK_DIRECT, DISK_READ_ONLY, -1 },
		{ DISK_DIRECT, DISK_SNAPSHOT, -1 },   { DISK_READ_ONLY, DISK_DIRECT, -1 },
		{ DISK_SNAPSHOT, DISK_DIRECT, -1 },   { DISK_READ_ONLY, DISK_READ_ONLY, 0 },
		{ DISK_READ_ONLY, DISK_SNAPSHOT, 0 }, { DISK_SNAPSHOT, DISK_SNAPSHOT, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct disk other;

		start(cases[i].first);
		is_int(disk_open(&other, image, cases[i].second, why, sizeof(why)), cases[i].rc);
		if (cases[i].rc < 0)
			is_true(strstr(why, image) && strstr(why, "in use"));
		disk_close(&other);
		disk_close(&d);
		is_int(disk_open(&d, image, DISK_DIRECT, why, sizeof(why)), 0);
		stop();
	}
}

static void fails_to_open(const char *path, const char *reason)
{
	is_int(disk_open(&d, path, DISK_READ_ONLY, why, sizeof(why)), -1);
	is_true(strncmp(why, path, strlen(path)) == 0);
	if (!strstr(why, reason))
		is_string(why, reason);
}

static void says_what_is_wrong_with_a_file(void)
{
	char fifo[80];

	image_make(1000);
	fails_to_open(image, "not a multiple of 512 bytes");
	is_int(truncate(image, 0), 0);
	fails_to_open(image, "empty");
	fails_to_open("/nowhere/disk", "No such file");
	fails_to_open(image_folder, "neither a file nor a block device");
	fails_to_open("/dev/null", "neither a file nor a block device");
	snprintf(fifo, sizeof(fifo), "%s/fifo", image_folder);
	is_int(mkfifo(fifo, 0600), 0);
	fails_to_open(fifo, "neither a file nor a block device");
	unlink(fifo);
	image_remove();
}

static void takes_options_from_the_end(void)
{
	static const struct {
		const char *text, *path;
		enum disk_mode mode;
		int lun;
		bool ide;
	} good[] = {
		{ "disk.img", "disk.img", DISK_DIRECT, -1, false },
		{ "disk.img,ro", "disk.img", DISK_READ_ONLY, -1, false },
		{ "disk.img,snapshot,lun=7", "disk.img", DISK_SNAPSHOT, 7, false },
		{ "disk.img,lun=63,ro", "disk.img", DISK_READ_ONLY, 63, false },
		{ "a,b.img", "a,b.img", DISK_DIRECT, -1, false },
		{ "a,ro,b.img,ro", "a,ro,b.img", DISK_READ_ONLY, -1, false },
		{ "a,,ro", "a,", DISK_READ_ONLY, -1, false },
		{ "a,rox", "a,rox", DISK_DIRECT, -1, false },
		{ "a,controller=ide", "a", DISK_DIRECT, -1, true },
	};
	static const char *const bad[] = { "",        ",ro",      "a,ro,snapshot",
		                           "a,ro,ro", "a,lun=64", "a,lun=",
		                           "a,lun=x", "a,lun=-1", "a,lun=1,lun=2" };
	struct disk_spec spec;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		is_int(disk_spec_parse(good[i].text, &spec), 0);
		is_string(spec.path, good[i].path);
		is_int(spec.mode, good[i].mode);
		is_int(spec.lun, good[i].lun);
		is_int(spec.ide, good[i].ide);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(disk_spec_parse(bad[i], &spec), -EINVAL);
}

TAP_MAIN(TAP_CASE(reads_and_writes_the_file), TAP_CASE(keeps_within_its_bounds),
         TAP_CASE(read_only_disks_are_not_written), TAP_CASE(snapshots_leave_the_file_alone),
         TAP_CASE(unmapped_space_is_given_back), TAP_CASE(a_shorter_file_is_an_error),
         TAP_CASE(a_write_that_does_not_fit_fails), TAP_CASE(a_failed_flush_is_not_forgotten),
         TAP_CASE(goes_on_after_a_part), TAP_CASE(locks_keep_others_out),
         TAP_CASE(says_what_is_wrong_with_a_file), TAP_CASE(takes_options_from_the_end))
