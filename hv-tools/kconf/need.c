// SPDX-License-Identifier: GPL-2.0-only
#include "need.h"
#include "why.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static size_t symbol_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

/* One of what stands behind the @, parted by commas. */
static int parse_condition(const char *text, size_t len, struct kconf_need *need)
{
	if (memmem(text, len, "..", 2)) {
		need->has_range = true;
		return kconf_release_range_parse(text, len, &need->range);
	}
	if (len == 0 || len >= sizeof(need->arch) || need->arch[0] || symbol_length(text) != len)
		return -EINVAL;
	memcpy(need->arch, text, len);
	need->arch[len] = '\0';
	return 0;
}

static int parse_conditions(const char *text, struct kconf_need *need)
{
	int rc;

	for (;;) {
		size_t len = strcspn(text, ",");

		rc = parse_condition(text, len, need);
		if (rc < 0 || !text[len])
			return rc;
		text += len + 1;
	}
}

int kconf_need_parse(const char *word, struct kconf_need *ret_need)
{
	size_t len = symbol_length(word);
	struct kconf_need need = { 0 };
	int rc = 0;

	if (len == 0 || len > KCONF_MAX_NAME)
		return -EINVAL;
	memcpy(need.symbol, word, len);
	word += len;
	if (*word == '=') {
		need.value = ++word;
		need.value_len = strcspn(word, "@");
		word += need.value_len;
	}
	if (*word == '@')
		rc = parse_conditions(word + 1, &need);
	else if (*word)
		rc = -EINVAL;
	if (rc < 0 || (need.value && need.value_len == 0))
		return -EINVAL;
	*ret_need = need;
	return 0;
}

bool kconf_need_fits(const struct kconf_need *need, const struct kconf_target *target)
{
	const struct kconf_release newest = kconf_series_newest(target->series);

	return (!need->has_range || kconf_release_range_has(&need->range, newest)) &&
	       (!need->arch[0] || strcmp(need->arch, target->arch) == 0);
}

bool kconf_need_holds(const struct kconf_need *need, const struct kconf_config *config)
{
	const struct kconf_setting *s = kconf_config_find(config, need->symbol);

	if (!need->value)
		return s && s->kind != KCONF_NO;
	if (!s || s->kind == KCONF_NO)
		return need->value_len == 1 && *need->value == 'n';
	return strlen(s->value) == need->value_len &&
	       strncmp(s->value, need->value, need->value_len) == 0;
}

static void note(void *ctx, unsigned int depth, const char *symbol, const char *text)
{
	(void)symbol;
	kconf_finding_note(ctx, "%*s%s", 2 * (int)depth, "", text);
}

static void missing(const struct kconf_need *need, const char *word, const char *file,
                    const struct kconf_env *env, struct kconf_findings *findings)
{
	const struct kconf_setting *s = kconf_config_find(env->config, need->symbol);
	const struct kconf_teller teller = { note, findings };
	const bool built_in = need->value && *need->value == 'y';

	kconf_finding_add(findings, KCONF_NEEDED, file, 0, need->symbol,
	                  "required (%s), but it is %s", word, s ? s->value : "n");
	kconf_why_not(env, need->symbol, built_in ? KCONF_Y : KCONF_M, &teller);
}

static void check_need(const char *word, bool wanted, const char *file,
                       const struct kconf_target *target, const struct kconf_env *env,
                       struct kconf_findings *findings)
{
	const struct kconf_teller teller = { note, findings };
	const struct kconf_setting *s;
	struct kconf_need need;

	if (kconf_need_parse(word, &need) < 0 || !kconf_need_fits(&need, target) ||
	    kconf_need_holds(&need, env->config) == wanted)
		return;
	if (wanted) {
		missing(&need, word, file, env, findings);
		return;
	}
	s = kconf_config_find(env->config, need.symbol);
	kconf_finding_add(findings, KCONF_FORBIDDEN, file, 0, need.symbol,
	                  "forbidden (%s), but it is %s", word, s ? s->value : "n");
	kconf_why_not(env, need.symbol, KCONF_N, &teller);
}

void kconf_check_needs(const struct kconf_words *requires, const struct kconf_words *forbids,
                       const char *file, const struct kconf_target *target,
                       const struct kconf_config *config, const struct kconf_tree *tree,
                       struct kconf_findings *findings)
{
	const struct kconf_env env = { tree, config };

	for (size_t i = 0; i < requires->n; i++)
		check_need(requires->items[i], true, file, target, &env, findings);
	for (size_t i = 0; i < forbids->n; i++)
		check_need(forbids->items[i], false, file, target, &env, findings);
}
