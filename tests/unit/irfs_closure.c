// SPDX-License-Identifier: GPL-2.0-only
/* Depmod's texts, and what a module needs by them; patterns; the cost model. */
#include "closure.h"
#include "model.h"
#include "pattern.h"
#include "profile.h"
#include "tap.h"
#include <errno.h>

static struct fault fault;

static const char dep[] =
	"kernel/fs/xfs.ko.xz: kernel/lib/libcrc32c.ko.xz\n"
	"kernel/lib/libcrc32c.ko.xz:\n"
	"kernel/crypto/crc32c-intel.ko.xz:\n"
	"kernel/scsi/hv_storvsc.ko: kernel/scsi/fc.ko kernel/scsi/scsi_mod.ko kernel/hv/hv_vmbus.ko\n"
	"kernel/scsi/fc.ko: kernel/scsi/scsi_mod.ko\n"
	"kernel/scsi/scsi_mod.ko:\n"
	"kernel/hv/hv_vmbus.ko:\n"
	"kernel/scsi/sd_mod.ko: kernel/scsi/scsi_mod.ko\n"
	"kernel/a.ko:\nkernel/b.ko:\n"
	"kernel/loop1.ko: kernel/loop2.ko\nkernel/loop2.ko: kernel/loop1.ko\n"
	"kernel/torn.ko: kernel/gone.ko\n";
static const char alias[] = "# Aliases\nalias fs-xfs xfs\nalias crc32c crc32c_intel\n"
			    "alias vmbus:d96361baa104294db60572e2ffb1dc7f hv_storvsc\n"
			    "alias scsi:t-0x00* sd_mod\nalias acpi*:VMBUS:* hv_vmbus\n";
static const char softdep[] =
	"softdep libcrc32c pre: crc32c\nsoftdep a post: b\nsoftdep b pre: a\n";
static const char builtin[] = "kernel/drivers/nvme/host/nvme.ko\nkernel/fs/ext4/ext4.ko\n";
static const char modinfo[] = "ext4.alias=fs-ext4\0ext4.license=GPL\0ext4.alias=fs-ext3";

static void read_all(struct modules *m)
{
	is_int(modules_parse_dep(m, dep, sizeof(dep) - 1, &fault), 0);
	is_int(modules_parse_alias(m, alias, sizeof(alias) - 1, &fault), 0);
	is_int(modules_parse_softdep(m, softdep, sizeof(softdep) - 1, &fault), 0);
	is_int(modules_parse_builtin(m, builtin, sizeof(builtin) - 1, &fault), 0);
	is_int(modules_parse_builtin_modinfo(m, modinfo, sizeof(modinfo), &fault), 0);
}

/* The names in order, parted by blanks. */
static const char *names(const struct closure *c)
{
	static char text[512];

	text[0] = '\0';
	for (size_t i = 0; i < c->n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, c->items[i].module->name);
	}
	return text;
}

static int ask(struct closure *c, const struct modules *m, const char *name)
{
	const struct closure_want want = { name, "asked", false };

	return closure_add(c, m, &want, &fault);
}

static void needs_come_first(void)
{
	AUTO_MODULES struct modules m = { 0 };
	AUTO_CLOSURE struct closure c = { 0 };

	read_all(&m);
	is_int(ask(&c, &m, "hv-storvsc"), 0);
	is_int(ask(&c, &m, "sd_mod"), 0);
	is_string(names(&c), "hv_vmbus scsi_mod fc hv_storvsc sd_mod");
	is_string(closure_find(&c, "fc")->reason, "dependency of hv_storvsc");
	is_int(closure_find(&c, "hv_storvsc")->why, CLOSURE_ASKED);
}

static void softdeps_by_alias(void)
{
	AUTO_MODULES struct modules m = { 0 };
	AUTO_CLOSURE struct closure c = { 0 };

	read_all(&m);
	is_int(profile_add(&c, &m, "xfs,ext4", true, &fault), 0);
	is_string(names(&c), "crc32c_intel libcrc32c xfs ext4");
	is_string(closure_find(&c, "crc32c_intel")->reason, "softdep of libcrc32c");
	is_true(closure_find(&c, "ext4")->module->builtin);
}

static void softdeps_in_a_circle(void)
{
	AUTO_MODULES struct modules m = { 0 };
	AUTO_CLOSURE struct closure c = { 0 };

	read_all(&m);
	is_int(ask(&c, &m, "b"), 0);
	is_string(names(&c), "a b");
}

