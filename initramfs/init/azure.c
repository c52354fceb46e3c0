// SPDX-License-Identifier: GPL-2.0-only
#include "azure.h"
#include "file.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NVME_MODEL "MSFT NVMe Accelerator v1.0"
#define SCSI       "f8b3781a-1e82-4818-a1c3-63d806ec15bb"
#define IDE        "00000000-0000-8899-0000-000000000000"

/* The model is padded with blanks. */
static bool has_model(int dir, const char *path)
{
	char text[128];

	return file_read(dir, path, text, sizeof(text)) > 0 &&
	       strncmp(text, NVME_MODEL, strlen(NVME_MODEL)) == 0;
}

static bool is_first_name_space(int sys, const char *disk)
{
	char path[128] = "class/block/", text[16];
	const size_t at = strlen(path), len = strlen(disk);

	if (at + len + sizeof("/device/model") > sizeof(path))
		return false;
	memcpy(path + at, disk, len);
	memcpy(path + at + len, "/nsid", sizeof("/nsid"));
	if (file_read(sys, path, text, sizeof(text)) < 0 || strcmp(text, "1") != 0)
		return false;
	memcpy(path + at + len, "/device/model", sizeof("/device/model"));
	return has_model(sys, path);
}

/* ".../VMBUS:00/GUID/host0/target0:0:0/0:0:0:0/block/sda": the last number is the unit. */
static bool is_first_unit(const char *devpath)
{
	const char *controller = strstr(devpath, "/" SCSI "/"), *unit;

	if (!controller)
		controller = strstr(devpath, "/00000000-0000-");
	if (!controller)
		return false;
	unit = strstr(controller, "/block/");
	return unit && unit - controller > 2 && unit[-1] == '0' && unit[-2] == ':';
}

bool azure_is_os_disk(int sys, const char *devpath, const char *disk)
{
	if (strncmp(disk, "nvme", 4) == 0)
		return is_first_name_space(sys, disk);
	return is_first_unit(devpath);
}

static bool look_at_nvme(void *ctx, int folder, const char *name, unsigned char type)
{
	char path[64];
	const size_t len = strlen(name);

	(void)type;
	if (len + sizeof("/model") > sizeof(path))
		return true;
	memcpy(path, name, len);
	memcpy(path + len, "/model", sizeof("/model"));
	*(bool *)ctx = has_model(folder, path);
	return !*(bool *)ctx;
}

bool azure_has_os_disk(int sys)
{
	bool nvme = false;

	if (faccessat(sys, "bus/vmbus/devices/" SCSI, F_OK, 0) == 0 ||
	    faccessat(sys, "bus/vmbus/devices/" IDE, F_OK, 0) == 0)
		return true;
	folder_walk(sys, "class/nvme", look_at_nvme, &nvme);
	return nvme;
}
