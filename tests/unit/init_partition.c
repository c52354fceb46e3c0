// SPDX-License-Identifier: GPL-2.0-only
/*
 * Partition tables as sfdisk makes them, read as libblkid reads them: whole, with bytes changed, and with the
 * primary GPT gone. What libblkid sees differently differs() lists with its reason.
 */
#include "init/crc.h"
#include "init/partition.h"
#include "init_images.h"
#include <blkid/blkid.h>

enum { MAX = 300, SIZE = 64 << 20 };

struct table {
	int code, n;
	struct partition list[MAX];
};

static struct table us, them;
static int image = -1;
static unsigned long compared, apart;

static int take(void *ctx, const struct partition *p)
{
	struct table *t = ctx;

	if (t->n < MAX)
		t->list[t->n++] = *p;
	return 0;
}

static void ours(struct table *t)
{
	const struct source source = { .size = SIZE, .sector_size = 512, .fd = image };

	t->n = 0;
	t->code = partition_walk(&source, take, t);
}

static void take_theirs(struct table *t, blkid_partition p, bool gpt)
{
	struct partition *to = &t->list[t->n++];
	const char *text;

	memset(to, 0, sizeof(*to));
	to->number = (unsigned int)blkid_partition_get_partno(p);
	to->start = (uint64_t)blkid_partition_get_start(p) * 512;
	to->size = (uint64_t)blkid_partition_get_size(p) * 512;
	text = blkid_partition_get_uuid(p);
	snprintf(to->uuid, sizeof(to->uuid), "%s", text ? text : "");
	text = blkid_partition_get_name(p);
	snprintf(to->name, sizeof(to->name), "%s", text ? text : "");
	text = blkid_partition_get_type_string(p);
	if (gpt)
		snprintf(to->type, sizeof(to->type), "%s", text ? text : "");
	else
		snprintf(to->type, sizeof(to->type), "0x%02x", blkid_partition_get_type(p));
}

static void theirs(struct table *t)
{
	blkid_probe pr = blkid_new_probe();
	blkid_partlist list;
	blkid_parttable table = NULL;

	t->n = 0;
	is_true(pr && blkid_probe_set_device(pr, image, 0, SIZE) == 0);
	blkid_probe_enable_superblocks(pr, 0);
	blkid_probe_enable_partitions(pr, 1);
	list = blkid_probe_get_partitions(pr);
	if (list)
		table = blkid_partlist_get_table(list);
	t->code = table ? 0 : -ENODATA;
	for (int i = 0; table && i < blkid_partlist_numof_partitions(list) && t->n < MAX; i++)
		take_theirs(t, blkid_partlist_get_partition(list, i),
		            strcmp(blkid_parttable_get_type(table), "gpt") == 0);
	blkid_free_probe(pr);
}

/* They tell a logical partition before the next primary one. */
static int by_number(const void *a, const void *b)
{
	const struct partition *p = a, *q = b;

	return (p->number > q->number) - (p->number < q->number);
}

static bool same(void)
{
	if (us.code != them.code || us.n != them.n)
		return false;
	qsort(them.list, (size_t)them.n, sizeof(them.list[0]), by_number);
	for (int i = 0; i < us.n; i++) {
		const struct partition *p = &us.list[i], *q = &them.list[i];

		if (p->number != q->number || p->start != q->start || p->size != q->size ||
		    strcmp(p->uuid, q->uuid) != 0 || strcmp(p->type, q->type) != 0 ||
		    strcmp(p->name, q->name) != 0)
			return false;
	}
	return true;
}

static bool reaches_beyond(const struct table *t)
{
	for (int i = 0; i < t->n; i++)
		if (t->list[i].start + t->list[i].size > SIZE)
			return true;
	return false;
}

static bool has_twins(const struct table *t)
{
	for (int i = 0; i < t->n; i++)
		for (int k = 0; k < i; k++)
			if (t->list[i].start == t->list[k].start)
				return true;
	return false;
}

