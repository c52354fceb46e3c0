// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions of a flavor from anyone, beside the lists they are for and without. */
#include "exceptions.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(const uint8_t *data, size_t size, const struct kconf_policies *policies)
{
	struct kconf_findings findings = { 0 };
	struct kconf_exceptions e;
	char *text = malloc(size + 1);

	if (!text)
		return;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kconf_exceptions_parse("fuzz", "fuzz.exceptions", text, size, policies, &findings,
	                           &e) == 0)
		for (size_t i = 0; i < e.n; i++)
			if (kconf_exceptions_find(&e, e.items[i].list, e.items[i].symbol) !=
			            &e.items[i] ||
			    !*e.items[i].reason ||
			    kconf_exceptions_level(&e, e.items[i].list) >= KCONF_N_LEVELS)
				abort();
	kconf_exceptions_done(&e);
	kconf_findings_done(&findings);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char list[] = "title = T\nsource d = doc\n[g] required\nX ; d\nY=y or Z ; d\n";
	struct kconf_findings findings = { 0 };
	struct kconf_policy policy;
	const struct kconf_policies policies = { &policy, 1 };

	if (kconf_policy_parse("list", "list.policy", list, sizeof(list) - 1, &findings, &policy) <
	    0)
		return 0;
	parse(data, size, &policies);
	parse(data, size, NULL);
	kconf_policy_done(&policy);
	kconf_findings_done(&findings);
	return 0;
}
