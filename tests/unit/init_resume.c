// SPDX-License-Identifier: GPL-2.0-only
#include "init/resume.h"
#include "init_images.h"

static uint8_t *disk;
static const size_t pages = 64;
static struct source source;
static enum resume_state state;

static void begin(void)
{
	images_begin();
	disk = calloc(pages, (size_t)getpagesize());
	source_memory(disk, pages * (size_t)getpagesize(), &source);
}

static void end(void)
{
	free(disk);
	images_end();
}

/* The end of page @page: where the image begins, and what it is. */
static void write_header(size_t page, uint64_t image, const char *magic)
{
	uint8_t *last = disk + (page + 1) * (size_t)getpagesize();

	memcpy(last - 32, &image, sizeof(image));
	memcpy(last - 10, magic, strlen(magic) + (strlen(magic) < 10));
}

/* A file of /sys/power, which a kernel that declines leaves as it is. */
static void sysfs_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/power", images_path);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "power/%s", name);
	close(images_file(path, 0));
}

static const char *written(const char *name)
{
	static char text[64];
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/power/%s", images_path, name);
	f = fopen(path, "r");
	text[0] = '\0';
	if (f && !fgets(text, sizeof(text), f))
		text[0] = '\0';
	if (f)
		fclose(f);
	return text;
}

static void tells_what_is_there(void)
{
	begin();
	is_int(resume_check(&source, 0, &state), 0);
	is_int(state, RESUME_NO_SWAP);
	write_header(0, 0, "SWAPSPACE2");
	is_int(resume_check(&source, 0, &state), 0);
	is_int(state, RESUME_ABSENT);
	write_header(0, 7, "S1SUSPEND");
	is_int(resume_check(&source, 0, &state), 0);
	is_int(state, RESUME_IMAGE);
	write_header(9, 7, "S1SUSPEND");
	is_int(resume_check(&source, 9, &state), 0);
	is_int(state, RESUME_IMAGE);
	end();
}

static void refuses_what_is_outside(void)
{
	begin();
	write_header(0, pages, "S1SUSPEND");
	is_int(resume_check(&source, 0, &state), -EBADMSG);
	write_header(0, 0, "S1SUSPEND");
	is_int(resume_check(&source, 0, &state), -EBADMSG);
	is_int(resume_check(&source, pages, &state), -EBADMSG);
	is_int(resume_check(&source, UINT64_MAX, &state), -EBADMSG);
	is_int(resume_check(&source, UINT64_MAX / 4096, &state), -EBADMSG);
	end();
}

static void tells_the_kernel(void)
{
	begin();
	sysfs_file("resume");
	sysfs_file("resume_offset");
	write_header(0, 0, "SWAPSPACE2");
	is_int(resume_try(&source, images_path, 8, 3, 0, &state), 0);
	is_int(state, RESUME_ABSENT);
	is_string(written("resume"), "");
	write_header(5, 3, "S1SUSPEND");
	is_int(resume_try(&source, images_path, 259, 70000, 5, &state), 0);
	is_int(state, RESUME_STALE);
	is_string(written("resume"), "259:70000");
	is_string(written("resume_offset"), "5");
	end();
}

static void without_hibernation(void)
{
	begin();
	write_header(0, 3, "S1SUSPEND");
	is_int(resume_try(&source, images_path, 8, 3, 0, &state), -ENOENT);
	is_int(state, RESUME_STALE);
	sysfs_file("resume");
	is_int(resume_try(&source, images_path, 8, 3, 0, &state),
	       0); /* an old kernel, a partition */
	is_string(written("resume"), "8:3");
	write_header(2, 3, "S1SUSPEND");
	is_int(resume_try(&source, images_path, 8, 3, 2, &state), -ENOENT); /* and a file */
	end();
}

TAP_MAIN(TAP_CASE(tells_what_is_there), TAP_CASE(refuses_what_is_outside),
         TAP_CASE(tells_the_kernel), TAP_CASE(without_hibernation))