static const char *differs(void)
{
	const bool gpt = us.n > 0 && us.list[0].type[0] != '0';

	if (us.code == -EBADMSG && (them.code == -ENODATA || them.n == 0))
		return "we tell a damaged GPT from none";
	if (us.code == 0 && them.code != 0 && us.n == 0)
		return "an MBR without partitions";
	if (!gpt && us.code == 0 && strncmp(us.list[0].uuid, "00000000", 8) == 0)
		return "the kernel takes zero for a disk's number, libblkid for none";
	if (!gpt && us.code == 0 && reaches_beyond(&us))
		return "libblkid takes an MBR with a partition beyond the disk for none, the kernel cuts that off";
	if (!gpt && us.code == 0 && has_twins(&us))
		return "libblkid leaves out a logical partition that begins where another does";
	if (us.code == -EBADMSG && them.code == 0)
		return "the kernel takes no table with a protective entry for an MBR";
	return NULL;
}

static void show(const char *what)
{
	printf("# %s: we %d, %d partitions; libblkid %d, %d\n", what, us.code, us.n, them.code,
	       them.n);
	for (int i = 0; i < us.n || i < them.n; i++)
		printf("#   %u %s '%s' %s %llu | %u %s '%s' %s %llu\n", us.list[i].number,
		       us.list[i].uuid, us.list[i].name, us.list[i].type,
		       (unsigned long long)us.list[i].start, them.list[i].number, them.list[i].uuid,
		       them.list[i].name, them.list[i].type,
		       (unsigned long long)them.list[i].start);
}

static bool compare(const char *what, bool exactly)
{
	memset(us.list, 0, 8 * sizeof(us.list[0]));
	memset(them.list, 0, 8 * sizeof(them.list[0]));
	ours(&us);
	theirs(&them);
	compared++;
	if (same())
		return true;
	apart++;
	if (!exactly && differs())
		return true;
	tap_failed = true;
	show(what);
	return false;
}

