// SPDX-License-Identifier: GPL-2.0-only
/* fcopy from the guest's end of the rings: a file comes over whole, or the end says why not. */
#include "auto.h"
#include "fcopy.h"
#include "hvhost_guest.h"
#include "utf16.h"
#include <fcntl.h>
#include <sys/stat.h>

static struct guest g;
static struct guest_channel ch;
static struct fcopy fcopy;
static struct call call;
static char folder[] = "/tmp/hvhost-fcopy-XXXXXX";
static char file[64];

static int run(const char *line)
{
	return guest_command(fcopy_commands, &fcopy, line, &call);
}

/* "fcopy copy" of the file with @rest behind it. */
static int copy(const char *rest)
{
	char line[2048];

	snprintf(line, sizeof(line), "fcopy copy %s %s", file, rest);
	return run(line);
}

static uint8_t byte_at(size_t at)
{
	return (uint8_t)(at * 7 + at / 6144);
}

/* The file under copy is @size bytes of byte_at(). */
static void write_file(size_t size)
{
	FILE *f = fopen(file, "w");

	for (size_t i = 0; f && i < size; i++)
		fputc(byte_at(i), f);
	if (f)
		fclose(f);
}

static void start(size_t size)
{
	snprintf(file, sizeof(file), "%s/file.bin", folder);
	write_file(size);
	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	fcopy_init(&fcopy, &g.bus);
	guest_connect(&g);
	guest_open(&g, &ch, &fcopy.ic.device);
	guest_negotiate(&ch, 3, 1, 1);
	guest_forget(&g);
}

static void stop(void)
{
	ic_done(&fcopy.ic);
	guest_done(&g);
	unlink(file);
}

/* The next packet is a request of type @op. */
static bool asked(uint32_t op)
{
	return guest_take(&ch) && guest_header(&ch)->type == HV_IC_FCOPY &&
	       ((struct hv_fcopy_header *)guest_body(&ch))->op == op;
}

static const char *text_at(const uint8_t *data)
{
	static char text[UTF8_ROOM(HV_FCOPY_PATH * 2)];

	utf16_to_utf8(data, HV_FCOPY_PATH * 2, text);
	return text;
}

/* Take the writes of a file, in order and without a gap, and answer them. How many bytes came. */
static size_t take_all(void)
{
	const struct hv_fcopy_write *w = guest_body(&ch);
	size_t sum = 0;

	while (asked(HV_FCOPY_WRITE)) {
		bool same = true;

		is_int(guest_header(&ch)->size, 6196);
		is_int(w->offset, sum);
		is_true(w->size > 0 && w->size <= HV_FCOPY_CHUNK);
		for (uint32_t i = 0; i < w->size; i++)
			same &= w->data[i] == byte_at(sum + i);
		is_true(same);
		sum += w->size;
		guest_answer(&ch, HV_IC_OK);
	}
	return sum;
}

static void offers_what_windows_offers(void)
{
	static const uint8_t class[16] = { 0xe3, 0x4b, 0xd1, 0x34, 0xe4, 0xde, 0xc8, 0x41,
		                           0x9a, 0xe7, 0x6b, 0x17, 0x49, 0x77, 0xc1, 0x92 };
	static const uint8_t instance[16] = { 0x08, 0x54, 0x76, 0xeb, 0x5f, 0x10, 0xb6, 0x49,
		                              0xb4, 0xaa, 0xc1, 0x23, 0xb6, 0x4d, 0x17, 0xd4 };
	static const uint8_t list[] = {
		2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 1, 0
	};

	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	fcopy_init(&fcopy, &g.bus);
	guest_connect(&g);
	guest_open(&g, &ch, &fcopy.ic.device);
	is_int(memcmp(&fcopy.ic.device.class, class, 16), 0);
	is_int(memcmp(&fcopy.ic.device.instance, instance, 16), 0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, sizeof(list));
	is_int(memcmp(guest_body(&ch), list, sizeof(list)), 0);
	is_int(run("fcopy copy /dev/null /tmp/"), -1);
	is_string(call.error, "/dev/null is not a regular file");
	is_int(run("fcopy copy /proc/self/exe /tmp/"), -1);
	is_string(call.error, "the guest's fcopy service is not ready");
	is_int(fcopy.fd, -1);
	stop();
}

