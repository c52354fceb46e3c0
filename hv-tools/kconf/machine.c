// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "auto.h"
#include "sysfs.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>

#define VMBUS "sys/bus/vmbus/devices"
#define PCI   "sys/bus/pci/devices"
#define GUID  36

static int add(struct machine *m, const struct machine_device *device)
{
	struct machine_device *items;

	if (m->n == MACHINE_MAX)
		return -E2BIG;
	items = reallocarray(m->items, m->n + 1, sizeof(*items));
	if (!items)
		return -ENOMEM;
	m->items = items;
	items[m->n++] = *device;
	return 0;
}

static void to_lower(char *text)
{
	for (; *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

/* A GUID with or without braces, as the kernel and as lsvmbus print it. */
static bool copy_guid(char *to, const char *text)
{
	text += *text == '{';
	if (strspn(text, "0123456789abcdefABCDEF-") != GUID)
		return false;
	memcpy(to, text, GUID);
	to[GUID] = '\0';
	to_lower(to);
	return true;
}

static bool read_vmbus(int dir, struct machine_device *d)
{
	char text[64];

	return hv_sysfs_read(dir, "class_id", text, sizeof(text)) > 0 && copy_guid(d->key, text);
}

static bool read_pci(int dir, struct machine_device *d)
{
	uint64_t vendor, device, class;

	if (hv_sysfs_uint(dir, "vendor", &vendor) < 0 ||
	    hv_sysfs_uint(dir, "device", &device) < 0 || hv_sysfs_uint(dir, "class", &class) < 0 ||
	    vendor > 0xffff || device > 0xffff)
		return false;
	snprintf(d->key, sizeof(d->key), "%04x:%04x", (unsigned int)vendor, (unsigned int)device);
	snprintf(d->class, sizeof(d->class), "%04x", (unsigned int)(class >> 8 & 0xffff));
	d->is_pci = true;
	return true;
}

static int read_device(int bus, const char *name, bool (*fill)(int dir, struct machine_device *d),
                       struct machine *m)
{
	AUTO_CLOSE int dir = openat(bus, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct machine_device d = { .driver_told = true };

	if (dir < 0 || *name == '.' || !fill(dir, &d))
		return 0;
	snprintf(d.place, sizeof(d.place), "%.47s", name);
	if (hv_sysfs_link(dir, "driver", d.driver, sizeof(d.driver)) < 0)
		d.driver[0] = '\0';
	return add(m, &d);
}

static int read_bus(int root, const char *path, bool (*fill)(int dir, struct machine_device *d),
                    struct machine *m)
{
	const int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries;
	int n, rc = 0;

	if (fd < 0)
		return -errno;
	n = scandirat(fd, ".", &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = read_device(fd, entries[i]->d_name, fill, m);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	close(fd);
	return rc;
}

int machine_read(int root, struct machine *machine)
{
	int vmbus = read_bus(root, VMBUS, read_vmbus, machine);
	int pci = read_bus(root, PCI, read_pci, machine);

	if (vmbus == -ENOENT && pci == -ENOENT)
		return -ENOENT;
	return vmbus < 0 && vmbus != -ENOENT ? vmbus : pci < 0 && pci != -ENOENT ? pci : 0;
}

/* "0001:00:02.0 0200: 1414:00ba (rev 01)" */
static bool parse_lspci_line(const char *line, struct machine_device *d)
{
	unsigned int class, vendor, device;
	char place[48];

	if (sscanf(line, "%47s %4x: %4x:%4x", place, &class, &vendor, &device) != 4)
		return false;
	d->is_pci = true;
	snprintf(d->place, sizeof(d->place), "%.47s", place);
	snprintf(d->key, sizeof(d->key), "%04x:%04x", vendor & 0xffff, device & 0xffff);
	snprintf(d->class, sizeof(d->class), "%04x", class & 0xffff);
	return true;
}

int machine_parse_lspci(const char *path, const char *text, struct kconf_findings *findings,
                        struct machine *machine)
{
	unsigned int number = 0;
	int rc = 0;

	while (*text && rc == 0) {
		const size_t len = strcspn(text, "\n");
		AUTO_FREE char *line = strndup(text, len);
		struct machine_device d = { 0 };

		number++;
		text += len + (text[len] == '\n');
		if (!line)
			return -ENOMEM;
		if (!*line || *line == '\t') /* what lspci -v tells about a device */
			continue;
		if (parse_lspci_line(line, &d))
			rc = add(machine, &d);
		else
			kconf_finding_add(findings, KCONF_SYNTAX, path, number, NULL,
			                  "not a line of lspci -n: 00:02.0 0200: 1414:00ba");
	}
	return rc;
}

static int take_json(const json_t *value, struct machine *machine, bool *ret_good)
{
	const char *guid = json_string_value(json_object_get(value, "class_id"));
	const char *path = json_string_value(json_object_get(value, "sysfs_path"));
	const char *driver = json_string_value(json_object_get(value, "driver"));
	struct machine_device d = { .driver_told = true };

	*ret_good = guid && copy_guid(d.key, guid);
	if (!*ret_good)
		return 0;
	path = path && strrchr(path, '/') ? strrchr(path, '/') + 1 : "";
	snprintf(d.place, sizeof(d.place), "%.47s", path);
	snprintf(d.driver, sizeof(d.driver), "%.47s", driver ? driver : "");
	return add(machine, &d);
}

int machine_parse_lsvmbus(const char *path, const char *text, size_t len,
                          struct kconf_findings *findings, struct machine *machine)
{
	json_error_t error;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	const json_t *devices = json_object_get(root, "devices"), *value;
	size_t i;
	int rc = 0;

	if (!root)
		kconf_finding_add(findings, KCONF_SYNTAX, path,
		                  error.line > 0 ? (unsigned int)error.line : 0, NULL, "%s",
		                  error.text);
	else if (!json_is_array(devices))
		kconf_finding_add(findings, KCONF_SYNTAX, path, 0, NULL,
		                  "no \"devices\": not what lsvmbus --json prints");
	json_array_foreach(devices, i, value)
	{
		bool good = false;

		if (rc == 0)
			rc = take_json(value, machine, &good);
		if (rc == 0 && !good)
			kconf_finding_add(findings, KCONF_SYNTAX, path, 0, NULL,
			                  "device %zu has no \"class_id\" that is a GUID", i);
	}
	json_decref(root);
	return rc;
}

void machine_done(struct machine *machine)
{
	free(machine->items);
	*machine = (struct machine){ 0 };
}
