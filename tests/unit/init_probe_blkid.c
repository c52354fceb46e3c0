// SPDX-License-Identifier: GPL-2.0-only
/*
 * The prober beside libblkid: images of each format with names of chance, whole, cut off, and with bytes
 * changed. What it says has to be what libblkid says, but for what differs() lists with its reason.
 * HVKIT_SEED and HVKIT_CHANGES (of each image) take it further.
 */
#include "init/probe.h"
#include "init_images.h"
#include <blkid/blkid.h>

struct verdict {
	int code; /* 0, 1, -EBADMSG, -ENOTUNIQ */
	char type[32], uuid[64], label[512], device[64];
};

static int image = -1; /* the file */
static uint64_t image_size;
static unsigned long compared, corrupt, apart, changes = 100;

static void ours(uint64_t size, struct verdict *v)
{
	const struct source source = { .size = size, .sector_size = 512, .fd = image };
	struct probe p;

	memset(v, 0, sizeof(*v));
	v->code = probe(&source, 0, &p);
	if (v->code != 0)
		return;
	strcpy(v->type, probe_name(p.type));
	strcpy(v->uuid, p.uuid);
	strcpy(v->label, p.label);
	strcpy(v->device, p.device_uuid);
}

static void value(blkid_probe pr, const char *name, char *ret, size_t size)
{
	const char *text = NULL;

	if (blkid_probe_lookup_value(pr, name, &text, NULL) == 0)
		snprintf(ret, size, "%s", text);
}

static void theirs(uint64_t size, struct verdict *v)
{
	blkid_probe pr = blkid_new_probe();

	memset(v, 0, sizeof(*v));
	is_true(pr && blkid_probe_set_device(pr, image, 0, (blkid_loff_t)size) == 0);
	blkid_probe_enable_superblocks(pr, 1);
	blkid_probe_enable_partitions(pr, 0);
	v->code = size == 0 ? 1 : blkid_do_safeprobe(pr);
	if (v->code == -2)
		v->code = -ENOTUNIQ;
	value(pr, "TYPE", v->type, sizeof(v->type));
	value(pr, "UUID", v->uuid, sizeof(v->uuid));
	value(pr, "LABEL", v->label, sizeof(v->label));
	value(pr, "UUID_SUB", v->device, sizeof(v->device));
	blkid_free_probe(pr);
}

static bool same(const struct verdict *a, const struct verdict *b)
{
	/* LVM's identifiers and RAID's names are nothing to mount by. */
	if (a->code == 0 && b->code == 0 &&
	    (strcmp(a->type, "LVM2_member") == 0 || strcmp(a->type, "linux_raid_member") == 0))
		return strcmp(a->type, b->type) == 0;
	return a->code == b->code && strcmp(a->type, b->type) == 0 &&
	       strcmp(a->uuid, b->uuid) == 0 && strcmp(a->label, b->label) == 0 &&
	       strcmp(a->device, b->device) == 0;
}

/* Marked as made for the ext4 that was still being written, which libblkid leaves to a driver for that. */
static bool is_for_ext4dev(void)
{
	uint8_t flags;

	return pread(image, &flags, 1, 1024 + 0x160) == 1 && flags & 4;
}

/* Why we may say something else: NULL, there is no reason. */
static const char *differs(const struct verdict *us, const struct verdict *them)
{
	if (us->code == -EBADMSG && (them->code == 0 || them->code == 1))
		return "we tell the corrupt from the absent, and check more";
	if (us->code == -EBADMSG && them->code == -1)
		return "to libblkid a FAT32 with a bad info sector is an error";
	if (us->code == 0 && them->code == 0 && strncmp(us->type, "ext", 3) == 0 &&
	    strcmp(us->uuid, them->uuid) == 0 && strncmp(them->type, "ext", 3) == 0)
		return "libblkid goes by the drivers of the kernel that runs, /init by what is there";
	if (strcmp(us->type, "ext4") == 0 && them->code == 1 && is_for_ext4dev())
		return "the kernel's ext4 takes what was made for ext4dev";
	if (strncmp(us->type, "ext", 3) == 0 && them->code == -ENOTUNIQ)
		return "libblkid knows Minix, whose two bytes of magic stand within ext's superblock";
	if (us->code == 1 && strcmp(them->type, "jbd") == 0)
		return "a journal of another device is nothing that /init could mount";
	if (us->code == 1 && strcmp(them->type, "crypto_LUKS") == 0)
		return "LUKS 2 without its first header is for cryptsetup to repair";
	return NULL;
}

