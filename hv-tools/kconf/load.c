// SPDX-License-Identifier: GPL-2.0-only
#include "load.h"
#include "auto.h"
#include "file.h"
#include "flavor.h"
#include "max_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The request's own copy of @path, which lives as long as the settings. */
static const char *keep_path(struct kconf_request *r, const char *path)
{
	if (kconf_words_add(&r->files, path, strlen(path)) < 0)
		return NULL;
	return r->files.items[r->files.n - 1];
}

static int load_fragment(struct kconf_request *r, const char *path,
                         const struct kconf_target *target)
{
	AUTO_FREE char *text = NULL;
	const char *file;
	size_t len;
	int rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);

	if (rc < 0)
		return rc;
	file = keep_path(r, path);
	return file ? kconf_config_parse(r->config, file, text, len, target, &r->findings)
	            : -ENOMEM;
}

/* The release says which flavor it is: one name, so that the two cannot disagree. */
static int add_suffix(struct kconf_request *r, const struct kconf_flavor *flavor)
{
	static const char symbol[] = "LOCALVERSION";
	struct kconf_entry entry = { .name = symbol,
		                     .name_len = sizeof(symbol) - 1,
		                     .kind = KCONF_STRING };
	const char *file = keep_path(r, flavor->path);
	AUTO_FREE char *value = NULL;

	if (!file || asprintf(&value, "\"-%s\"", flavor->name) < 0)
		return -ENOMEM;
	entry.value = value;
	entry.value_len = strlen(value);
	return kconf_config_add(r->config, file, &entry, &r->findings);
}

/* The fragments from @first up to @end of the flavor's list. */
static int load_fragments(struct kconf_request *r, const struct kconf_flavor *flavor, size_t first,
                          size_t end, const struct kconf_target *target)
{
	int rc = 0;

	for (size_t i = first; i < end && rc == 0; i++) {
		const char *name = flavor->fragments.items[i];
		AUTO_FREE char *path = kconf_flavor_fragment(flavor, name);

		rc = path ? load_fragment(r, path, target) : -ENOMEM;
		if (rc < 0 && rc != -ENOMEM) {
			kconf_finding_add(&r->findings, KCONF_SYNTAX, flavor->path, 0, NULL,
			                  "fragment '%s': %s: %s", name, path, strerror(-rc));
			rc = 0;
		}
	}
	return rc;
}

static int put_setting(struct kconf_config *under, const struct kconf_setting *s)
{
	const struct kconf_entry entry = { .name = s->symbol,
		                           .name_len = strlen(s->symbol),
		                           .kind = s->kind,
		                           .value = s->value,
		                           .value_len = strlen(s->value),
		                           .line = s->line };

	return kconf_config_put(under, s->file, &entry, NULL);
}

/* The overlays' fragments agree with one another, and win over the base's. */
static int load_overlays(struct kconf_request *r, const struct kconf_flavor *flavor,
                         const struct kconf_target *target)
{
	struct kconf_config *under = r->config, *over = kconf_config_new();
	int rc;

	if (!over)
		return -ENOMEM;
	r->config = over;
	rc = load_fragments(r, flavor, flavor->base_fragments, flavor->fragments.n, target);
	r->config = under;
	for (size_t i = 0; i < over->n && rc == 0; i++)
		rc = put_setting(under, over->items[i]);
	kconf_config_free(over);
	return rc;
}

static int load_layers(struct kconf_request *r, const struct kconf_flavor *flavor,
                       const struct kconf_target *target)
{
	int rc = add_suffix(r, flavor);

	if (rc == 0)
		rc = load_fragments(r, flavor, 0, flavor->base_fragments, target);
	if (rc == 0 && flavor->base_fragments < flavor->fragments.n)
		rc = load_overlays(r, flavor, target);
	return rc;
}

static bool is_for(const char *what, const struct kconf_words *have, const char *wanted,
                   const char *name, FILE *err)
{
	AUTO_FREE char *list = NULL;

	if (kconf_words_have(have, wanted))
		return true;
	list = kconf_words_join(have);
	fprintf(err, "kconf: flavor %s has no %s %s; it has: %s\n", name, what, wanted,
	        list ? list : "");
	return false;
}

static bool fits(const struct kconf_flavor *flavor, const struct kconf_target *target, FILE *err)
{
	char series[32];

	snprintf(series, sizeof(series), "%u.%u", target->series.major, target->series.minor);
	return is_for("series", &flavor->series, series, flavor->name, err) &&
	       is_for("arch", &flavor->arches, target->arch, flavor->name, err);
}

/* As kconf_request_load() for one flavor, with -EDOM for a target it is not for. */
static int load_flavor(struct kconf_request *r, const char *path, const struct kconf_target *target,
                       FILE *err)
{
	size_t before = r->findings.n;
	struct kconf_flavor flavor;
	int rc = kconf_flavor_read(path, &r->findings, &flavor);

	if (rc < 0)
		return rc;
	if (r->findings.n == before)
		rc = fits(&flavor, target, err) ? load_layers(r, &flavor, target) : -EDOM;
	kconf_flavor_done(&flavor);
	return rc;
}

enum hv_exit kconf_request_load(struct kconf_request *request, char **paths, int n,
                                const struct kconf_target *target, FILE *err)
{
	*request = (struct kconf_request){ .config = kconf_config_new() };
	if (!request->config)
		return HV_EXIT_FAILED;
	for (int i = 0; i < n; i++) {
		int rc = kconf_is_flavor(paths[i]) ? load_flavor(request, paths[i], target, err)
		                                   : load_fragment(request, paths[i], target);

		if (rc == -EDOM)
			return HV_EXIT_USAGE;
		if (rc < 0) {
			fprintf(err, "kconf: %s: %s\n", paths[i], strerror(-rc));
			return HV_EXIT_FAILED;
		}
	}
	return HV_EXIT_OK;
}

void kconf_request_describe(const struct kconf_request *request, FILE *out)
{
	for (size_t i = 0; i < request->files.n; i++)
		fprintf(out, "kconf: read %s\n", request->files.items[i]);
	fprintf(out, "kconf: %zu settings from %zu files\n",
	        request->config ? request->config->n : 0, request->files.n);
}

void kconf_request_done(struct kconf_request *request)
{
	kconf_config_free(request->config);
	kconf_words_done(&request->files);
	kconf_findings_done(&request->findings);
}

enum hv_exit kconf_target_from_options(const char *series, const char *arch,
                                       struct kconf_target *ret_target, FILE *err)
{
	struct kconf_target target = { .arch = arch };

	if (!series || !arch) {
		fputs("kconf: --series and --arch are both needed\n", err);
		return HV_EXIT_USAGE;
	}
	if (kconf_series_parse(series, strlen(series), &target.series) < 0) {
		fprintf(err, "kconf: not a kernel series such as 6.12: %s\n", series);
		return HV_EXIT_USAGE;
	}
	*ret_target = target;
	return HV_EXIT_OK;
}
