// SPDX-License-Identifier: GPL-2.0-only
#include "init/verity.h"
#include "init_images.h"

static char hash[200]; /* what veritysetup says that the root hash is */

/* The value of @name in a report of veritysetup in the file @file. */
static const char *reported(const char *file, const char *name)
{
	static char value[600];
	char path[128], line[700];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", images_path, file);
	f = fopen(path, "r");
	value[0] = '\0';
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, strlen(name)) == 0)
			sscanf(line + strlen(name), " %599[^\n]", value);
	if (f)
		fclose(f);
	return value;
}

/* Run veritysetup with @words; its report goes to the file @report. */
static void veritysetup(const char *words, const char *report)
{
	char command[600];

	snprintf(command, sizeof(command), "veritysetup %s > %s/%s", words, images_path, report);
	is_int(system(command), 0);
}

static int read_tree(uint64_t offset, struct verity *v)
{
	struct source source;
	char path[128];
	int rc;

	snprintf(path, sizeof(path), "%s/h", images_path);
	rc = source_open(path, &source);
	if (rc < 0)
		return rc;
	rc = verity_read(&source, offset, v);
	source_close(&source);
	return rc;
}

static const struct {
	const char *options;
	uint64_t offset, tree;
} trees[] = {
	{ "", 0, 1 },
	{ "--hash=sha512 --salt=-", 0, 1 },
	{ "--data-block-size=1024 --hash-block-size=512 --salt=00ff", 0, 1 },
	{ "--format=0 --hash=sha1", 0, 1 },
	{ "--hash-offset=1048576", 1 << 20, 257 },
};

static void reads_what_veritysetup_writes(void)
{
	images_begin();
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		char words[500], table[VERITY_TABLE], want[VERITY_TABLE], uuid[40], salt[600];
		struct verity_request r = {
			.data_major = 8, .data_minor = 1, .hash_major = 259, .hash_minor = 70000
		};
		struct verity v;

		close(images_file("d", 2 << 20));
		close(images_file("h", 0));
		snprintf(words, sizeof(words), "format %s/d %s/h %s", images_path, images_path,
		         trees[i].options);
		veritysetup(words, "format");
		snprintf(words, sizeof(words), "dump %s/h --hash-offset=%llu", images_path,
		         (unsigned long long)trees[i].offset);
		veritysetup(words, "dump");
		strcpy(hash, reported("format", "Root hash:"));
		is_int(read_tree(trees[i].offset, &v), 0);
		is_string(v.uuid, reported("dump", "UUID:"));
		is_string(v.algorithm, reported("dump", "Hash algorithm:"));
		is_int(v.data_blocks, atoll(reported("dump", "Data blocks:")));
		is_int(v.data_block_size, atoi(reported("dump", "Data block size:")));
		is_int(v.hash_block_size, atoi(reported("dump", "Hash block size:")));
		is_int(v.hash_type, atoi(reported("dump", "Hash type:")));
		strcpy(uuid, v.uuid);
		strcpy(salt, reported("dump", "Salt:"));
		r.root_hash = hash;
		r.root_hash_len = strlen(hash);
		r.options.hash_offset = trees[i].offset;
		snprintf(want, sizeof(want), "%u 8:1 259:70000 %u %u %llu %llu %s %s %s",
		         v.hash_type, v.data_block_size, v.hash_block_size,
		         (unsigned long long)v.data_blocks, (unsigned long long)trees[i].tree,
		         v.algorithm, hash, salt);
		is_int(verity_table(&v, &r, table, sizeof(table)), strlen(want));
		is_string(table, want);
		is_int(verity_table(&v, &r, table, strlen(want)), -E2BIG);
	}
	images_end();
}

static struct verity simple = { .hash_type = 1,
	                        .data_block_size = 4096,
	                        .hash_block_size = 4096,
	                        .data_blocks = 16,
	                        .algorithm = "sha256" };

