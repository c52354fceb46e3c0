// SPDX-License-Identifier: GPL-2.0-only
/* Requirement lists from anyone: read, and what they say of a symbol asked. */
#include "policy.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int tell(void *ctx, const struct kconf_mention *mention)
{
	const struct kconf_config *config = ctx;
	const struct kconf_release release = { 6, 12, 7 };
	char room[64];

	if (strcmp(mention->term->symbol, "X") != 0 || !mention->requirement->demand->text ||
	    mention->requirement->line == 0)
		abort();
	kconf_term_describe(mention->term, room, sizeof(room));
	kconf_scope_fits(&mention->requirement->scope, config, release, "x86_64");
	kconf_demand_holds(mention->requirement->demand, config, release);
	return 0;
}

static void ask(struct kconf_policy *policy)
{
	static const char text[] = "CONFIG_X=y\nCONFIG_N=5\nCONFIG_S=\"a,b\"\n";
	struct kconf_config *config = kconf_config_new();
	struct kconf_policies all = { policy, 1 };
	struct kconf_findings findings = { 0 };

	if (config && kconf_config_parse(config, "c", text, sizeof(text) - 1, NULL, &findings) == 0)
		kconf_policies_about(&all, "X", NULL, NULL, tell, config);
	kconf_findings_done(&findings);
	kconf_config_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_findings findings = { 0 };
	struct kconf_policy policy;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kconf_policy_parse("fuzz", "fuzz.policy", text, size, &findings, &policy) == 0 &&
	    findings.n == 0)
		ask(&policy);
	kconf_policy_done(&policy);
	kconf_findings_done(&findings);
	free(text);
	return 0;
}
