// SPDX-License-Identifier: GPL-2.0-only
#include "failure.h"
#include "line.h"
#include "report.h"
#include "rootfs.h"
#include "verity.h"
#include <errno.h>
#include <string.h>

const char *rootfs_verity_data(const struct init_cmdline *cmd)
{
	static char spec[16 + UUID_TEXT] = "PARTUUID=";
	char data[UUID_TEXT], hash[UUID_TEXT];

	if (cmd->verity_data || cmd->root)
		return cmd->verity_data ? cmd->verity_data : cmd->root;
	if (verity_partuuids(cmd->roothash, strlen(cmd->roothash), data, hash) < 0)
		fail("verity", cmd->roothash, EINVAL);
	memcpy(spec + strlen(spec), data, sizeof(data));
	return spec;
}

void rootfs_verity(const struct init_cmdline *cmd, struct devices *d, const struct block *data,
                   const struct patience *patience, char *ret_path)
{
	char data_uuid[UUID_TEXT], hash_uuid[UUID_TEXT], spec[16 + UUID_TEXT] = "PARTUUID=";
	struct verity_request r = { .root_hash = cmd->roothash,
		                    .root_hash_len = strlen(cmd->roothash),
		                    .data_major = data->major,
		                    .data_minor = data->minor };
	struct block hash;
	struct verity verity;
	struct source source;
	struct line path;
	const char *bad;
	size_t bad_len;
	uint32_t major = 0, minor = 0;
	int rc = verity_partuuids(cmd->roothash, r.root_hash_len, data_uuid, hash_uuid);

	if (rc < 0)
		fail("verity", cmd->roothash, -rc);
	if (cmd->verity_options) {
		rc = verity_options_parse(cmd->verity_options, strlen(cmd->verity_options),
		                          &r.options, &bad, &bad_len);
		if (rc < 0)
			fail("verity", cmd->verity_options, -rc);
	}
	memcpy(spec + strlen(spec), hash_uuid, sizeof(hash_uuid));
	rootfs_wait("verity", cmd->verity_hash ? cmd->verity_hash : spec, d, patience, &hash);
	r.hash_major = hash.major;
	r.hash_minor = hash.minor;
	modules_load_name(&d->modules, "dm-verity");
	rc = block_open(&d->blocks, &hash, &source);
	if (rc == 0) {
		rc = verity_read(&source, r.options.hash_offset, &verity);
		source_close(&source);
	}
	if (rc == 0)
		rc = verity_open(&verity, &r, "root", &major, &minor);
	if (rc < 0)
		fail_because("verity", data->name, -rc, rc == -EBADMSG ? "wrong-hash" : "set-up");
	path.len = 0;
	line_text(&path, "/dev/dm-");
	line_number(&path, minor);
	memcpy(ret_path, path.text, path.len);
	ret_path[path.len] = '\0';
	report_ok("verity", NULL);
}
