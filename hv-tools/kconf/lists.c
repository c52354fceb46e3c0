// SPDX-License-Identifier: GPL-2.0-only
#include "lists.h"
#include <errno.h>
#include <string.h>

static enum hv_exit check_names(const struct kconf_policies *policies, const struct hv_list *names,
                                FILE *err)
{
	for (unsigned int i = 0; names && i < names->count; i++) {
		if (kconf_policies_find(policies, names->items[i]))
			continue;
		fprintf(err, "kconf: no requirement list '%s'; there are:", names->items[i]);
		for (size_t p = 0; p < policies->n; p++)
			fprintf(err, " %s", policies->items[p].name);
		fputc('\n', err);
		return HV_EXIT_USAGE;
	}
	return HV_EXIT_OK;
}

enum hv_exit kconf_lists_load(const char *folder, const struct hv_list *names,
                              struct kconf_policies *ret_policies, FILE *err)
{
	struct kconf_findings findings = { 0 };
	struct kconf_policies policies = { 0 };
	enum hv_exit exit = HV_EXIT_FAILED;
	int rc = kconf_policies_read(folder, &findings, &policies);

	if (rc < 0)
		fprintf(err, "kconf: requirement lists%s%s: %s\n", folder ? " in " : "",
		        folder ? folder : "", strerror(-rc));
	else if (findings.n > 0)
		kconf_findings_print(&findings, false, err);
	else
		exit = check_names(&policies, names, err);
	kconf_findings_done(&findings);
	if (exit == HV_EXIT_OK)
		*ret_policies = policies;
	else
		kconf_policies_done(&policies);
	return exit;
}

enum hv_exit kconf_subject_load(const char *path, const char *series, const char *arch,
                                struct kconf_subject *ret_subject, FILE *err)
{
	const char *why;
	int rc = kconf_subject_read(path, series, arch, ret_subject, &why);

	if (rc == 0) {
		kconf_findings_print(&ret_subject->findings, false, err);
		return HV_EXIT_OK;
	}
	fprintf(err, "kconf: %s: %s\n", path, why ? why : strerror(-rc));
	return HV_EXIT_FAILED;
}
