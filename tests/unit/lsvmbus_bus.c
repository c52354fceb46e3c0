// SPDX-License-Identifier: GPL-2.0-only
#include "lsvmbus_tree.h"

static struct bus bus;

static void read_all(void)
{
	is_int(bus_read(tree, &bus), 0);
}

static void drop_all(void)
{
	bus_done(&bus);
	tree_drop();
}

static void an_absent_bus_is_said_so(void)
{
	tree_make();
	is_int(bus_read(tree, &bus), -ENOENT);
	is_int(bus.count, 0);
	drop_all();
}

static void an_empty_bus_is_one(void)
{
	tree_make();
	tree_folders(TREE_DEVICES);
	read_all();
	is_int(bus.count, 0);
	drop_all();
}

static void devices_come_in_the_order_of_numbers(void)
{
	tree_make();
	tree_device("b", "10\n", KVP_CLASS, "10:0\n");
	tree_device("a", "9\n", KVP_CLASS, "9:0\n");
	tree_device("d", "100\n", KVP_CLASS, "");
	tree_device("c", "100\n", KVP_CLASS, "");
	read_all();
	is_int(bus.count, 4);
	is_string(bus.devices[0].name, "a");
	is_string(bus.devices[1].name, "b");
	is_string(bus.devices[2].name, "c");
	is_string(bus.devices[3].name, "d");
	drop_all();
}

static void a_device_tells_all_it_has(void)
{
	const struct device *d;

	tree_make();
	tree_device(SCSI, "14\n", "{BA6163D9-04A1-4D29-B605-72E2FFB1DC7F}\n", "14:2\n");
	tree_link(SCSI, "driver", "../../../../bus/vmbus/drivers/hv_storvsc");
	tree_attr(SCSI, "state", "3\n");
	tree_attr(SCSI, "numa_node", "1\n");
	tree_attr(SCSI, "vendor", "0x1414\n");
	tree_attr(SCSI, "in_read_bytes_avail", "96\n");
	tree_attr(SCSI, "in_write_bytes_avail", "131072000\n");
	tree_attr(SCSI, "out_read_bytes_avail", "0\n");
	tree_attr(SCSI, "out_write_bytes_avail", "131072\n");
	read_all();
	d = &bus.devices[0];
	is_int(d->id.value, 14);
	is_string(d->class->key, "scsi");
	is_string(d->class_id, "ba6163d9-04a1-4d29-b605-72e2ffb1dc7f");
	is_string(d->device_id, SCSI);
	is_string(d->driver, "hv_storvsc");
	is_string(device_state_name(d), "opened");
	is_int(d->numa_node.value, 1);
	is_int(d->vendor.value, 0x1414);
	is_true(!d->device.known);
	is_true(!d->rings.in_bytes.known); /* no whole pages: it never stood still */
	is_true(d->rings.out_bytes.known);
	is_int(d->rings.out_bytes.value, 131072);
	drop_all();
}

static void channels_are_those_of_both_sources(void)
{
	const struct channels *c;

	tree_make();
	tree_device(SCSI, "14\n", SCSI_CLASS, "14:0\n31:1\n16:3\n");
	tree_attr(SCSI, "channels/14/cpu", "0\n");
	tree_attr(SCSI, "channels/14/interrupts", "18446744073709551615\n");
	tree_attr(SCSI, "channels/14/ring", "forty bytes, as it were, of a ring file.");
	tree_attr(SCSI, "channels/99/cpu", "7\n");
	tree_attr(SCSI, "channels/99/in_mask", "1\n");
	tree_attr(SCSI, "channels/no-number/cpu", "7\n");
	read_all();
	c = &bus.devices[0].channels;
	is_int(c->count, 4);
	is_int(c->list[0].relid, 14);
	is_true(c->list[0].values[CHANNEL_INTERRUPTS].value == UINT64_MAX);
	is_true(!c->list[0].values[CHANNEL_EVENTS].known);
	is_int(c->list[0].ring_bytes.value, 40);
	is_int(c->list[1].relid, 16);
	is_int(c->list[1].cpu.value, 3);
	is_int(c->list[2].relid, 31);
	is_int(c->list[3].relid, 99);
	is_int(c->list[3].cpu.value, 7);
	is_true(c->list[3].values[CHANNEL_IN_MASK].known);
	drop_all();
}

