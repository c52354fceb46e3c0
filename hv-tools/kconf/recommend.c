// SPDX-License-Identifier: GPL-2.0-only
#include "recommend.h"
#include "auto.h"
#include "json.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct kconf_advice *add(struct kconf_recommendation *r, const struct kconf_device *device,
                                const struct machine_device *machine)
{
	struct kconf_advice *items = reallocarray(r->items, r->n + 1, sizeof(*items));

	if (!items)
		return NULL;
	r->items = items;
	items[r->n] = (struct kconf_advice){ .device = device, .machine = machine };
	return &items[r->n++];
}

/* Entries stand in the table's order: the first that has a flavor is the one. */
static void choose_flavor(struct kconf_recommendation *r, const struct kconf_devices *table)
{
	r->flavor = NULL;
	for (size_t t = 0; t < table->n && !r->flavor; t++) {
		for (size_t i = 0; i < r->n; i++) {
			const struct kconf_device *d = r->items[i].device;

			if (d != &table->items[t] || !d->flavor)
				continue;
			r->flavor = d->flavor;
			r->because = d->name;
		}
	}
}

int kconf_recommend_answer(const struct kconf_devices *table, const char *question,
                           const char *answer, struct kconf_recommendation *r)
{
	const struct kconf_device *device;
	AUTO_FREE char *key = NULL;

	if (asprintf(&key, "%s %s", question, answer) < 0)
		return -ENOMEM;
	device = kconf_devices_find(table, KCONF_DEVICE_ANSWER, key);
	if (!device)
		return -ENOENT;
	if (!add(r, device, NULL))
		return -ENOMEM;
	choose_flavor(r, table);
	return 0;
}

static const struct kconf_device *identify(const struct kconf_devices *table,
                                           const struct machine_device *d)
{
	const struct kconf_device *found;

	if (!d->is_pci)
		return kconf_devices_find(table, KCONF_DEVICE_VMBUS, d->key);
	found = kconf_devices_find(table, KCONF_DEVICE_PCI, d->key);
	return found ? found : kconf_devices_find(table, KCONF_DEVICE_CLASS, d->class);
}

/* The entry of the same device, or of the same unknown one. */
static struct kconf_advice *find(struct kconf_recommendation *r, const struct kconf_device *known,
                                 const struct machine_device *d)
{
	for (size_t i = 0; i < r->n; i++) {
		struct kconf_advice *a = &r->items[i];

		if (!a->machine || a->device != known)
			continue;
		if (known || strcmp(a->machine->key, d->key) == 0)
			return a;
	}
	return NULL;
}

int kconf_recommend_machine(const struct kconf_devices *table, const struct machine *machine,
                            struct kconf_recommendation *r)
{
	for (size_t i = 0; i < machine->n; i++) {
		const struct machine_device *d = &machine->items[i];
		const struct kconf_device *known = identify(table, d);
		struct kconf_advice *a = find(r, known, d);

		if (!a)
			a = add(r, known, d);
		if (!a)
			return -ENOMEM;
		a->count++;
		a->undriven += known && d->driver_told && !d->driver[0];
	}
	return 0;
}

bool kconf_need_applies(const struct kconf_need *need, struct kconf_release release)
{
	return kconf_release_range_has(&need->range, release);
}

bool kconf_need_lacks(const struct kconf_need *need, const struct kconf_config *config,
                      struct kconf_release release)
{
	return config && !kconf_demand_holds(need->demand, config, release);
}

static void text_need(const struct kconf_need *need, const struct kconf_config *config,
                      bool lacking, FILE *out)
{
	const char *symbol = kconf_demand_symbol(need->demand);

	fprintf(out, "    %s", need->demand->text);
	if (config)
		fprintf(out, "%s (%s is %s)", lacking ? "  LACKING" : "  ok", symbol,
		        kconf_value_of(config, symbol));
	fputc('\n', out);
}