static void sfdisk(const char *script)
{
	char path[128], command[64] = "sh -c @c";
	FILE *f;

	snprintf(path, sizeof(path), "%s/script", images_path);
	f = fopen(path, "w");
	fputs(script, f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/c", images_path);
	f = fopen(path, "w");
	fprintf(f, "exec sfdisk -q --no-reread --no-tell-kernel %s/i < %s/script\n", images_path,
	        images_path);
	fclose(f);
	close(image);
	image = images_file("i", SIZE);
	is_int(images_run("sh @c"), 0);
	(void)command;
}

static void change_bytes(const char *what, off_t at, size_t len, int times)
{
	uint8_t whole[4096], changed[4096];

	is_int(pread(image, whole, len, at), len);
	for (int i = 0; i < times; i++) {
		memcpy(changed, whole, len);
		for (uint64_t n = 1 + images_random(3); n > 0; n--)
			changed[images_random(len)] ^= (uint8_t)(1u << images_random(8));
		is_int(pwrite(image, changed, len, at), len);
		if (!compare(what, false))
			break;
	}
	is_int(pwrite(image, whole, len, at), len);
}

static void wipe(off_t at, size_t len)
{
	static const uint8_t zeroes[64 * 512];

	is_int(pwrite(image, zeroes, len, at), len);
}

static void reads_gpt(void)
{
	char script[4096], uuid[3][37], disk[37];

	images_begin();
	images_uuid(disk);
	for (int i = 0; i < 3; i++)
		images_uuid(uuid[i]);
	snprintf(
		script, sizeof(script),
		"label: gpt\nlabel-id: %s\n"
		"size=8MiB, type=uefi, name=\"EFI System\", uuid=%s\n"
		"size=8MiB, type=4f68bce3-e8cd-4db1-96e7-fbcaf984b709, name=\"Wurzel ä€\", uuid=%s\n"
		"9: size=1MiB, type=swap, uuid=%s, attrs=\"GUID:63 GUID:60\"\n",
		disk, uuid[0], uuid[1], uuid[2]);
	sfdisk(script);
	compare("GPT", true);
	is_int(us.n, 3);
	is_int(us.list[0].role, PARTITION_ESP);
	is_int(us.list[1].number, 2);
	is_string(us.list[1].uuid, uuid[1]);
	is_string(us.list[1].name, "Wurzel ä€");
	is_int(us.list[2].number, 9);
	is_int(us.list[2].role, PARTITION_SWAP);
	is_int(us.list[2].flags, PARTITION_NO_AUTO | PARTITION_READ_ONLY);
#ifdef __x86_64__
	is_int(us.list[1].role, PARTITION_ROOT);
#endif
	change_bytes("GPT header", 512, 92, 200);
	change_bytes("GPT entries", 1024, 1280, 200);
	change_bytes("protective MBR", 446, 66, 100);
	images_end();
}

/* systemd's names for the types, as sfdisk has them, so that no typing error stays. */
static void knows_the_roles(void)
{
#ifdef __x86_64__
	static const char *const names[] = { "Linux root (x86-64)", "Linux root verity (x86-64)",
		                             "Linux /usr (x86-64)", "Linux /usr verity (x86-64)" };
	static const enum partition_role roles[] = { PARTITION_ROOT, PARTITION_ROOT_VERITY,
		                                     PARTITION_USR, PARTITION_USR_VERITY };
#else
	static const char *const names[] = { "Linux root (ARM-64)", "Linux root verity (ARM-64)",
		                             "Linux /usr (ARM-64)", "Linux /usr verity (ARM-64)" };
	static const enum partition_role roles[] = { PARTITION_ROOT, PARTITION_ROOT_VERITY,
		                                     PARTITION_USR, PARTITION_USR_VERITY };
#endif
	char script[1024] = "label: gpt\n";

	images_begin();
	for (int i = 0; i < 4; i++)
		sprintf(script + strlen(script), "size=1MiB, type=\"%s\"\n", names[i]);
	sfdisk(script);
	ours(&us);
	is_int(us.n, 4);
	for (int i = 0; i < 4; i++)
		is_int(us.list[i].role, roles[i]);
	images_end();
}

static void takes_the_backup(void)
{
	images_begin();
	sfdisk("label: gpt\nsize=8MiB, name=one\nsize=8MiB, name=two\n");
	wipe(512, 512);
	compare("no primary header", true);
	is_int(us.n, 2);
	sfdisk("label: gpt\nsize=8MiB, name=one\nsize=8MiB, name=two\n");
	wipe(1024, 256);
	compare("no primary entries", true);
	is_int(us.n, 2);
	wipe(SIZE - 512, 512);
	compare("neither", false);
	is_int(us.code, -EBADMSG);
	wipe(0, 512);
	compare("nothing", true);
	is_int(us.code, -ENODATA);
	images_end();
}

static void reads_mbr(void)
{
	images_begin();
	sfdisk("label: dos\nlabel-id: 0x12ab34cd\n"
	       "size=4MiB, type=83, bootable\nsize=4MiB, type=82\nsize=40MiB, type=5\n"
	       "size=4MiB, type=c\nsize=4MiB, type=83\nsize=4MiB, type=83\nsize=4MiB, type=82\n");
	compare("MBR", true);
	is_int(us.n, 7);
	is_string(us.list[0].uuid, "12ab34cd-01");
	is_string(us.list[3].uuid, "12ab34cd-04");
	is_int(us.list[4].number, 5);
	is_string(us.list[4].uuid, "12ab34cd-05");
	is_string(us.list[1].type, "0x82");
	change_bytes("MBR", 440, 70, 300);
	change_bytes("first logical partition", (off_t)us.list[2].start + 446, 66, 200);
	sfdisk("label: dos\n");
	compare("an empty MBR", false);
	is_int(us.code, 0);
	is_int(us.n, 0);
	images_end();
}

/* A chain that comes back to itself, and one that leaves the disk. */
static void survives_loops(void)
{
	uint8_t *disk = calloc(1, 1 << 20);
	struct source source;
	uint8_t *e = disk + 446, *link;

	source_memory(disk, 1 << 20, &source);
	disk[510] = 0x55;
	disk[511] = 0xaa;
	e[4] = 5;
	e[8] = 8; /* from sector 8 */
	e[13] = 4;
	link = disk + 8 * 512;
	link[510] = 0x55;
	link[511] = 0xaa;
	link[446 + 4] = 0x83;
	link[446 + 8] = 1;
	link[446 + 12] = 1;
	link[462 + 4] = 5; /* next: the same */
	link[462 + 12] = 8;
	us.n = 0;
	is_int(partition_walk(&source, take, &us), 0);
	is_int(us.n, 1 + 255 - 4);
	link[446 + 12] = 0; /* and without a partition */
	us.n = 0;
	is_int(partition_walk(&source, take, &us), 0);
	is_int(us.n, 1);
	memset(link + 462 + 8, 0xff, 4);
	us.n = 0;
	is_int(partition_walk(&source, take, &us), 0);
	free(disk);
}

/* sfdisk writes no characters beyond the first plane: put them there, and make both sums again. */
static void set_first_name(const uint16_t *units, size_t n)
{
	static uint8_t entries[128 * 128];
	uint8_t header[92];
	uint32_t crc;

	is_int(pread(image, header, sizeof(header), 512), sizeof(header));
	is_int(pread(image, entries, sizeof(entries), 1024), sizeof(entries));
	memcpy(entries + 56, units, n * sizeof(*units));
	crc = ~crc_update(CRC32, ~0u, entries, sizeof(entries));
	memcpy(header + 88, &crc, sizeof(crc));
	memset(header + 16, 0, 4);
	crc = ~crc_update(CRC32, ~0u, header, sizeof(header));
	memcpy(header + 16, &crc, sizeof(crc));
	is_int(pwrite(image, header, sizeof(header), 512), sizeof(header));
	is_int(pwrite(image, entries, sizeof(entries), 1024), sizeof(entries));
}

static void reads_any_name(void)
{
	static const uint16_t pair[] = { 0xd83d, 0xde00, 0xe9, 0 },
			      half[] = { 0xd83d, 'a', 0xde00, 0 };
	uint16_t full[36];

	images_begin();
	sfdisk("label: gpt\nsize=8MiB, name=one\n");
	set_first_name(pair, 4);
	ours(&us);
	is_string(us.list[0].name, "\U0001f600é");
	set_first_name(half, 4);
	ours(&us);
	is_string(us.list[0].name, "\ufffda\ufffd");
	for (int i = 0; i < 36; i++)
		full[i] = 0xffff;
	set_first_name(full, 36);
	ours(&us);
	is_int(strlen(us.list[0].name), 3 * 36);
	images_end();
}

static int stop_at_two(void *ctx, const struct partition *p)
{
	return p->number == 2 ? 42 : 0;
}

static void finds_one(void)
{
	const struct source source = { .size = SIZE, .sector_size = 512, .fd = -1 };
	struct source s = source;
	struct partition p;

	images_begin();
	sfdisk("label: gpt\nsize=8MiB, name=one\nsize=8MiB, name=two\n");
	s.fd = image;
	is_int(partition_find(&s, 2, &p), 0);
	is_string(p.name, "two");
	is_int(partition_find(&s, 3, &p), -ENOENT);
	is_int(partition_walk(&s, stop_at_two, NULL), 42);
	images_end();
	printf("# %lu tables compared, %lu for which differs() has a reason\n", compared, apart);
}

TAP_MAIN(TAP_CASE(reads_gpt), TAP_CASE(knows_the_roles), TAP_CASE(takes_the_backup),
         TAP_CASE(reads_mbr), TAP_CASE(survives_loops), TAP_CASE(reads_any_name),
         TAP_CASE(finds_one))
