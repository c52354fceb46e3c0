/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A requirement list, NAME.policy: what somebody (Docker, Kubernetes, systemd, …) asks of a kernel config, each
 * line with where it is written. Lines:
 *	title = TEXT				who asks
 *	source TAG = TEXT			where it is written; TAG is used below
 *	[GROUP] LEVEL TEXT			a group begins; LEVEL is required, recommended or optional
 *	when series RANGE [RANGE...]		for the rest of the paragraph (to the next blank line): only
 *	when arch ARCH [ARCH...]		for these kernels; several lines must all fit
 *	when config DEMAND			only for configs of which the demand holds
 *	DEMAND ; TAG [PLACE] [; WHY]		what is asked (demand.h), the source and the place there, and why
 * Blank lines and lines that begin with # say nothing. Ranges are those of release.h, arches Kconfig's names
 * for people (x86_64, arm64).
 *
 * The lists come with the program (data.h) or from a folder.
 */
#pragma once
#include "demand.h"
#include "finding.h"
#include "words.h"

enum kconf_level { KCONF_REQUIRED, KCONF_RECOMMENDED, KCONF_OPTIONAL, KCONF_N_LEVELS };

struct kconf_group {
	char *name, *title;
	enum kconf_level level;
};

/* Which kernels and configs a requirement is for. */
struct kconf_scope {
	struct kconf_release_range *ranges; /* any of them; none = all */
	size_t n_ranges;
	struct kconf_words arches;   /* none = all */
	struct kconf_demand *config; /* NULL = all */
};

struct kconf_requirement {
	struct kconf_demand *demand;
	struct kconf_scope scope;
	size_t group;       /* index into the policy's groups */
	const char *source; /* the policy's */
	char *place, *why;  /* NULL = not told */
	unsigned int line;
};

struct kconf_source {
	char *tag, *text;
};

struct kconf_policy {
	char *name; /* of the file, without .policy */
	char *path, *title;
	struct kconf_source **sources;
	struct kconf_group *groups;
	struct kconf_requirement *requirements;
	size_t n_sources, n_groups, n_requirements;
};

struct kconf_policies {
	struct kconf_policy *items; /* in the order of their names */
	size_t n;
};

extern const char *const kconf_level_names[KCONF_N_LEVELS];

/* The level of that name, or -1. */
int kconf_level_find(const char *name);

/*
 * Parse @text, which is changed, as the list called @name. What is wrong with it becomes findings at @path; a
 * list with findings is not to be trusted, but to be freed. 0 or -ENOMEM.
 */
int kconf_policy_parse(const char *name, const char *path, char *text, size_t len,
                       struct kconf_findings *findings, struct kconf_policy *ret_policy);
void kconf_policy_done(struct kconf_policy *policy);

/*
 * All lists of @folder, or with NULL those that came with the program. 0, or an errno of reading; what is wrong
 * with the lists becomes findings.
 */
int kconf_policies_read(const char *folder, struct kconf_findings *findings,
                        struct kconf_policies *ret_policies);
void kconf_policies_done(struct kconf_policies *policies);
const struct kconf_policy *kconf_policies_find(const struct kconf_policies *policies,
                                               const char *name);

/* Is the requirement for this config? @release and @arch are those of the kernel. */
bool kconf_scope_fits(const struct kconf_scope *scope, const struct kconf_config *config,
                      struct kconf_release release, const char *arch);

/* The same without a config: for some config of this kernel; @release or @arch NULL = any. */
bool kconf_scope_may_fit(const struct kconf_scope *scope, const struct kconf_release *release,
                         const char *arch);
void kconf_scope_done(struct kconf_scope *scope);

/* What the lists say about one symbol. @alternative: other symbols would do as well, or must hold too. */
struct kconf_mention {
	const struct kconf_policy *policy;
	const struct kconf_group *group;
	const struct kconf_requirement *requirement;
	const struct kconf_term *term; /* what is wanted of the symbol: KCONF_TERM_OFF forbids it */
	bool alternative;
};

/*
 * Call @tell for each requirement that names @symbol, list by list; anything but 0 ends that and is returned.
 * Those whose scope cannot fit are left out; @release NULL takes every release.
 */
int kconf_policies_about(const struct kconf_policies *policies, const char *symbol,
                         const struct kconf_release *release, const char *arch,
                         int (*tell)(void *ctx, const struct kconf_mention *mention), void *ctx);
