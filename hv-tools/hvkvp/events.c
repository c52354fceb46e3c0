// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp events. */
#include "auto.h"
#include "boot.h"
#include "commands.h"
#include "iso_time.h"
#include "pools.h"
#include "timeline.h"
#include <errno.h>
#include <string.h>

static const struct hv_option options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_POOL("where to look (default guest)"),
	OPTION_FLAG("all", 'a', all, "texts in full, however long"),
	OPTION_FLAG("since-boot", 'b', since_boot, "only what this boot told"),
	OPTION_TEXT("extract", 'x', extract, "NAME",
	            "write only the text of the last event of this name, unpacked"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp events",
	.synopsis = "[OPTION]...",
	.summary = "Show what cloud-init and azure-init told the host, as a timeline.",
	.options = options,
};

/* The two clocks that tell when a boot began may differ by the seconds they are cut to. */
enum { SLACK_S = 2 };

static bool is_since(const struct event *e, int64_t boot_s)
{
	if (e->time_ns != 0)
		return e->time_ns >= boot_s * NS_PER_S;
	return e->source == EVENT_CLOUD_INIT && e->incarnation + SLACK_S >= (uint64_t)boot_s;
}

static void keep_since(struct telemetry *t, int64_t boot_s)
{
	size_t n = 0, reports = 0;

	for (size_t i = 0; i < t->event_count; i++) {
		if (is_since(&t->events[i], boot_s))
			t->events[n++] = t->events[i];
		else
			event_free(&t->events[i]);
	}
	t->event_count = n;
	for (size_t i = 0; i < t->report_count; i++) {
		if (t->reports[i].time_ns >= boot_s * NS_PER_S)
			t->reports[reports++] = t->reports[i];
		else
			report_free(&t->reports[i].report);
	}
	t->report_count = reports;
}

static int since_boot(const struct options *o, struct telemetry *t)
{
	AUTO_CLOSE int root = options_root(o);
	int64_t boot_s;
	int rc = root < 0 ? root : boot_time(root, &boot_s);

	if (rc < 0)
		return complain("--since-boot: when the boot was is not known: %s", strerror(-rc));
	keep_since(t, boot_s);
	return 0;
}

static int extract(const struct telemetry *t, const char *name)
{
	const struct event *found = NULL;

	for (size_t i = 0; i < t->event_count; i++)
		if (strcmp(t->events[i].name, name) == 0)
			found = &t->events[i];
	if (!found) {
		complain("no event of this name: %s", name);
		return HV_EXIT_FAILED;
	}
	fwrite(found->message, 1, found->message_len, stdout);
	if (!found->problem[0])
		return HV_EXIT_OK;
	complain("not all of it: %s", found->problem);
	return HV_EXIT_FOUND;
}

static int show(const struct options *o, unsigned int number, const struct records *records,
                struct telemetry *t)
{
	if (o->since_boot && since_boot(o, t) < 0)
		return HV_EXIT_FAILED;
	if (o->extract)
		return extract(t, o->extract);
	if (o->json)
		timeline_json(stdout, t, records, number);
	else
		timeline_write(stdout, t, records, o->all);
	return HV_EXIT_OK;
}

int events_command(int argc, char **argv)
{
	struct options o = { 0 };
	struct telemetry t = { 0 };
	struct records records;
	int first, number, rc;

	rc = options_parse(&cli, argc, argv, 0, 0, &o, &first);
	if (rc >= 0)
		return rc;
	number = o.pool ? pool_by_name(o.pool) : HV_POOL_GUEST;
	if (number < 0)
		return HV_EXIT_USAGE;
	if (pool_load(&o, (unsigned int)number, &records) < 0)
		return HV_EXIT_FAILED;
	rc = telemetry_read(&records, &t);
	if (rc < 0)
		complain("%s", strerror(-rc));
	rc = rc < 0 ? HV_EXIT_FAILED : show(&o, (unsigned int)number, &records, &t);
	telemetry_free(&t);
	records_free(&records);
	return rc;
}
