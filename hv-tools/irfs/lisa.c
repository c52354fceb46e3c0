// SPDX-License-Identifier: GPL-2.0-only
#include "lisa.h"
#include "auto.h"
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *file, *config;
	bool excused;
} wanted[] = {
	{ "hv_storvsc", "hv_storvsc.ko", "CONFIG_HYPERV_STORAGE", false },
	{ "hv_netvsc", "hv_netvsc.ko", "CONFIG_HYPERV_NET", false },
	{ "hv_vmbus", "hv_vmbus.ko", "CONFIG_HYPERV", false },
	{ "hid_hyperv", "hid-hyperv.ko", "CONFIG_HID_HYPERV_MOUSE", true },
	{ "hyperv_keyboard", "hyperv-keyboard.ko", "CONFIG_HYPERV_KEYBOARD", false },
};

static bool is_builtin(const struct modules *m, const char *name)
{
	const struct module *module = m ? modules_find(m, name) : NULL;

	return module && module->builtin;
}

void lisa_check(const struct image *image, const char *release, const struct modules *modules,
                const struct modules *kernel, const struct config *config, struct lisa *ret)
{
	const struct image_file *dep;
	char path[256];

	*ret = (struct lisa){ 0 };
	snprintf(path, sizeof(path), "lib/modules/%.200s/modules.dep", release);
	dep = image_resolve(image, path);
	ret->has_dep = dep != NULL;
	for (size_t i = 0; dep && i < ARRAY_SIZE(wanted); i++) {
		/* as it does: the name anywhere in the file */
		if (memmem(dep->data, dep->size, wanted[i].file, strlen(wanted[i].file)) ||
		    config_state(config, wanted[i].config) == 'y' ||
		    is_builtin(modules, wanted[i].name) || is_builtin(kernel, wanted[i].name))
			continue;
		ret->excused[ret->n_missing] = wanted[i].excused;
		ret->missing[ret->n_missing++] = wanted[i].name;
	}
}
