// SPDX-License-Identifier: GPL-2.0-only
#include "init/rootspec.h"
#include "tap.h"
#include <errno.h>

static struct root_spec spec;

static int parse(const char *text)
{
	memset(&spec, 0xff, sizeof(spec));
	return root_spec_parse(text, &spec);
}

static void knows_each_kind(void)
{
	static const struct {
		const char *text, *value;
		enum root_kind kind;
	} cases[] = {
		{ "/dev/sda1", "sda1", ROOT_DEVICE },
		{ "nvme0n1p2", "nvme0n1p2", ROOT_DEVICE },
		{ "block:/dev/sdb", "sdb", ROOT_DEVICE },
		{ "UUID=1-2", "1-2", ROOT_UUID },
		{ "LABEL=a b", "a b", ROOT_LABEL },
		{ "LABEL=\"a b\"", "a b", ROOT_LABEL },
		{ "PARTUUID=x", "x", ROOT_PARTUUID },
		{ "PARTLABEL=EFI=1", "EFI=1", ROOT_PARTLABEL },
		{ "/dev/disk/by-uuid/1-2", "1-2", ROOT_UUID },
		{ "/dev/disk/by-label/a\\x20b\\x2fc", "a b/c", ROOT_LABEL },
		{ "/dev/disk/by-partuuid/x", "x", ROOT_PARTUUID },
		{ "/dev/disk/by-partlabel/x\\x", "x\\x", ROOT_PARTLABEL },
		{ "gpt-auto", "gpt-auto", ROOT_AUTO },
		{ "/dev/gpt-auto", "gpt-auto", ROOT_AUTO },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(parse(cases[i].text), 0);
		is_int(spec.kind, cases[i].kind);
		is_string(spec.value, cases[i].value);
	}
}

static void knows_the_partition_of_a_name(void)
{
	is_int(parse("/dev/sda12"), 0);
	is_int(spec.part, 12);
	is_int(parse("/dev/nvme0n1"), 0);
	is_int(spec.part, 0);
	is_int(parse("/dev/nvme0n1p3"), 0);
	is_int(spec.part, 3);
	is_int(parse("/dev/disk/azure/root-part1"), 0);
	is_int(spec.kind, ROOT_AZURE);
	is_int(spec.part, 1);
	is_int(parse("/dev/disk/azure/os"), 0);
	is_int(spec.part, 0);
}

static void reads_numbers(void)
{
	is_int(parse("259:3"), 0);
	is_int(spec.kind, ROOT_NUMBER);
	is_int(spec.major, 259);
	is_int(spec.minor, 3);
	is_int(parse("PARTUUID=a-b/PARTNROFF=-2"), 0);
	is_string(spec.value, "a-b");
	is_int(spec.offset, -2);
}

static void refuses_what_it_cannot(void)
{
	static const char *const wrong[] = { "",
		                             "UUID=",
		                             "/dev/",
		                             "ID=foo",
		                             "/dev/../sda",
		                             "PARTUUID=a/PARTNROFF=x",
		                             "LABEL=\"\"",
		                             "/dev/disk/azure/osx",
		                             "PARTUUID=a/PARTNROFF=999" };
	static const char *const others[] = { "/dev/mapper/vg-root", "/dev/vg/root",
		                              "host:/export",        "nfs",
		                              "//host/share",        "nbd:host:1" };
	char text[300];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int(parse(wrong[i]), -EINVAL);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		is_int(parse(others[i]), -EOPNOTSUPP);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is_int(parse(text), -ENAMETOOLONG);
}

TAP_MAIN(TAP_CASE(knows_each_kind), TAP_CASE(knows_the_partition_of_a_name),
         TAP_CASE(reads_numbers), TAP_CASE(refuses_what_it_cannot))
