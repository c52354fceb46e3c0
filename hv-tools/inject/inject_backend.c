// SPDX-License-Identifier: GPL-2.0-only
#include "inject_backend.h"
#include "inject_run.h"
#include <string.h>

/*
 * NetworkManager tells which interfaces it manages, so it comes first: netplan's files may be rendered for it.
 * netplan comes before networkd, which runs under it.
 */
const struct inject_backend *const inject_backends[] = {
	&inject_networkmanager, &inject_netplan, &inject_networkd, &inject_ifupdown, NULL,
};

const char *const *inject_backend_names(void)
{
	static const char *const names[] = { "networkmanager", "netplan", "networkd", "ifupdown",
		                             NULL };

	return names;
}

static bool has_program(const struct inject *inj, const struct inject_backend *b)
{
	char path[INJECT_PROGRAM_PATH];

	return inject_program_find(inj->programs, b->program, path) == 0;
}

static const struct inject_backend *find_named(const struct inject *inj, const char **ret_why)
{
	for (const struct inject_backend *const *b = inject_backends; *b; b++)
		if (strcmp((*b)->name, inj->backend) == 0) {
			*ret_why = "the configured backend's program is not installed";
			return has_program(inj, *b) ? *b : NULL;
		}
	*ret_why = "there is no backend of the configured name";
	return NULL;
}

const struct inject_backend *inject_backend_find(const struct inject *inj,
                                                 const struct inject_nic *nic, const char **ret_why)
{
	const struct inject_backend *const *b;

	if (inj->backend && *inj->backend)
		return find_named(inj, ret_why);
	for (b = inject_backends; *b; b++)
		if ((*b)->manages(inj->root, nic) && has_program(inj, *b))
			return *b;
	for (b = inject_backends; *b; b++)
		if ((*b)->runs(inj->root) && has_program(inj, *b))
			return *b;
	*ret_why = "no network manager that is known here";
	return NULL;
}
