// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp host: what the host tells of itself, in pool 3. */
#include "auto.h"
#include "commands.h"
#include "output.h"
#include "pools.h"
#include <ctype.h>
#include <string.h>

enum { HOST_POOL = 3, LABEL_MAX = 63 };

static const struct hv_option options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_NULL,
	OPTION_FLAG("prometheus", 'P', prometheus, "write a metric with a label for each fact"),
	OPTION_FLAG("label-output", 'l', labels, "write NAME=VALUE as labels of Kubernetes may be"),
	OPTION_TEXT("prefix", 0, prefix, "TEXT", "in front of each label's name: \"example.org/\""),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp host",
	.synopsis = "[OPTION]... [FACT]",
	.summary = "Show what the host tells of itself and of this machine, or one fact of that.",
	.options = options,
};

/* The first record of each key counts. */
static void keep_facts(struct records *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct records kept = { .items = r->items, .count = n };

		if (r->items[i].good && !records_find(&kept, r->items[i].key, r->items[i].key_len))
			r->items[n++] = r->items[i];
		else
			free(r->items[i].key);
	}
	r->count = n;
}

static void write_text(const struct options *o, const struct records *r)
{
	for (size_t i = 0; i < r->count; i++) {
		text_field(stdout, text_form(o), r->items[i].key, r->items[i].key_len, false);
		text_field(stdout, text_form(o), r->items[i].value, r->items[i].value_len, true);
	}
}

static void write_json(const struct records *r)
{
	struct hv_json j;

	json_start(&j, stdout, false, "hvkvp-host/1");
	hv_json_object(&j, "facts");
	for (size_t i = 0; i < r->count; i++)
		hv_json_string_n(&j, r->items[i].key, r->items[i].value, r->items[i].value_len);
	hv_json_end_object(&j);
	hv_json_end_object(&j);
}

/* PhysicalHostName is physical_host_name; a run of capitals is one word: OsID is os_id. */
static void metric_label(const struct record *fact, char *buf, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < fact->key_len && n + 3 < size; i++) {
		const unsigned char c = (unsigned char)fact->key[i];
		const bool after_small = i > 0 && islower((unsigned char)fact->key[i - 1]);

		if (n == 0 && isdigit(c))
			buf[n++] = '_';
		if (isupper(c) && after_small)
			buf[n++] = '_';
		buf[n++] = isalnum(c) && c < 0x80 ? (char)tolower(c) : '_';
	}
	buf[n] = '\0';
}

static void metric_value(const struct record *fact)
{
	for (size_t i = 0; i < fact->value_len; i++) {
		const char c = fact->value[i];

		if (c == '\n')
			fputs("\\n", stdout);
		else if (c == '"' || c == '\\')
			printf("\\%c", c);
		else
			putchar(c);
	}
}

/* Two keys may come to the same label, which a metric must not have twice. */
static bool label_is_new(const struct records *r, size_t i, const char *label)
{
	char other[HV_POOL_KEY_SIZE];

	for (size_t k = 0; k < i; k++) {
		metric_label(&r->items[k], other, sizeof(other));
		if (strcmp(label, other) == 0)
			return false;
	}
	return true;
}

static void write_prometheus(const struct records *r)
{
	char label[HV_POOL_KEY_SIZE];
	const char *comma = "";

	puts("# HELP hv_host_info What the Hyper-V host tells of itself and of this machine.");
	puts("# TYPE hv_host_info gauge");
	fputs("hv_host_info{", stdout);
	for (size_t i = 0; i < r->count; i++) {
		metric_label(&r->items[i], label, sizeof(label));
		if (!label_is_new(r, i, label))
			continue;
		printf("%s%s=\"", comma, label);
		metric_value(&r->items[i]);
		putchar('"');
		comma = ",";
	}
	puts("} 1");
}

/* Letters, digits, and in between them '-', '_' and '.'; 63 at most. */
static void kubernetes_word(const char *text, size_t len, char buf[LABEL_MAX + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < LABEL_MAX; i++) {
		const unsigned char c = (unsigned char)text[i];
		const bool plain = c < 0x80 && isalnum(c);

		if (plain || n > 0)
			buf[n++] = plain || c == '-' || c == '.' ? (char)c : '_';
	}
	while (n > 0 && !isalnum((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
}

static void write_labels(const struct records *r, const char *prefix)
{
	char name[LABEL_MAX + 1], value[LABEL_MAX + 1];

	for (size_t i = 0; i < r->count; i++) {
		kubernetes_word(r->items[i].key, r->items[i].key_len, name);
		kubernetes_word(r->items[i].value, r->items[i].value_len, value);
		if (name[0])
			printf("%s%s=%s\n", prefix ? prefix : "", name, value);
	}
}

static int write_fact(const struct options *o, const struct records *r, const char *name)
{
	const struct record *fact = records_find(r, name, strlen(name));
	const struct records one = { .items = (struct record *)fact, .count = 1 };

	if (!fact) {
		complain("the host does not tell of this: %s", name);
		return HV_EXIT_FAILED;
	}
	if (o->json)
		write_json(&one);
	else if (o->prometheus)
		write_prometheus(&one);
	else if (o->labels)
		write_labels(&one, o->prefix);
	else
		text_field(stdout, text_form(o), fact->value, fact->value_len, true);
	return HV_EXIT_OK;
}

int host_command(int argc, char **argv)
{
	struct options o = { 0 };
	struct records r;
	int first, rc;

	rc = options_parse(&cli, argc, argv, 0, 1, &o, &first);
	if (rc >= 0)
		return rc;
	if (o.json + o.prometheus + o.labels > 1) {
		complain("--json, --prometheus and --label-output exclude each other");
		return HV_EXIT_USAGE;
	}
	if (pool_load_good(&o, HOST_POOL, &r) < 0)
		return HV_EXIT_FAILED;
	keep_facts(&r);
	if (first < argc)
		rc = write_fact(&o, &r, argv[first]);
	else if (o.json)
		write_json(&r);
	else if (o.prometheus)
		write_prometheus(&r);
	else if (o.labels)
		write_labels(&r, o.prefix);
	else
		write_text(&o, &r);
	if (first == argc && r.count == 0) {
		complain("the host has told nothing yet");
		rc = HV_EXIT_FAILED;
	}
	records_free(&r);
	return rc < 0 ? HV_EXIT_OK : rc;
}
