// SPDX-License-Identifier: GPL-2.0-only
#include "init/glob.h"
#include "init/modindex.h"
#include "tap.h"

#define TEXT(text)                 \
	{                          \
		text, strlen(text) \
	}

static bool glob(const char *pattern, const char *text)
{
	return glob_match(pattern, strlen(pattern), text);
}

static void matches_patterns(void)
{
	is_true(glob("pci:v*d*sv*sd*bc01sc08i02*",
	             "pci:v00001414d0000B111sv00001414sd00000000bc01sc08i02"));
	is_true(!glob("pci:v*bc01sc08i02*", "pci:v00001414bc01sc06i01"));
	is_true(glob("a*b*c", "aXbXbc") && !glob("a*b*c", "aXbXb"));
	is_true(glob("[0-9a-f]?[!x]", "e!y") && !glob("[0-9a-f]?[!x]", "g!y") &&
	        !glob("[^x]", "x"));
	is_true(glob("a-b_c", "a_b-c") && !glob("[a", "a") && glob("[]]", "]") && !glob("", "a") &&
	        glob("*", ""));
}

static void bounded_by_the_lengths(void)
{
	char text[2001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is_true(!glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
}

static const struct modindex index_ = {
	.dep = TEXT(
		"kernel/drivers/scsi/sd_mod.ko.xz: kernel/scsi_mod.ko.xz kernel/scsi_common.ko.xz\n"
		"kernel/scsi_mod.ko.xz: kernel/scsi_common.ko.xz\nkernel/nvme-core.ko:\n"),
	.alias = TEXT(
		"# Aliases\nalias scsi:t-0x00* sd_mod\nalias fs-xfs xfs\nalias scsi:t* sg\nalias x\n"),
	.softdep = TEXT("softdep sd-mod pre: a post: b c\n"),
	.builtin = TEXT("kernel/fs/ext4/ext4.ko\n"),
};

static void finds_modules_by_either_name(void)
{
	struct piece path, needs, word;

	is_true(modindex_find(&index_, piece_of("sd-mod"), &path, &needs));
	is_int(path.len, strlen("kernel/drivers/scsi/sd_mod.ko.xz"));
	is_true(piece_word(&needs, &word) &&
	        piece_is_name(modindex_name(word), piece_of("scsi-mod")));
	is_true(piece_word(&needs, &word) && !piece_word(&needs, &word));
	is_true(modindex_find(&index_, piece_of("nvme_core"), &path, &needs));
	is_true(!piece_word(&needs, &word));
	is_true(!modindex_find(&index_, piece_of("ext4"), &path, &needs));
	is_true(modindex_is_builtin(&index_, piece_of("ext4")) &&
	        !modindex_is_builtin(&index_, piece_of("ext")));
}

static void finds_all_of_an_alias(void)
{
	struct piece name;
	size_t at = 0;

	is_true(modindex_alias(&index_, "scsi:t-0x00", &at, &name) &&
	        piece_is_name(name, piece_of("sd_mod")));
	is_true(modindex_alias(&index_, "scsi:t-0x00", &at, &name) &&
	        piece_is_name(name, piece_of("sg")));
	is_true(!modindex_alias(&index_, "scsi:t-0x00", &at, &name));
	at = 0;
	is_true(modindex_alias(&index_, "fs-xfs", &at, &name) &&
	        !modindex_alias(&index_, "x", &at, &name));
}

static void finds_soft_dependencies(void)
{
	struct piece words, word;

	is_true(modindex_softdep(&index_, piece_of("sd_mod"), &words));
	is_true(piece_word(&words, &word) && word.len == 4 && memcmp(word.at, "pre:", 4) == 0);
	is_true(!modindex_softdep(&index_, piece_of("a"), &words));
}

TAP_MAIN(TAP_CASE(matches_patterns), TAP_CASE(bounded_by_the_lengths),
         TAP_CASE(finds_modules_by_either_name), TAP_CASE(finds_all_of_an_alias),
         TAP_CASE(finds_soft_dependencies))
