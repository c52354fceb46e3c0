// SPDX-License-Identifier: GPL-2.0-only
#include "lsvmbus/print.h"
#include "lsvmbus_tree.h"

/* Lines as the kernel's own lsvmbus has them are checked against it in tests/cli/lsvmbus.bats. */

static char *shown;

static const char *show(unsigned int level)
{
	struct bus bus;
	size_t size;
	FILE *out;

	free(shown);
	out = open_memstream(&shown, &size);
	is_int(bus_read(tree, &bus), 0);
	if (level <= 3)
		print_text(&bus, level, out);
	else
		print_json(&bus, out);
	bus_done(&bus);
	fclose(out);
	return shown;
}

static void make_two(void)
{
	tree_make();
	tree_device(SCSI, "14\n", SCSI_CLASS, "14:0\n31:1\n");
	tree_device(KVP, "3\n", KVP_CLASS, "3:0\n");
	tree_link(SCSI, "driver", "../drivers/hv_storvsc");
	tree_attr(SCSI, "channels/31/events", "5\n");
	tree_attr(SCSI, "channels/31/in_mask", "1\n");
}

static void each_level_says_more(void)
{
	make_two();
	is_string(show(0),
	          "VMBUS ID  3: [Data Exchange]\nVMBUS ID 14: Synthetic SCSI Controller\n");
	is_string(show(1), "VMBUS ID  3: Class_ID = {a9a0f4e7-5a45-4d96-b827-8a841e8c03e6} - "
	                   "[Data Exchange]\n\tRel_ID=3, target_cpu=0\n\n"
	                   "VMBUS ID 14: Class_ID = {ba6163d9-04a1-4d29-b605-72e2ffb1dc7f} - "
	                   "Synthetic SCSI Controller\n\tRel_ID=14, target_cpu=0\n"
	                   "\tRel_ID=31, target_cpu=1\n\n");
	is_true(strstr(show(2), "\tDevice_ID = {" SCSI "}\n\tSysfs path: /" TREE_DEVICES SCSI
	                        "\n\tRel_ID=14, target_cpu=0\n") != NULL);
	is_true(strstr(show(2), "Driver") == NULL);
	is_true(strstr(show(3), "\tDriver = hv_storvsc, state = ?, NUMA node = ?\n") != NULL);
	is_true(strstr(show(3), "\tChannel 31: events=5 in_mask=1\n") != NULL);
	tree_drop();
}

static void unknown_things_are_marked(void)
{
	tree_make();
	tree_folders(TREE_DEVICES "gone/");
	is_string(show(0), "VMBUS ID  ?: Unknown\n");
	is_string(show(2), "VMBUS ID  ?: Class_ID = {?} - Unknown\n\tDevice_ID = {?}\n"
	                   "\tSysfs path: /sys/bus/vmbus/devices/gone\n\n");
	tree_drop();
}

static void json_marks_what_it_does_not_know(void)
{
	tree_make();
	tree_folders(TREE_DEVICES "gone/");
	is_true(strstr(show(4), "\"id\": null") != NULL);
	is_true(strstr(show(4), "\"driver\": null") != NULL);
	is_true(strstr(show(4), "\"channels\": []") != NULL);
	tree_drop();
	free(shown);
}

TAP_MAIN(TAP_CASE(each_level_says_more), TAP_CASE(unknown_things_are_marked),
         TAP_CASE(json_marks_what_it_does_not_know))