static void what_cannot_be(void)
{
	AUTO_MODULES struct modules m = { 0 };
	AUTO_CLOSURE struct closure c = { 0 };

	read_all(&m);
	is_int(ask(&c, &m, "loop1"), -ELOOP);
	is_int(ask(&c, &m, "torn"), -EBADMSG);
	is_true(strstr(fault.text, "kernel/gone.ko") != NULL);
	is_int(ask(&c, &m, "nowhere"), -ENOENT);
	is_true(strstr(fault.text, "nowhere") != NULL);
	is_int(profile_add(&c, &m, "storage,", false, &fault), 0);
	is_int(profile_add(&c, &m, "nothing", false, &fault), -EINVAL);
	is_true(strstr(fault.text, "storage, nvme") != NULL);
	is_int(profile_add(&c, &m, "net", false, &fault), -ENOENT);
}

static void lines_that_are_none(void)
{
	static const struct {
		int (*parse)(struct modules *m, const char *text, size_t len, struct fault *fault);
		const char *text, *word;
	} cases[] = {
		{ modules_parse_dep, "a.ko:\nno colon\n", "line 2" },
		{ modules_parse_alias, "# x\n\nalias only\n", "line 3" },
		{ modules_parse_softdep, "softdep\n", "line 1" },
		{ modules_parse_builtin, "kernel/\n", "line 1" },
		{ modules_parse_builtin_modinfo, "nothing", "line 1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_MODULES struct modules m = { 0 };

		is_int(cases[i].parse(&m, cases[i].text, strlen(cases[i].text), &fault), -EINVAL);
		is_true(strstr(fault.text, cases[i].word) != NULL);
	}
}

static void patterns(void)
{
	static const struct {
		const char *pattern, *text;
		bool same;
	} cases[] = {
		{ "scsi:t-0x00*", "scsi:t-0x00", true },
		{ "scsi:t-0x00*", "scsi:t-0x0", false },
		{ "acpi*:VMBUS:*", "acpi:VMBUS:VMBus:", true },
		{ "pci:v*d*sv*sd*bc01sc08i02*", "pci:v00001414d0000B111sv1sd2bc01sc08i02", true },
		{ "pci:v*d*sv*sd*bc01sc08i02*", "pci:v00001414d0000B111sv1sd2bc02sc00i00", false },
		{ "a[0-3b]c", "a2c", true },
		{ "a[0-3b]c", "abc", true },
		{ "a[^0-3]c", "a2c", false },
		{ "a[", "a[", true },
		{ "crypto-crc32c", "crypto_crc32c", true },
		{ "?", "", false },
		{ "*", "", true },
		{ "a**b*?c", "axxbyzc", true },
		{ "", "x", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(pattern_match(cases[i].pattern, cases[i].text), cases[i].same);
		if (pattern_match(cases[i].pattern, cases[i].text) != cases[i].same)
			printf("# %s %s\n", cases[i].pattern, cases[i].text);
	}
}

/* What fnmatch() takes hours for. */
static void patterns_end_soon(void)
{
	char pattern[2 * 200 + 2] = "", text[201];

	for (int i = 0; i < 200; i++)
		strcat(pattern, "*a");
	strcat(pattern, "b");
	memset(text, 'a', 200);
	text[200] = '\0';
	is_true(!pattern_match(pattern, text));
}

static void costs(void)
{
	const struct model_choice none = { NULL, .packed = 1400000, .unpacked = 1400000 };
	const struct model_choice zstd = { &codec_zstd, .packed = 270000, .unpacked = 1400000 };
	const struct model_choice xz = { &codec_xz, .packed = 240000, .unpacked = 1400000 };
	struct model_choice a = zstd, b = xz, c = none;

	a.cost_us = model_cost_us(&a, 10);
	b.cost_us = model_cost_us(&b, 10);
	c.cost_us = model_cost_us(&c, 10);
	is_int(a.cost_us, 27000 + 1400000 * 132 / 30000);
	is_true(model_better(&a, &b, MODEL_SPEED) && !model_better(&b, &a, MODEL_SPEED));
	is_true(model_better(&b, &a, MODEL_SIZE));
	is_true(model_better(&a, &c, MODEL_SPEED));
	/* from memory nothing is worth its unpacking */
	a.cost_us = model_cost_us(&a, 10000);
	c.cost_us = model_cost_us(&c, 10000);
	is_true(model_better(&c, &a, MODEL_SPEED));
}

TAP_MAIN(TAP_CASE(needs_come_first), TAP_CASE(softdeps_by_alias), TAP_CASE(softdeps_in_a_circle),
         TAP_CASE(what_cannot_be), TAP_CASE(lines_that_are_none), TAP_CASE(patterns),
         TAP_CASE(patterns_end_soon), TAP_CASE(costs))
