// SPDX-License-Identifier: GPL-2.0-only
/* Tables of devices, and what lspci -n and lsvmbus --json print: the first byte says which. */
#include "device.h"
#include "machine.h"
#include "recommend.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void recommend(const struct kconf_devices *table, const struct machine *machine)
{
	struct kconf_recommendation r = { 0 };
	const struct kconf_release release = { 6, 18, 1 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out && kconf_recommend_machine(table, machine, &r) == 0) {
		kconf_recommend_answer(table, "gen", "2", &r);
		kconf_recommend_print(&r, release, NULL, false, out);
		kconf_recommend_print(&r, release, NULL, true, out);
	}
	if (out)
		fclose(out);
	free(text);
	free(r.items);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_findings findings = { 0 };
	struct kconf_devices table = { 0 };
	struct machine machine = { 0 };
	char *text = size > 0 ? malloc(size) : NULL;

	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (data[0] == 'p')
		machine_parse_lspci("fuzz", text, &findings, &machine);
	else if (data[0] == 'v')
		machine_parse_lsvmbus("fuzz", text, size - 1, &findings, &machine);
	else if (kconf_devices_parse("fuzz", text, size - 1, &findings, &table) < 0)
		abort();
	if (findings.n == 0)
		recommend(&table, &machine);
	machine_done(&machine);
	kconf_devices_done(&table);
	kconf_findings_done(&findings);
	free(text);
	return 0;
}