static const char *table_with(const char *options, bool signature)
{
	static char table[VERITY_TABLE];
	struct verity_request r = { .root_hash = "abcd",
		                    .root_hash_len = 4,
		                    .signature = signature ? "x" : NULL,
		                    .signature_len = 1 };
	const char *bad;
	size_t bad_len;

	is_int(verity_options_parse(options, strlen(options), &r.options, &bad, &bad_len), 0);
	is_true(verity_table(&simple, &r, table, sizeof(table)) > 0);
	return strstr(table, "abcd - ") ? strstr(table, "abcd - ") + 7 : "";
}

static void options(void)
{
	is_string(table_with("", false), "");
	is_string(table_with("ignore-corruption", false), "1 ignore_corruption");
	is_string(table_with("restart-on-corruption,ignore-zero-blocks", false),
	          "2 restart_on_corruption ignore_zero_blocks");
	is_string(table_with(",panic-on-corruption,,check-at-most-once", false),
	          "2 panic_on_corruption check_at_most_once");
	is_string(table_with("", true), "2 root_hash_sig_key_desc " VERITY_KEY);
}

static void options_refused(void)
{
	static const struct {
		const char *text, *bad;
		int rc;
	} cases[] = {
		{ "ignore-corruption,fec-device=/dev/sdb", "fec-device=/dev/sdb", -EOPNOTSUPP },
		{ "superblock=no,x", "superblock=no", -EOPNOTSUPP },
		{ "hash-offset=", "hash-offset=", -EINVAL },
		{ "hash-offset=513", "hash-offset=513", -EINVAL },
		{ "hash-offset=99999999999999999999", "hash-offset=99999999999999999999", -EINVAL },
		{ "root-hash-signature=base64:x", "root-hash-signature=base64:x", -EINVAL },
		{ "ignore-corruptions", "ignore-corruptions", -EOPNOTSUPP },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct verity_options o;
		const char *bad = "";
		size_t len = 0;

		is_int(verity_options_parse(cases[i].text, strlen(cases[i].text), &o, &bad, &len),
		       cases[i].rc);
		is_int(len, strlen(cases[i].bad));
		is_true(strncmp(bad, cases[i].bad, len) == 0);
	}
}

static void partitions_of_a_root_hash(void)
{
	static const char root[] =
		"00112233445566778899aabbccddeeffFFEEDDCCBBAA99887766554433221100";
	char data[UUID_TEXT], tree[UUID_TEXT];

	is_int(verity_partuuids(root, 64, data, tree), 0);
	is_string(data, "00112233-4455-6677-8899-aabbccddeeff");
	is_string(tree, "ffeeddcc-bbaa-9988-7766-554433221100");
	is_int(verity_partuuids(root, 62, data, tree), -EINVAL);
	is_int(verity_partuuids("x", 1, data, tree), -EINVAL);
}

static void refuses_what_cannot_be(void)
{
	static const struct {
		size_t at;
		uint8_t byte;
	} cases[] = { { 8, 2 },     { 12, 2 }, { 65, 3 },   { 69, 3 }, { 72, 0 },
		      { 79, 0xff }, { 81, 2 }, { 32, ' ' }, { 32, 0 } };
	uint8_t good[512] = "verity", s[512] = { 0 };
	struct source source;
	struct verity v;

	good[8] = good[12] = good[72] = 1;
	good[65] = good[69] = 16;
	memcpy(good + 32, "sha256", 6);
	source_memory(s, sizeof(s), &source);
	memcpy(s, good, sizeof(s));
	is_int(verity_read(&source, 0, &v), 0);
	is_int(verity_read(&source, 512, &v), -ENODATA);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(s, good, sizeof(s));
		s[cases[i].at] = cases[i].byte;
		is_int(verity_read(&source, 0, &v), -EBADMSG);
	}
	s[0] = 'V';
	is_int(verity_read(&source, 0, &v), -ENODATA);
}

TAP_MAIN(TAP_CASE(reads_what_veritysetup_writes), TAP_CASE(options), TAP_CASE(options_refused),
         TAP_CASE(partitions_of_a_root_hash), TAP_CASE(refuses_what_cannot_be))
