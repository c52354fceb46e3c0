/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The modules that an image needs for those asked for: what they depend on and what they want before and after
 * them (softdep), each with the reason why it is in. Modules are those of a struct modules, which outlives it.
 */
#pragma once
#include "fault.h"
#include "modules.h"

enum closure_why { CLOSURE_ASKED, CLOSURE_DEPENDENCY, CLOSURE_SOFTDEP };

struct closure_item {
	const struct module *module;
	enum closure_why why;
	char *reason; /* "profile storage", "dependency of hv_storvsc" */
};

struct closure {
	struct closure_item *items; /* a module stands behind all that it depends on */
	size_t n, room;
};

/* What a word stands for, and whether it has to be there. */
struct closure_want {
	const char *name; /* a module, or an alias such as fs-xfs */
	const char *reason;
	bool optional;
};

/*
 * 0; -ENOENT when the kernel has no such module, also not built in; -ELOOP for dependencies without end;
 * -EBADMSG when modules.dep names a file it has no line for; -ENOMEM; with the reason.
 */
int closure_add(struct closure *closure, const struct modules *m, const struct closure_want *want,
                struct fault *fault);
const struct closure_item *closure_find(const struct closure *closure, const char *name);
void closure_done(struct closure *closure);

#define AUTO_CLOSURE __attribute__((cleanup(closure_done)))