static void text_head(const struct kconf_advice *a, FILE *out)
{
	const struct machine_device *m = a->machine;

	if (a->device && !m)
		fprintf(out, "%s\n", a->device->name);
	else if (a->device)
		fprintf(out, "%s (%s)%s%zu\n", a->device->name, m->key, a->count > 1 ? " x " : "",
		        a->count);
	else if (m->is_pci)
		fprintf(out, "PCI device %s of class %s: not known to us\n", m->key, m->class);
	else
		fprintf(out, "VMBus device of class %s: not known to us\n", m->key);
	if (a->undriven)
		fprintf(out, "    NO DRIVER has %zu of them now\n", a->undriven);
}

static size_t text_advice(const struct kconf_advice *a, struct kconf_release release,
                          const struct kconf_config *config, FILE *out)
{
	const struct kconf_device *d = a->device;
	size_t lacks = 0;

	text_head(a, out);
	for (size_t i = 0; d && i < d->n_needs; i++) {
		bool lacking = kconf_need_lacks(&d->needs[i], config, release);

		if (!kconf_need_applies(&d->needs[i], release))
			continue;
		text_need(&d->needs[i], config, lacking, out);
		lacks += lacking;
	}
	if (d && d->origin.why)
		fprintf(out, "    (%s)\n", d->origin.why);
	return lacks;
}

static void json_need(struct hv_json *j, const struct kconf_need *need,
                      const struct kconf_config *config, bool lacking)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "demand", need->demand->text);
	hv_json_string(j, "symbol", kconf_demand_symbol(need->demand));
	if (config) {
		hv_json_string(j, "value",
		               kconf_value_of(config, kconf_demand_symbol(need->demand)));
		hv_json_bool(j, "lacking", lacking);
	}
	hv_json_end_object(j);
}

static const char *kind_of(const struct kconf_advice *a)
{
	if (a->device)
		return kconf_device_names[a->device->kind];
	return a->machine && a->machine->is_pci ? "pci" : "vmbus";
}

static const char *id_of(const struct kconf_advice *a)
{
	if (a->machine)
		return a->machine->key;
	return a->device ? a->device->key : NULL;
}

static size_t json_advice(struct hv_json *j, const struct kconf_advice *a,
                          struct kconf_release release, const struct kconf_config *config)
{
	const struct kconf_device *d = a->device;
	size_t lacks = 0;

	hv_json_object(j, NULL);
	hv_json_string(j, "kind", kind_of(a));
	hv_json_string(j, "id", id_of(a));
	hv_json_string(j, "name", d ? d->name : NULL);
	hv_json_uint(j, "count", a->count);
	hv_json_uint(j, "without_driver", a->undriven);
	hv_json_string(j, "source", d ? d->origin.source : NULL);
	hv_json_string(j, "why", d ? d->origin.why : NULL);
	hv_json_array(j, "needs");
	for (size_t i = 0; d && i < d->n_needs; i++) {
		bool lacking = kconf_need_lacks(&d->needs[i], config, release);

		if (!kconf_need_applies(&d->needs[i], release))
			continue;
		json_need(j, &d->needs[i], config, lacking);
		lacks += lacking;
	}
	hv_json_end_array(j);
	hv_json_end_object(j);
	return lacks;
}

static size_t print_json(const struct kconf_recommendation *r, struct kconf_release release,
                         const struct kconf_config *config, FILE *out)
{
	struct hv_json j;
	size_t lacks = 0;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.kconf-recommend/1");
	hv_json_string(&j, "flavor", r->flavor);
	hv_json_string(&j, "because", r->because);
	hv_json_array(&j, "entries");
	for (size_t i = 0; i < r->n; i++)
		lacks += json_advice(&j, &r->items[i], release, config);
	hv_json_end_array(&j);
	hv_json_uint(&j, "lacking", lacks);
	hv_json_end_object(&j);
	return lacks;
}

size_t kconf_recommend_print(const struct kconf_recommendation *r, struct kconf_release release,
                             const struct kconf_config *config, bool json, FILE *out)
{
	size_t lacks = 0;

	if (json)
		return print_json(r, release, config, out);
	if (r->flavor)
		fprintf(out, "flavor: %s (%s)\n\n", r->flavor, r->because);
	for (size_t i = 0; i < r->n; i++)
		lacks += text_advice(&r->items[i], release, config, out);
	return lacks;
}