static bool compare(const char *what, uint64_t size)
{
	struct verdict us, them;

	ours(size, &us);
	theirs(size, &them);
	compared++;
	corrupt += us.code == -EBADMSG;
	if (same(&us, &them))
		return true;
	apart++;
	if (differs(&us, &them))
		return true;
	tap_failed = true;
	printf("# %s, %llu bytes: we %d %s '%s' '%s' '%s', libblkid %d %s '%s' '%s' '%s'\n", what,
	       (unsigned long long)size, us.code, us.type, us.uuid, us.label, us.device, them.code,
	       them.type, them.uuid, them.label, them.device);
	return false;
}

static void cut_off(const char *what)
{
	static const uint64_t sizes[] = { 0,     1,       511,     512,           1024,
		                          1025,  1536,    2048,    4095,          4096,
		                          8192,  40959,   40960,   65536,         69631,
		                          69632, 1 << 20, 1474560, (1 << 20) - 1, 1474561 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (sizes[i] < image_size && !compare(what, sizes[i]))
			return;
}

/* Change one to four bytes of @len at @at, look, and put them back. */
static void change_bytes(const char *what, uint64_t at, size_t len, int times)
{
	uint8_t whole[4096], changed[4096];

	is_int(pread(image, whole, len, (off_t)at), len);
	for (int i = 0; i < times; i++) {
		char text[128];

		memcpy(changed, whole, len);
		for (uint64_t n = 1 + images_random(4); n > 0; n--) {
			const size_t place = images_random(len);

			changed[place] =
				(uint8_t)(images_random(2)
			                          ? images_random(256)
			                          : changed[place] ^ 1u << images_random(8));
		}
		is_int(pwrite(image, changed, len, (off_t)at), len);
		snprintf(text, sizeof(text), "%s, change %d at %llu", what, i,
		         (unsigned long long)at);
		if (!compare(text, image_size))
			break;
	}
	is_int(pwrite(image, whole, len, (off_t)at), len);
}

static const struct format {
	const char *type, *command; /* %u UUID, %s serial number, %l label */
	uint64_t size;
	unsigned int label;
	uint32_t at, len; /* superblock */
} formats[] = {
	{ "ext4", "mkfs.ext4 -q -F -U %u -L %l @i", 8 << 20, 16, 1024, 1024 },
	{ "ext4", "mkfs.ext4 -q -F -O ^metadata_csum -b 4096 -U %u -L %l @i", 8 << 20, 16, 1024,
	  512 },
	{ "ext3", "mkfs.ext3 -q -F -U %u -L %l @i", 8 << 20, 16, 1024, 512 },
	{ "ext2", "mkfs.ext2 -q -F -U %u -L %l @i", 4 << 20, 16, 1024, 512 },
	{ "xfs", "mkfs.xfs -q -f -m uuid=%u -L %l @i", 320 << 20, 12, 0, 512 },
	{ "xfs", "mkfs.xfs -q -f -m crc=0,uuid=%u -L %l @i", 320 << 20, 12, 0, 256 },
	{ "xfs", "mkfs.xfs -q -f -s size=4096 -m uuid=%u -L %l @i", 320 << 20, 12, 0, 4096 },
	{ "btrfs", "mkfs.btrfs -q -f -U %u -L %l @i", 128 << 20, 250, 65536, 4096 },
	{ "btrfs", "mkfs.btrfs -q -f --csum sha256 -U %u -L %l @i", 128 << 20, 250, 65536, 512 },
	{ "vfat", "mkfs.vfat -F 12 -i %s -n %l @i", 4 << 20, 11, 0, 512 },
	{ "vfat", "mkfs.vfat -F 16 -i %s -n %l @i", 32 << 20, 11, 0, 512 },
	{ "vfat", "mkfs.vfat -F 32 -i %s -n %l @i", 64 << 20, 11, 0, 1024 },
	{ "vfat", "mkfs.vfat -F 32 -S 4096 -i %s @i", 512 << 20, 0, 0, 512 },
	{ "erofs", "mkfs.erofs -U %u @i @d", 0, 0, 1024, 3072 },
	{ "squashfs", "mksquashfs @d @i -noappend -quiet", 0, 0, 0, 96 },
	{ "swap", "mkswap -q -U %u -L %l @i", 1 << 20, 15, 1024, 3072 },
	{ "swap", "mkswap -q -p 65536 -U %u -L %l @i", 2 << 20, 15, 1024, 512 },
	{ "DM_verity_hash", "veritysetup format @i @h --uuid %u", 1 << 20, 0, 0, 512 },
};

/* The command with its names filled in, which are to come out again. */
static void fill_in(const struct format *f, char *command, size_t size, struct verdict *want)
{
	char uuid[37];
	size_t n = 0;

	images_uuid(uuid);
	for (const char *c = f->command; *c && n < size - 300; c++) {
		if (*c != '%') {
			command[n++] = *c;
			continue;
		}
		switch (*++c) {
		case 'l':
			images_label(want->label, f->label);
			n += (size_t)sprintf(command + n, "%s", want->label);
			break;
		case 's':
			n += (size_t)sprintf(command + n, "%.8s", uuid);
			for (int i = 0, k = 0; i < 8; i++) {
				want->uuid[k++] = (char)(uuid[i] >= 'a' ? uuid[i] - 32 : uuid[i]);
				if (i == 3)
					want->uuid[k++] = '-';
			}
			break;
		default:
			n += (size_t)sprintf(command + n, "%s", uuid);
			strcpy(want->uuid, uuid);
		}
	}
	command[n] = '\0';
}

static bool make_image(const struct format *f, struct verdict *want)
{
	char command[1024], path[128];

	memset(want, 0, sizeof(*want));
	fill_in(f, command, sizeof(command), want);
	close(images_file("i", f->size));
	if (images_run(command) != 0)
		return false;
	snprintf(path, sizeof(path), "%s/%s", images_path, strstr(command, "@h") ? "h" : "i");
	image = open(path, O_RDWR | O_CLOEXEC);
	image_size = (uint64_t)lseek(image, 0, SEEK_END);
	return image >= 0;
}

static void try_format(const struct format *f)
{
	struct verdict want, got;

	is_true(make_image(f, &want));
	if (tap_failed)
		return;
	ours(image_size, &got);
	is_int(got.code, 0);
	is_string(got.type, f->type);
	is_string(got.uuid, want.uuid);
	is_string(got.label, want.label);
	compare(f->command, image_size);
	cut_off(f->command);
	change_bytes(f->command, f->at, f->len, (int)changes);
	close(image);
}

static void agrees_on_what_mkfs_makes(void)
{
	const char *times = getenv("HVKIT_CHANGES");
	char path[128];

	changes = times ? strtoul(times, NULL, 0) : changes;
	images_begin();
	snprintf(path, sizeof(path), "%s/d", images_path);
	is_int(mkdir(path, 0755), 0);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		try_format(&formats[i]);
	images_end();
	printf("# %lu verdicts compared, %lu corrupt, %lu for which differs() has a reason\n",
	       compared, corrupt, apart);
	is_true(compared > 15 * changes && corrupt > 5 * changes);
}

static void agrees_on_several_devices(void)
{
	struct verdict a, b;

	images_begin();
	close(images_file("i", 128 << 20));
	close(images_file("j", 128 << 20));
	is_int(images_run("mkfs.btrfs -q -f -L two @i @j"), 0);
	for (const char *name = "ij"; *name; name++) {
		const struct source source = { .size = 128 << 20, .sector_size = 512 };
		struct source s = source;
		struct probe p;
		char path[128];

		snprintf(path, sizeof(path), "%s/%c", images_path, *name);
		s.fd = image = open(path, O_RDWR | O_CLOEXEC);
		compare("btrfs of two devices", 128 << 20);
		ours(128 << 20, *name == 'i' ? &a : &b);
		is_int(probe(&s, 0, &p), 0);
		is_int(p.n_devices, 2);
		is_int(p.device_id, *name == 'i' ? 1 : 2);
		close(image);
	}
	is_string(a.uuid, b.uuid);
	is_true(strcmp(a.device, b.device) != 0);
	images_end();
}

/* Put bytes @from to @to of the image @name over those of the one that is open. */
static void overlay(const char *name, off_t from, off_t to)
{
	char path[128], bytes[8192];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", images_path, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	is_int(pread(fd, bytes, (size_t)(to - from), from), to - from);
	is_int(pwrite(image, bytes, (size_t)(to - from), from), to - from);
	close(fd);
}

/* Superblocks of two formats on one device, as a mkfs that does not wipe leaves them. */
static void agrees_on_the_ambivalent(void)
{
	struct verdict v;

	images_begin();
	image = images_file("i", 320 << 20);
	is_int(images_run("mkfs.xfs -q -f @i"), 0);
	close(images_file("j", 320 << 20));
	is_int(images_run("mkswap -q @j"), 0);
	overlay("j", 1024, 4096);
	ours(320 << 20, &v);
	is_int(v.code, -ENOTUNIQ);
	compare("swap over XFS", 320 << 20);
	close(images_file("k", 320 << 20));
	is_int(images_run("mkfs.btrfs -q -f @k"), 0);
	overlay("k", 0, 4096);
	overlay("k", 65536, 65536 + 4096);
	ours(320 << 20, &v);
	is_string(v.type, "btrfs");
	compare("btrfs over both", 320 << 20);
	overlay("j", 1024, 4096);
	ours(320 << 20, &v);
	is_int(v.code, -ENOTUNIQ);
	compare("swap over btrfs", 320 << 20);
	close(image);
	images_end();
}

static void agrees_on_luks(void)
{
	static const char *const commands[] = {
		"cryptsetup luksFormat --type luks2 -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "
		"--key-file /etc/os-release @i",
		"cryptsetup luksFormat --type luks1 -q --pbkdf-force-iterations 1000 "
		"--key-file /etc/os-release @i",
	};

	images_begin();
	for (int i = 0; i < 2; i++) {
		image = images_file("i", 32 << 20);
		image_size = 32 << 20;
		is_int(images_run(commands[i]), 0);
		compare(commands[i], image_size);
		change_bytes(commands[i], 0, 8, 100);
		close(image);
	}
	images_end();
}

static void agrees_on_raid_and_lvm(void)
{
	/* metadata 1.x: magic, version 1, where it stands; and LVM2's label with its sum */
	static const uint64_t places[] = { 0, 4096, (16 << 20) - 8192 };
	uint8_t s[512] = { 0xfc, 0x4e, 0x2b, 0xa9, 1, [16] = 1, 2, 3 };
	struct verdict v;

	images_begin();
	image_size = 16 << 20;
	for (int i = 0; i < 3; i++) {
		const uint64_t sector = places[i] / 512;

		image = images_file("i", image_size);
		is_int(images_run("mkfs.ext4 -q -F @i"), 0);
		memcpy(s + 144, &sector, sizeof(sector));
		is_int(pwrite(image, s, 256, (off_t)places[i]), 256);
		ours(image_size, &v);
		is_string(v.type, "linux_raid_member");
		compare("RAID member", image_size);
		close(image);
	}
	images_end();
}

TAP_MAIN(TAP_CASE(agrees_on_what_mkfs_makes), TAP_CASE(agrees_on_several_devices),
         TAP_CASE(agrees_on_the_ambivalent), TAP_CASE(agrees_on_luks),
         TAP_CASE(agrees_on_raid_and_lvm))
