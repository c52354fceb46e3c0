// SPDX-License-Identifier: GPL-2.0-only
#include "efivar.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#define FOLDER "/sys/firmware/efi/efivars"

enum { ATTRIBUTES = 4, DIGITS = UUID_TEXT - 1 };

int efivar_parse_uuid(const uint8_t *bytes, size_t len, char ret_uuid[UUID_TEXT])
{
	char text[UUID_TEXT] = "";

	if (len < ATTRIBUTES + 2 * DIGITS)
		return -EINVAL;
	bytes += ATTRIBUTES;
	for (size_t i = 0; i < DIGITS; i++) {
		const char c = (char)bytes[2 * i], lower = (char)(c | 0x20);
		const bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (bytes[2 * i + 1] != 0 ||
		    (dash ? c != '-' : !(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'f')))
			return -EINVAL;
		text[i] = dash || c <= '9' ? c : lower;
	}
	for (size_t i = 0; i <= DIGITS; i++)
		ret_uuid[i] = text[i];
	return 0;
}

int efivar_loader_partition(char ret_uuid[UUID_TEXT])
{
	static const char variable[] =
		FOLDER "/LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
	char bytes[128];
	ssize_t len;

	if (access(FOLDER, F_OK) < 0)
		return -ENOENT;
	if (mount("efivarfs", FOLDER, "efivarfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 &&
	    errno != EBUSY)
		return -errno;
	len = file_read(AT_FDCWD, variable, bytes, sizeof(bytes));
	return len < 0 ? (int)len
	               : efivar_parse_uuid((const uint8_t *)bytes, (size_t)len, ret_uuid);
}
