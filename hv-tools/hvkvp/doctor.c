// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp doctor. */
#include "auto.h"
#include "checks.h"
#include "commands.h"
#include "output.h"
#include <string.h>

static const struct hv_option options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp doctor",
	.synopsis = "[OPTION]...",
	.summary = "Find out why key-value pairs do not flow; exit 3 when something is wrong.",
	.options = options,
};

static const char *const verdicts[] = {
	[VERDICT_OK] = "ok",
	[VERDICT_NOTE] = "note",
	[VERDICT_WARN] = "warn",
	[VERDICT_FAIL] = "fail",
};

struct visit {
	struct hv_json *json; /* NULL: text */
	enum verdict worst;
};

static void tell(void *ctx, const struct finding *f)
{
	struct visit *v = ctx;

	if (f->verdict > v->worst)
		v->worst = f->verdict;
	if (v->json) {
		hv_json_object(v->json, NULL);
		hv_json_string(v->json, "verdict", verdicts[f->verdict]);
		hv_json_string(v->json, "check", f->check);
		hv_json_string(v->json, "text", f->text);
		hv_json_string(v->json, "advice", f->advice[0] ? f->advice : NULL);
		hv_json_end_object(v->json);
		return;
	}
	printf("%-4s  %-8s  ", verdicts[f->verdict], f->check);
	text_escape(stdout, f->text, strlen(f->text));
	printf("%s%s\n", f->advice[0] ? ": " : "", f->advice);
}

/* Of another root the processor knows nothing. */
static void visit(const struct options *o, int root, struct visit *v)
{
	struct platform p = { 0 };

	if (!o->root)
		p = platform_read(platform_cpuid);
	checks_run(root, &p, tell, v);
}

int doctor_command(int argc, char **argv)
{
	struct options o = { 0 };
	AUTO_CLOSE int root = -1;
	struct visit v = { 0 };
	struct hv_json j;
	int first, rc;

	rc = options_parse(&cli, argc, argv, 0, 0, &o, &first);
	if (rc >= 0)
		return rc;
	root = options_root(&o);
	if (root < 0)
		return HV_EXIT_FAILED;
	if (o.json) {
		v.json = &j;
		json_start(&j, stdout, false, "hvkvp-doctor/1");
		hv_json_array(&j, "findings");
	}
	visit(&o, root, &v);
	if (o.json) {
		hv_json_end_array(&j);
		hv_json_string(&j, "verdict", verdicts[v.worst]);
		hv_json_end_object(&j);
	}
	return v.worst >= VERDICT_WARN ? HV_EXIT_FOUND : HV_EXIT_OK;
}
