// SPDX-License-Identifier: GPL-2.0-only
#include "init/efivar.h"
#include "init/mountflags.h"
#include "tap.h"
#include <errno.h>
#include <sys/mount.h>

static void parts_flags_from_data(void)
{
	unsigned long flags = MS_RDONLY;
	char data[128];

	mount_flags_parse("noatime,subvol=@,rw,x-systemd.growfs,,compress=zstd:1,defaults", &flags,
	                  data);
	is_string(data, "subvol=@,compress=zstd:1");
	is_int(flags, MS_NOATIME);
	mount_flags_parse("context=\"a,b\",ro", &flags, data);
	is_string(data, "context=\"a,b\"");
	is_int(flags, MS_NOATIME | MS_RDONLY);
	mount_flags_parse("", &flags, data);
	is_string(data, "");
	is_true(mount_flags_have("a,degraded", "degraded") &&
	        !mount_flags_have("degraded2,xdegraded", "degraded"));
}

static void reads_what_the_loader_says(void)
{
	static const char text[] = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
	uint8_t bytes[4 + 2 * sizeof(text)] = { 6 };
	char uuid[UUID_TEXT];

	for (size_t i = 0; text[i]; i++)
		bytes[4 + 2 * i] = (uint8_t)text[i];
	is_int(efivar_parse_uuid(bytes, sizeof(bytes), uuid), 0);
	is_string(uuid, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
	is_int(efivar_parse_uuid(bytes, 4 + 2 * 35, uuid), -EINVAL);
	bytes[5] = 1;
	is_int(efivar_parse_uuid(bytes, sizeof(bytes), uuid), -EINVAL);
	bytes[5] = 0;
	bytes[4] = 'g';
	is_int(efivar_parse_uuid(bytes, sizeof(bytes), uuid), -EINVAL);
}

TAP_MAIN(TAP_CASE(parts_flags_from_data), TAP_CASE(reads_what_the_loader_says))