static void copies_files_of_any_size(void)
{
	static const size_t sizes[] = { 0, 1, 6143, 6144, 6145, 12288, 100001 };
	const uint8_t *b = guest_body(&ch);
	char want[120];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		start(sizes[i]);
		is_int(copy("/srv/data/ overwrite create"), 0);
		is_true(asked(HV_FCOPY_START));
		is_int(guest_header(&ch)->size, 1088);
		is_string(text_at(b + 36), "file.bin");
		is_string(text_at(b + 556), "/srv/data/");
		is_int(b[1076], 3);
		is_int(((const struct hv_fcopy_start *)guest_body(&ch))->size, sizes[i]);
		guest_answer(&ch, HV_IC_OK);
		is_int(take_all(), sizes[i]);
		is_int(((const struct hv_fcopy_header *)guest_body(&ch))->op, HV_FCOPY_COMPLETE);
		is_int(guest_header(&ch)->size, 36);
		is_true(!guest_saw(&g, "done"));
		guest_answer(&ch, HV_IC_OK);
		snprintf(want, sizeof(want),
		         "\"op\":\"done\",\"status\":0,\"name\":\"file.bin\",\"bytes\":%zu}",
		         sizes[i]);
		is_true(guest_saw(&g, want));
		is_true(!guest_saw(&g, "\"op\":\"write\""));
		is_true(guest_saw(&g, "\"op\":\"start\",\"status\":0}"));
		is_true(guest_saw(&g, "\"op\":\"complete\",\"status\":0}"));
		is_int(fcopy.fd, -1);
		stop();
	}
}

static void names_and_paths_are_taken_apart(void)
{
	static const struct {
		const char *to, *path, *name;
		int flags;
	} cases[] = {
		{ "/a/b", "/a/", "b", 0 },
		{ "/b overwrite", "/", "b", 1 },
		{ "/x/y/ create", "/x/y/", "file.bin", 2 },
		{ "../up", "../", "up", 0 },
		{ "\"/with blank/\xc3\xa4 \xf0\x9f\x98\x80\"", "/with blank/",
		  "\xc3\xa4 \xf0\x9f\x98\x80", 0 },
	};
	const uint8_t *b = guest_body(&ch);

	start(1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(copy(cases[i].to), 0);
		is_true(asked(HV_FCOPY_START));
		is_string(text_at(b + 36), cases[i].name);
		is_string(text_at(b + 556), cases[i].path);
		is_int(b[1076], cases[i].flags);
		guest_answer(&ch, HV_IC_FAIL);
		is_true(guest_saw(&g, "\"op\":\"start\",\"status\":2147500037}"));
		is_true(guest_saw(&g, "\"op\":\"done\",\"status\":2147500037,\"name\":\""));
		is_true(guest_saw(&g, cases[i].name));
		guest_forget(&g);
	}
	is_true(!guest_take(&ch));
	stop();
}

static void commands_that_make_no_sense_are_refused(void)
{
	char to[600] = "/";
	char line[200];

	start(1);
	is_int(copy("name"), -1);
	is_string(call.error, "name names no folder");
	is_int(copy("/a/b colour"), -1);
	is_true(strstr(call.error, "'colour'") != NULL);
	is_int(copy("/a/\xff"), -1);
	is_string(call.error, "the name is not UTF-8");
	memset(to + 1, 'n', 259);
	is_int(copy(to), 0); /* it just fits */
	is_true(asked(HV_FCOPY_START));
	guest_answer(&ch, HV_IC_FAIL);
	to[260] = 'n';
	is_int(copy(to), -1);
	is_string(call.error, "the name has more than 259 characters");
	to[260] = '/';
	is_int(copy(to), -1);
	is_string(call.error, "the path has more than 259 characters");
	snprintf(line, sizeof(line), "fcopy copy %s.not /tmp/", file);
	is_int(run(line), -1);
	is_true(strstr(call.error, "No such file or directory") != NULL);
	snprintf(line, sizeof(line), "fcopy copy %s /tmp/x", folder);
	is_int(run(line), -1);
	is_true(strstr(call.error, "is not a regular file") != NULL);
	unlink(file);
	is_int(mkfifo(file, 0600), 0);
	is_int(copy("/tmp/x"), -1); /* and does not wait for a writer */
	is_true(strstr(call.error, "is not a regular file") != NULL);
	is_int(run("fcopy cancel"), -1);
	is_string(call.error, "no copy is under way");
	is_int(fcopy.fd, -1);
	is_true(!guest_take(&ch));
	stop();
}

static void a_write_that_fails_ends_the_copy(void)
{
	start(20000);
	is_int(copy("/tmp/x"), 0);
	is_int(copy("/tmp/y"), -1);
	is_string(call.error, "a copy is under way");
	is_true(asked(HV_FCOPY_START));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_WRITE));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_WRITE));
	guest_answer(&ch, HV_IC_DISK_FULL);
	is_true(guest_saw(&g, "\"op\":\"write\",\"status\":2147942512}"));
	is_true(guest_saw(&g, "\"op\":\"done\",\"status\":2147942512,\"name\":\"x\","
	                      "\"bytes\":6144}"));
	is_true(!guest_take(&ch));
	is_int(copy("/tmp/y"), 0); /* the next one starts from its beginning */
	is_true(asked(HV_FCOPY_START));
	guest_answer(&ch, HV_IC_OK);
	is_int(take_all(), 20000);
	guest_answer(&ch, HV_IC_FAIL);
	is_true(guest_saw(&g, "\"op\":\"complete\",\"status\":2147500037}"));
	is_true(guest_saw(&g, "\"status\":2147500037,\"name\":\"y\",\"bytes\":20000}"));
	stop();
}

