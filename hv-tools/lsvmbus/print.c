// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"
#include "auto.h"
#include "json.h"
#include <inttypes.h>

/* A number as text, "?" for none. */
struct digits {
	char text[24];
};

static struct digits digits(struct number n)
{
	struct digits d = { "?" };

	if (n.known)
		snprintf(d.text, sizeof(d.text), "%" PRIu64, n.value);
	return d;
}

static void text_channels(const struct channels *c, FILE *out)
{
	for (size_t i = 0; i < c->count; i++)
		fprintf(out, "\tRel_ID=%" PRIu32 ", target_cpu=%s\n", c->list[i].relid,
		        digits(c->list[i].cpu).text);
}

static void text_counters(const struct channel *c, FILE *out)
{
	fprintf(out, "\tChannel %" PRIu32 ":", c->relid);
	if (c->ring_bytes.known)
		fprintf(out, " ring=%" PRIu64, c->ring_bytes.value);
	for (int i = 0; i < CHANNEL_VALUES; i++)
		if (c->values[i].known)
			fprintf(out, " %s=%" PRIu64, channel_value_names[i].file,
			        c->values[i].value);
	fputc('\n', out);
}

static void text_details(const struct device *d, FILE *out)
{
	const char *state = device_state_name(d);

	fprintf(out, "\tDriver = %s, state = %s, NUMA node = %s\n",
	        d->driver[0] ? d->driver : "none", state ? state : "?", digits(d->numa_node).text);
	fprintf(out, "\tRing bytes: in = %s, out = %s\n", digits(d->rings.in_bytes).text,
	        digits(d->rings.out_bytes).text);
	for (size_t i = 0; i < d->channels.count; i++)
		text_counters(&d->channels.list[i], out);
}

static void text_device(const struct device *d, unsigned int level, FILE *out)
{
	fprintf(out, "VMBUS ID %2s: ", digits(d->id).text);
	if (level == 0) {
		fprintf(out, "%s\n", d->class->name);
		return;
	}
	fprintf(out, "Class_ID = {%s} - %s\n", d->class_id[0] ? d->class_id : "?", d->class->name);
	if (level > 1)
		fprintf(out, "\tDevice_ID = {%s}\n\tSysfs path: " BUS_FOLDER "/%s\n",
		        d->device_id[0] ? d->device_id : "?", d->name);
	text_channels(&d->channels, out);
	if (level > 2)
		text_details(d, out);
	fputc('\n', out);
}

void print_text(const struct bus *bus, unsigned int level, FILE *out)
{
	for (size_t i = 0; i < bus->count; i++)
		text_device(&bus->devices[i], level, out);
}

static void json_number(struct hv_json *j, const char *key, struct number n)
{
	if (n.known)
		hv_json_uint(j, key, n.value);
	else
		hv_json_string(j, key, NULL);
}

static void json_text(struct hv_json *j, const char *key, const char *text)
{
	hv_json_string(j, key, text[0] ? text : NULL);
}

static void json_channel(struct hv_json *j, const struct channel *c)
{
	hv_json_object(j, NULL);
	hv_json_uint(j, "relid", c->relid);
	json_number(j, "cpu", c->cpu);
	json_number(j, "ring_bytes", c->ring_bytes);
	for (int i = 0; i < CHANNEL_VALUES; i++)
		json_number(j, channel_value_names[i].key, c->values[i]);
	hv_json_end_object(j);
}

static void json_device(struct hv_json *j, const struct device *d)
{
	char path[sizeof(BUS_FOLDER) + 1 + NAME_TEXT];

	snprintf(path, sizeof(path), BUS_FOLDER "/%s", d->name);
	hv_json_object(j, NULL);
	json_number(j, "id", d->id);
	json_text(j, "class_id", d->class_id);
	hv_json_string(j, "class", d->class->key);
	hv_json_string(j, "name", d->class->name);
	json_text(j, "device_id", d->device_id);
	hv_json_string(j, "sysfs_path", path);
	json_text(j, "driver", d->driver);
	hv_json_string(j, "state", device_state_name(d));
	json_number(j, "numa_node", d->numa_node);
	json_number(j, "vendor", d->vendor);
	json_number(j, "device", d->device);
	json_number(j, "ring_in_bytes", d->rings.in_bytes);
	json_number(j, "ring_out_bytes", d->rings.out_bytes);
	hv_json_bool(j, "channels_cut", d->channels.cut);
	hv_json_array(j, "channels");
	for (size_t i = 0; i < d->channels.count; i++)
		json_channel(j, &d->channels.list[i]);
	hv_json_end_array(j);
	hv_json_end_object(j);
}

void print_json(const struct bus *bus, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", LSVMBUS_SCHEMA);
	hv_json_array(&j, "devices");
	for (size_t i = 0; i < bus->count; i++)
		json_device(&j, &bus->devices[i]);
	hv_json_end_array(&j);
	hv_json_uint(&j, "skipped", bus->skipped);
	hv_json_end_object(&j);
}
