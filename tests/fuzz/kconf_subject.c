// SPDX-License-Identifier: GPL-2.0-only
/* Configs from anyone, plain or as gzip: read, judged and printed. */
#include "matrix.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct kconf_policies policies;

static void judge(const struct kconf_subject *subject)
{
	struct kconf_reports reports;
	FILE *sink = fopen("/dev/null", "w");

	if (sink && kconf_judge(subject, &policies, NULL, NULL, KCONF_OPTIONAL, &reports) == 0) {
		const struct kconf_matrix matrix = { &reports, 1, NULL };

		kconf_matrix_print(&matrix, true, sink);
		kconf_matrix_json(&matrix, true, sink);
		kconf_reports_done(&reports);
	}
	if (sink)
		fclose(sink);
}

static void done(void)
{
	kconf_policies_done(&policies);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_findings findings = { 0 };
	struct kconf_subject subject;
	const char *why;

	if (policies.n == 0) {
		if (kconf_policies_read(NULL, &findings, &policies) < 0 || findings.n > 0)
			abort();
		atexit(done);
	}
	if (kconf_subject_parse("fuzz", (const char *)data, size, NULL, NULL, &subject, &why) < 0)
		return 0;
	if (!subject.arch || !subject.release_text || subject.config->n == 0)
		abort();
	judge(&subject);
	kconf_subject_done(&subject);
	return 0;
}
