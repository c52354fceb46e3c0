// SPDX-License-Identifier: GPL-2.0-only
#include "closure.h"
#include "auto.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, NAME_SIZE = 128 };

struct walk {
	struct closure *closure;
	const struct modules *m;
	struct fault *fault;
	const struct module *path[DEPTH_MAX]; /* from the one asked for to the one looked at */
	unsigned int depth;
};

static int add_by_name(struct walk *w, const struct closure_want *want, enum closure_why why);

const struct closure_item *closure_find(const struct closure *closure, const char *name)
{
	for (size_t i = 0; i < closure->n; i++)
		if (strcmp(closure->items[i].module->name, name) == 0)
			return &closure->items[i];
	return NULL;
}

static int append(struct walk *w, const struct module *module, enum closure_why why,
                  const char *reason)
{
	struct closure *c = w->closure;
	struct closure_item *items = array_grow(c->items, c->n, &c->room, sizeof(*items));

	if (items) {
		c->items = items;
		items[c->n] = (struct closure_item){ module, why, strdup(reason) };
	}
	if (!items || !items[c->n].reason)
		return fault_set(w->fault, -ENOMEM, "out of memory");
	c->n++;
	return 0;
}

/* The words of a softdep: names between "pre:" and "post:", the latter wanted after the module. */
static int add_softdeps(struct walk *w, const struct module *module, bool post)
{
	for (size_t i = 0; i < w->m->n_softdeps; i++) {
		const struct module_softdep *s = &w->m->softdeps[i];
		char reason[NAME_SIZE], name[NAME_SIZE];
		bool in_post = false;

		if (strcmp(s->module, module->name) != 0)
			continue;
		snprintf(reason, sizeof(reason), "softdep of %s", module->name);
		for (const char *at = s->text; *(at += strspn(at, " \t"));
		     at += strcspn(at, " \t")) {
			const struct closure_want want = { name, reason, true };
			int rc = 0;

			snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " \t"), at);
			if (strcmp(name, "pre:") == 0 || strcmp(name, "post:") == 0)
				in_post = name[1] == 'o';
			else if (in_post == post)
				rc = add_by_name(w, &want, CLOSURE_SOFTDEP);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

static int add_module(struct walk *w, const struct module *module, enum closure_why why,
                      const char *reason);

/* modules.dep has all that a module depends on, the nearest first, so the last has to be first. */
static int add_deps(struct walk *w, const struct module *module)
{
	char reason[NAME_SIZE];
	const char *end = module->deps + strlen(module->deps);

	snprintf(reason, sizeof(reason), "dependency of %s", module->name);
	while (end > module->deps) {
		const struct module *dep;
		const char *start;
		int rc;

		while (end > module->deps && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		for (start = end; start > module->deps && start[-1] != ' ' && start[-1] != '\t';)
			start--;
		if (start == end)
			break;
		dep = modules_by_path(w->m, start, (size_t)(end - start));
		if (!dep)
			return fault_set(w->fault, -EBADMSG,
			                 "modules.dep has no line for %.*s, which %s needs",
			                 (int)(end - start), start, module->name);
		rc = add_module(w, dep, CLOSURE_DEPENDENCY, reason);
		if (rc < 0)
			return rc;
		end = start;
	}
	return 0;
}

static bool on_path(const struct walk *w, const struct module *module)
{
	for (unsigned int i = 0; i < w->depth; i++)
		if (w->path[i] == module)
			return true;
	return false;
}

static int add_module(struct walk *w, const struct module *module, enum closure_why why,
                      const char *reason)
{
	int rc;

	if (closure_find(w->closure, module->name))
		return 0;
	/* Two modules may want each other softly; neither can need the other. */
	if (why == CLOSURE_SOFTDEP && on_path(w, module))
		return 0;
	if (w->depth == DEPTH_MAX || on_path(w, module))
		return fault_set(w->fault, -ELOOP, "%s: dependencies without end", module->name);
	w->path[w->depth++] = module;
	rc = module->builtin ? 0 : add_softdeps(w, module, false);
	if (rc == 0 && !module->builtin)
		rc = add_deps(w, module);
	if (rc == 0)
		rc = append(w, module, why, reason);
	if (rc == 0 && !module->builtin)
		rc = add_softdeps(w, module, true);
	w->depth--;
	return rc;
}

/* Of the modules an alias stands for, one that is built in will do; else all, as the kernel asks for all. */
static int add_by_alias(struct walk *w, const struct closure_want *want, enum closure_why why,
                        bool *ret_found)
{
	const struct module_alias *alias;

	for (size_t at = 0; (alias = modules_match(w->m, want->name, &at));)
		if (alias->builtin) {
			const struct module *module = modules_find(w->m, alias->module);

			*ret_found = true;
			return module ? add_module(w, module, why, want->reason) : 0;
		}
	for (size_t at = 0; (alias = modules_match(w->m, want->name, &at));) {
		const struct module *module = modules_find(w->m, alias->module);
		int rc = module ? add_module(w, module, why, want->reason) : 0;

		*ret_found |= module != NULL;
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_by_name(struct walk *w, const struct closure_want *want, enum closure_why why)
{
	const struct module *module = modules_find(w->m, want->name);
	bool found = false;
	int rc;

	if (module)
		return add_module(w, module, why, want->reason);
	rc = add_by_alias(w, want, why, &found);
	if (rc < 0 || found || want->optional)
		return rc;
	return fault_set(w->fault, -ENOENT, "this kernel has no %s, which %s needs", want->name,
	                 want->reason);
}

int closure_add(struct closure *closure, const struct modules *m, const struct closure_want *want,
                struct fault *fault)
{
	struct walk w = { .closure = closure, .m = m, .fault = fault };

	return add_by_name(&w, want, CLOSURE_ASKED);
}

void closure_done(struct closure *closure)
{
	for (size_t i = 0; i < closure->n; i++)
		free(closure->items[i].reason);
	free(closure->items);
	*closure = (struct closure){ 0 };
}
