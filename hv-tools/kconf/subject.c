// SPDX-License-Identifier: GPL-2.0-only
#include "subject.h"
#include "auto.h"
#include "file.h"
#include "gunzip.h"
#include "max_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An architecture is known by a symbol that no other has. */
static const struct {
	const char *symbol, *arch;
} arches[] = {
	{ "X86_64", "x86_64" }, { "ARM64", "arm64" }, { "X86_32", "i386" },   { "ARM", "arm" },
	{ "RISCV", "riscv" },   { "S390", "s390" },   { "PPC64", "powerpc" },
};

static const char *arch_of(const struct kconf_config *config)
{
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++) {
		const struct kconf_setting *s = kconf_config_find(config, arches[i].symbol);

		if (s && s->kind == KCONF_YES)
			return arches[i].arch;
	}
	return NULL;
}

static const char *known_arch(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (strcmp(arches[i].arch, name) == 0)
			return arches[i].arch;
	return NULL;
}

static int find_arch(struct kconf_subject *s, const char *given, const char **ret_why)
{
	s->arch = given ? known_arch(given) : arch_of(s->config);
	if (s->arch)
		return 0;
	*ret_why =
		given ? "no such architecture; known: x86_64, arm64, i386, arm, riscv, s390, powerpc"
		      : "it names no architecture (CONFIG_X86_64=y, CONFIG_ARM64=y, …); say --arch";
	return -ENOENT;
}

static int find_release(struct kconf_subject *s, const char *data, size_t len, const char *given,
                        const char **ret_why)
{
	size_t n = given ? strlen(given) : 0;
	int rc = given ? kconf_release_parse(given, n, &s->release)
	               : kconf_release_of_config(data, len, &s->release, &given, &n);

	if (rc == 0) {
		s->release_text = strndup(given, n);
		return s->release_text ? 0 : -ENOMEM;
	}
	*ret_why = rc == -ENOENT
	                   ? "it has no heading '# Linux/… Kernel Configuration' that tells its "
	                     "release; say --series"
	                   : "not a kernel release such as 6.12.117";
	return rc;
}

static int take_entry(void *ctx, const struct kconf_entry *entry)
{
	struct kconf_subject *s = ctx;

	return kconf_config_put(s->config, s->path, entry, &s->findings);
}

static int take_problem(void *ctx, unsigned int line, const char *what)
{
	struct kconf_subject *s = ctx;

	kconf_finding_add(&s->findings, KCONF_SYNTAX, s->path, line, NULL, "%s", what);
	return 0;
}

static int parse(struct kconf_subject *s, const char *data, size_t len, const char *series,
                 const char *arch, const char **ret_why)
{
	struct kconf_sink sink = { take_entry, take_problem, s };
	int rc = kconf_fragment_parse(data, len, NULL, &sink);

	if (rc < 0)
		return rc;
	if (s->config->n == 0) {
		*ret_why = "no setting in it: not a kernel config";
		return -ENODATA;
	}
	rc = find_release(s, data, len, series, ret_why);
	return rc < 0 ? rc : find_arch(s, arch, ret_why);
}

/* What is compressed is unpacked first. */
static int unpack_and_parse(struct kconf_subject *s, const char *data, size_t len,
                            const char *series, const char *arch, const char **ret_why)
{
	AUTO_FREE char *text = NULL;
	int rc;

	if (!kconf_is_gzip(data, len))
		return parse(s, data, len, series, arch, ret_why);
	rc = kconf_gunzip(data, len, KCONF_MAX_FILE, &text, &len);
	if (rc == -EBADMSG)
		*ret_why = "damaged, or cut off: its compression does not come to an end";
	return rc < 0 ? rc : parse(s, text, len, series, arch, ret_why);
}

int kconf_subject_parse(const char *path, const char *data, size_t len, const char *series,
                        const char *arch, struct kconf_subject *ret_subject, const char **ret_why)
{
	struct kconf_subject s = { .path = strdup(path), .config = kconf_config_new() };
	int rc = -ENOMEM;

	*ret_why = NULL;
	if (s.path && s.config)
		rc = unpack_and_parse(&s, data, len, series, arch, ret_why);
	if (rc < 0)
		kconf_subject_done(&s);
	else
		*ret_subject = s;
	return rc;
}

static int read_input(char **ret_data, size_t *ret_len)
{
	char *data = malloc(KCONF_MAX_FILE + 1);
	ssize_t n = data ? hv_read_all(STDIN_FILENO, data, KCONF_MAX_FILE + 1) : -ENOMEM;

	if (n < 0) {
		free(data);
		return (int)n;
	}
	*ret_data = data;
	*ret_len = (size_t)n;
	return 0;
}

int kconf_subject_read(const char *path, const char *series, const char *arch,
                       struct kconf_subject *ret_subject, const char **ret_why)
{
	AUTO_FREE char *data = NULL;
	size_t len = 0;
	int rc = strcmp(path, "-") == 0 ? read_input(&data, &len)
	                                : hv_file_read(path, KCONF_MAX_FILE, &data, &len);

	*ret_why = NULL;
	if (rc < 0)
		return rc;
	return kconf_subject_parse(path, data, len, series, arch, ret_subject, ret_why);
}

void kconf_subject_done(struct kconf_subject *s)
{
	kconf_config_free(s->config);
	kconf_findings_done(&s->findings);
	free(s->release_text);
	free(s->path);
	*s = (struct kconf_subject){ 0 };
}