static void cancel_waits_for_its_turn(void)
{
	start(20000);
	is_int(copy("/tmp/x"), 0);
	is_true(asked(HV_FCOPY_START));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_WRITE));
	is_int(run("fcopy cancel"), 0);
	{
		struct guest_channel now = ch;

		is_true(!guest_take(&now)); /* the guest has a packet to answer */
	}
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_CANCEL));
	is_int(guest_header(&ch)->size, 36);
	is_int(fcopy.fd >= 0, 1);
	guest_answer(&ch, HV_IC_FAIL); /* a guest may not even like that */
	is_true(guest_saw(&g, "\"op\":\"cancel\",\"status\":2147500037}"));
	is_true(guest_saw(&g, "\"op\":\"done\",\"status\":2147943623,\"name\":\"x\","
	                      "\"bytes\":6144,\"error\":\"cancelled\"}"));
	is_true(!guest_take(&ch));
	is_int(copy("/tmp/y"), 0);
	is_true(asked(HV_FCOPY_START));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_WRITE)); /* not a cancel left over */
	stop();
}

static void a_file_that_shrinks_is_cancelled(void)
{
	start(20000);
	is_int(copy("/tmp/x"), 0);
	is_true(asked(HV_FCOPY_START));
	is_int(truncate(file, 7000), 0);
	guest_answer(&ch, HV_IC_OK);
	is_int(take_all(), 7000);
	is_int(((const struct hv_fcopy_header *)guest_body(&ch))->op, HV_FCOPY_CANCEL);
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"op\":\"done\",\"status\":2147943623,\"name\":\"x\","
	                      "\"bytes\":7000,\"error\":\"the file became shorter\"}"));
	stop();
}

static void a_file_that_grows_is_copied_as_it_was(void)
{
	start(7000);
	is_int(copy("/tmp/x"), 0);
	is_true(asked(HV_FCOPY_START));
	write_file(20000);
	guest_answer(&ch, HV_IC_OK);
	is_int(take_all(), 7000);
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"op\":\"done\",\"status\":0,"));
	stop();
}

static void a_file_that_cannot_be_read_is_cancelled(void)
{
	start(7000);
	is_int(copy("/tmp/x"), 0);
	is_true(asked(HV_FCOPY_START));
	{
		AUTO_CLOSE int other = open(file, O_WRONLY); /* reading from it is EBADF */

		is_int(dup2(other, fcopy.fd), fcopy.fd);
	}
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_FCOPY_CANCEL));
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"bytes\":0,\"error\":\"the file cannot be read\"}"));
	stop();
}

static void a_guest_that_goes_away_ends_the_copy(void)
{
	start(20000);
	is_int(copy("/tmp/x"), 0);
	is_true(asked(HV_FCOPY_START));
	guest_close(&ch);
	is_true(guest_saw(&g, "\"op\":\"done\",\"status\":2147943623,\"name\":\"x\",\"bytes\":0,"
	                      "\"error\":\"the guest went away\"}"));
	is_int(fcopy.fd, -1);
	guest_open(&g, &ch, &fcopy.ic.device);
	guest_negotiate(&ch, 3, 1, 1);
	is_true(!guest_take(&ch));
	is_int(copy("/tmp/x"), 0);
	guest_forget(&g);
	is_int(guest_command(ic_commands, &g.bus, "negotiate fcopy 3.0 1.1", NULL), 0);
	is_true(asked(HV_FCOPY_START));
	guest_negotiate(&ch, 3, 1, 1);
	is_true(guest_saw(&g, "\"error\":\"the guest went away\"}"));
	is_int(fcopy.fd, -1);
	stop();
}

int main(void)
{
	static const struct tap_case cases[] = {
		TAP_CASE(offers_what_windows_offers),
		TAP_CASE(copies_files_of_any_size),
		TAP_CASE(names_and_paths_are_taken_apart),
		TAP_CASE(commands_that_make_no_sense_are_refused),
		TAP_CASE(a_write_that_fails_ends_the_copy),
		TAP_CASE(cancel_waits_for_its_turn),
		TAP_CASE(a_file_that_shrinks_is_cancelled),
		TAP_CASE(a_file_that_grows_is_copied_as_it_was),
		TAP_CASE(a_file_that_cannot_be_read_is_cancelled),
		TAP_CASE(a_guest_that_goes_away_ends_the_copy),
	};
	int rc = mkdtemp(folder) ? tap_run(cases, ARRAY_SIZE(cases)) : 1;

	rmdir(folder);
	return rc;
}
