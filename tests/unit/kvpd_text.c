// SPDX-License-Identifier: GPL-2.0-only
/* Lines of files, lists, limits, os-release. */
#include "kvpd/limit.h"
#include "kvpd/list.h"
#include "kvpd/osrelease.h"
#include "kvpd_format.h"
#include "kvpd_inject_fixture.h"
#include "lines.h"
#include "tap.h"
#include <sys/utsname.h>

static void lines(void)
{
	struct lines l;
	struct fixture f;
	char text[2048];

	fixture_begin(&f);
	memset(text, 'x', sizeof(text));
	text[1500] = '\0';
	fixture_format(&f, "a/b", "one\n\n%.511s\n%s\n%.512s\nlast", text, text, text);
	is_int(lines_open(&l, f.root, "a/b"), 0);
	is_string(lines_next(&l), "one");
	is_string(lines_next(&l), "");
	/* 510 characters and their end are the longest; longer ones are stepped over. */
	is_string(lines_next(&l), "last");
	is_int(l.skipped, 3);
	is_true(lines_next(&l) == NULL && lines_next(&l) == NULL);
	lines_close(&l);
	fixture_format(&f, "a/b", "%.510s\nnext\n", text);
	is_int(lines_open(&l, f.root, "a/b"), 0);
	is_int(strlen(lines_next(&l)), 510);
	is_string(lines_next(&l), "next");
	is_true(lines_next(&l) == NULL);
	lines_close(&l);
	is_int(lines_open(&l, f.root, "a"), -EINVAL);
	lines_close(&l);
	is_int(mkfifoat(f.root, "pipe", 0600), 0);
	is_int(lines_open(&l, f.root, "pipe"), -EINVAL);
	lines_close(&l);
	is_int(lines_open(&l, f.root, "none"), -ENOENT);
	is_true(lines_next(&l) == NULL);
	lines_close(&l);
	fixture_end(&f);
}

static void values(void)
{
	static const char *const cases[][3] = {
		{ "NAME=plain", "NAME", "plain" },
		{ "NAME=\"a b\"", "NAME", "a b" },
		{ "NAME='a \\\"b'", "NAME", "a \\\"b" },
		{ "NAME=\"a \\\"b\\\\\"", "NAME", "a \"b\\" },
		{ "NAME=", "NAME", "" },
		{ "NAME=\"open", "NAME", "open" },
		{ "NAME=end\\", "NAME", "end\\" },
		{ "NAMES=x", "NAME", NULL },
		{ " NAME=x", "NAME", NULL },
		{ "NAM", "NAME", NULL },
		{ "NAME", "NAME", NULL },
	};
	char line[64];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		strcpy(line, cases[i][0]);
		if (cases[i][2])
			is_string(line_value(line, cases[i][1]), cases[i][2]);
		else
			is_true(line_value(line, cases[i][1]) == NULL);
	}
}

static void lists(void)
{
	struct list list;
	char text[16];

	list_begin(&list, text, sizeof(text));
	is_true(list_add(&list, "10.0.0.1") && list_add(&list, "") && list_add(&list, "a;b") &&
	        list_add(&list, "a b"));
	is_string(text, "10.0.0.1");
	is_true(list_add_new(&list, "10.0.0.1") && list_add_new(&list, "0.0.1"));
	is_string(text, "10.0.0.1;0.0.1");
	is_true(!list_add(&list, "x")); /* 14 and 2 and the NUL */
	is_string(text, "10.0.0.1;0.0.1");
	is_true(list_has(&list, "0.0.1") && !list_has(&list, "0.0") && !list_has(&list, ""));
	list_begin(&list, text, 1);
	is_true(!list_add(&list, "x"));
}

static void limits(void)
{
	char text[64] = "aä中😀";

	is_int(limit_text(text, 5, sizeof(text)), 0);
	is_int(limit_text(text, 4, sizeof(text)), 1); /* not through the pair of the last */
	is_string(text, "aä中");
	is_int(limit_text(text, 10, 6), 1);
	is_string(text, "aä");
	is_int(limit_text(text, 10, 4), 0);
	strcpy(text, "a\xe4\xb8");
	is_int(limit_text(text, 10, sizeof(text)), -EILSEQ);
	strcpy(text, "\xed\xa0\x80"); /* half a pair */
	is_int(limit_text(text, 10, sizeof(text)), -EILSEQ);
	strcpy(text, "abc\xff"); /* also behind the cut */
	is_int(limit_text(text, 2, sizeof(text)), -EILSEQ);
	strcpy(text, "");
	is_int(limit_text(text, 0, sizeof(text)), 0);
}

static void is_os(const struct fixture *f, const char *name, const char *major, const char *minor)
{
	struct osrelease os;

	osrelease_read(f->root, &os);
	is_string(os.name, name);
	is_string(os.major, major);
	is_string(os.minor, minor);
}

static void osreleases(void)
{
	struct fixture f;
	struct utsname u;
	char major[sizeof(u.release)];

	fixture_begin(&f);
	is_int(uname(&u), 0);
	strcpy(major, u.release);
	major[strcspn(major, ".")] = '\0';
	u.release[strspn(u.release, "0123456789.")] = '\0';
	strtok(u.release, ".");
	is_os(&f, u.sysname, major, strtok(NULL, "."));
	fixture_write(&f, "usr/lib/os-release",
	              "# a comment\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
	is_os(&f, "Debian GNU/Linux", "12", "0");
	fixture_write(&f, "etc/debian_version", "12.5\n");
	is_os(&f, "Debian GNU/Linux", "12", "5");
	fixture_write(&f, "etc/debian_version", "trixie/sid\n");
	is_os(&f, "Debian GNU/Linux", "12", "0");
	fixture_write(&f, "etc/os-release", "NAME=Ubuntu\nPRETTY_NAME=x\nVERSION_ID=\"24.04\"\n");
	is_os(&f, "Ubuntu", "24", "04");
	fixture_write(&f, "etc/os-release", "NAME='Arch Linux'\nBUILD_ID=rolling\n");
	is_os(&f, "Arch Linux", "", "");
	fixture_format(&f, "etc/os-release", "VERSION_ID=15.6\nNAME=%0200d\n", 1);
	is_os(&f, "", "15", "6"); /* no cut name */
	fixture_write(&f, "etc/os-release", "");
	is_os(&f, "Linux", "", "");
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(lines), TAP_CASE(values), TAP_CASE(lists), TAP_CASE(limits), TAP_CASE(osreleases))
