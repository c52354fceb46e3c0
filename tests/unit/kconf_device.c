// SPDX-License-Identifier: GPL-2.0-only
/* Tables of devices, and the lists of devices that other programs have printed. */
#include "device.h"
#include "machine.h"
#include "recommend.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>

static struct kconf_devices table;
static struct kconf_findings findings;
static struct machine machine;

static void parse(const char *text)
{
	char *copy = strdup(text);

	is_int(kconf_devices_parse("t.devices", copy, strlen(copy), &findings, &table), 0);
	free(copy);
}

static void done(void)
{
	kconf_devices_done(&table);
	kconf_findings_done(&findings);
	machine_done(&machine);
}

static void a_device_is_found_by_its_key_and_a_class_by_what_it_begins_with(void)
{
	parse("source s = x\npci 1414:00ba MANA ; s\nneeds .. A\nneeds 6.18.. B=y\n"
	      "class 03 display ; s\nclass 0302 GPU ; s\nanswer gen 2 UEFI ; s\nflavor f\n");
	is_int(findings.n, 0);
	is_string(kconf_devices_find(&table, KCONF_DEVICE_PCI, "1414:00ba")->name, "MANA");
	is_true(!kconf_devices_find(&table, KCONF_DEVICE_PCI, "1414:00bb"));
	is_string(kconf_devices_find(&table, KCONF_DEVICE_CLASS, "0302")->name, "GPU");
	is_string(kconf_devices_find(&table, KCONF_DEVICE_CLASS, "0380")->name, "display");
	is_true(!kconf_devices_find(&table, KCONF_DEVICE_CLASS, "0200"));
	is_string(kconf_devices_find(&table, KCONF_DEVICE_ANSWER, "gen 2")->flavor, "f");
	is_int(table.items[0].n_needs, 2);
	is_true(!kconf_need_applies(&table.items[0].needs[1], (struct kconf_release){ 6, 17, 9 }));
	is_true(kconf_need_applies(&table.items[0].needs[1], (struct kconf_release){ 6, 18, 0 }));
	done();
}

static void each_mistake_is_a_finding_at_its_line(void)
{
	static const char *const wrong[] = {
		"pci 1414:BA x ; s", "pci 1414:00BA x ; s", "pci 1414:00ba ; s", "pci 1414:00ba x",
		"vmbus 1 x ; s",     "class 030 x ; s",     "answer gen ; s",    "needs .. A",
		"flavor f",          "usb 1 x ; s",
	};
	static const char *const below[] = { "needs A", "needs .. (A", "needs 7.. A", "flavor f",
		                             "needs" };
	char text[256];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(text, sizeof(text), "source s = x\n%s\n", wrong[i]);
		parse(text);
		is_true(findings.n > 0 && findings.items[0].line == 2);
		done();
	}
	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++) {
		snprintf(text, sizeof(text), "source s = x\npci 1414:00ba x ; s\n%s\n", below[i]);
		parse(text);
		is_true(findings.n > 0 && findings.items[0].line == 3);
		done();
	}
}

static void lspci_tells_id_and_class(void)
{
	is_int(machine_parse_lspci("l",
	                           "7870:00:00.0 0200: 1414:00ba\n\tKernel driver in use: mana\n\n"
	                           "00:02.0 0302: 10DE:2331 (rev a1)\nnothing\n",
	                           &findings, &machine),
	       0);
	is_int(machine.n, 2);
	is_string(machine.items[0].key, "1414:00ba");
	is_string(machine.items[0].class, "0200");
	is_string(machine.items[1].key, "10de:2331");
	is_true(!machine.items[1].driver_told);
	is_int(findings.n, 1);
	is_int(findings.items[0].line, 5);
	done();
}

static int parse_json(const char *text)
{
	return machine_parse_lsvmbus("j", text, strlen(text), &findings, &machine);
}

static void lsvmbus_tells_classes_and_drivers(void)
{
	is_int(parse_json("{\"devices\": [{\"class_id\": \"F8615163-DF3E-46C5-913F-F2D2F965ED0E\", "
	                  "\"driver\": null}, {\"class_id\": 5}, {}]}"),
	       0);
	is_int(machine.n, 1);
	is_string(machine.items[0].key, "f8615163-df3e-46c5-913f-f2d2f965ed0e");
	is_true(machine.items[0].driver_told && !machine.items[0].driver[0]);
	is_int(findings.n, 2);
	done();
	is_int(parse_json("[1"), 0);
	is_int(findings.n, 1);
	done();
	is_int(parse_json("[]"), 0);
	is_int(findings.n, 1);
	done();
}

static void there_are_no_more_devices_than_the_bound(void)
{
	static const char line[] = "00:02.0 0302: 10de:2331\n";
	char *text = calloc(MACHINE_MAX + 1, sizeof(line));

	for (int i = 0; i <= MACHINE_MAX; i++)
		memcpy(text + (size_t)i * (sizeof(line) - 1), line, sizeof(line) - 1);
	is_int(machine_parse_lspci("l", text, &findings, &machine), -E2BIG);
	is_int(machine.n, MACHINE_MAX);
	free(text);
	done();
}

TAP_MAIN(TAP_CASE(a_device_is_found_by_its_key_and_a_class_by_what_it_begins_with),
         TAP_CASE(each_mistake_is_a_finding_at_its_line), TAP_CASE(lspci_tells_id_and_class),
         TAP_CASE(lsvmbus_tells_classes_and_drivers),
         TAP_CASE(there_are_no_more_devices_than_the_bound))