/* Upstream ends with an IndexError here. */
static void a_device_without_attributes_is_still_one(void)
{
	char path[128];

	tree_make();
	tree_device(KVP, "3\n", KVP_CLASS, "3:0\n");
	tree_folders(TREE_DEVICES "gone/");
	tree_attr("empty", "id", "");
	tree_attr("empty", "class_id", "");
	/* As a device that is just going: opened, but not read (here EISDIR, there ENODEV). */
	snprintf(path, sizeof(path), TREE_DEVICES "%s/numa_node/", KVP);
	tree_folders(path);
	snprintf(path, sizeof(path), TREE_DEVICES "%s/state/", KVP);
	tree_folders(path);
	read_all();
	is_int(bus.count, 3);
	is_string(bus.devices[0].name, KVP);
	is_true(!bus.devices[0].numa_node.known);
	is_true(device_state_name(&bus.devices[0]) == NULL);
	is_string(bus.devices[1].name, "empty");
	is_true(!bus.devices[1].id.known);
	is_string(bus.devices[2].name, "gone");
	is_string(bus.devices[2].class->name, "Unknown");
	is_string(bus.devices[2].class_id, "");
	is_int(bus.devices[2].channels.count, 0);
	drop_all();
}

static void what_the_kernel_would_not_write_is_not_taken(void)
{
	const struct device *d;

	tree_make();
	tree_device(KVP, "-1\n", "{a9a0f4e7-5a45-4d96-b827-8a841e8c03e6\n",
	            "1\n:2\n1:\nx:y\n3:4:5\n99999999999:1\n\n:\n7:7");
	tree_attr(KVP, "device_id", "{242ff919-07db-4180-9c2e-b86cb68c8c5g}\n");
	tree_attr(KVP, "numa_node", "-1\n");
	tree_attr(KVP, "state", "4\n");
	tree_link(KVP, "driver", "drivers/a\033[2Jb");
	tree_attr("a\nb", "id", "1\n");
	read_all();
	is_int(bus.count, 1);
	is_int(bus.skipped, 1);
	d = &bus.devices[0];
	is_true(!d->id.known && !d->numa_node.known);
	is_string(d->class_id, "");
	is_string(d->device_id, "");
	is_string(d->driver, "");
	is_true(device_state_name(d) == NULL);
	is_int(d->channels.count, 1);
	is_int(d->channels.list[0].relid, 7);
	drop_all();
}

static void more_channels_than_there_can_be_are_cut(void)
{
	static char mapping[65536 * 2];
	size_t len = 0;

	for (int i = 0; i < CHANNEL_MAX + 100; i++)
		len += (size_t)snprintf(mapping + len, sizeof(mapping) - len, "%d:1\n",
		                        CHANNEL_MAX + 100 - i);
	tree_make();
	tree_device(KVP, "3\n", KVP_CLASS, mapping);
	read_all();
	is_int(bus.devices[0].channels.count, CHANNEL_MAX);
	is_true(bus.devices[0].channels.cut);
	is_int(bus.devices[0].channels.list[0].relid, 101);
	drop_all();
}

static void classes_are_known_by_guid(void)
{
	is_string(class_find("a9a0f4e7-5a45-4d96-b827-8a841e8c03e6")->key, "kvp");
	is_string(class_find("c376c1c3-d276-48d2-90a9-c04748072c60")->key, "reserved");
	is_string(class_find("")->key, "unknown");
	is_string(class_find(NULL)->key, "unknown");
	is_string(class_find("A9A0F4E7-5A45-4D96-B827-8A841E8C03E6")->key, "unknown");
}

TAP_MAIN(TAP_CASE(an_absent_bus_is_said_so), TAP_CASE(an_empty_bus_is_one),
         TAP_CASE(devices_come_in_the_order_of_numbers), TAP_CASE(a_device_tells_all_it_has),
         TAP_CASE(channels_are_those_of_both_sources),
         TAP_CASE(a_device_without_attributes_is_still_one),
         TAP_CASE(what_the_kernel_would_not_write_is_not_taken),
         TAP_CASE(more_channels_than_there_can_be_are_cut), TAP_CASE(classes_are_known_by_guid))
