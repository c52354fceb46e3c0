/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What symbols and fragments cost, measured: text, data and bss of the objects a symbol is there for, and by how
 * much an image without a fragment is smaller. scripts/kernel-cost writes it, one file for each kernel measured,
 * kernel-configs/cost/FLAVOR-SERIES-ARCH.cost:
 *
 *	flavor = micro                                  also: series, arch, source, compiler, image_bytes
 *	symbol HYPERV_NET 38000 1200 64 3               bytes of text, data and bss; how many objects
 *	object HYPERV_NET 14000 400 0 drivers/net/hyperv/netvsc.o
 *	fragment hyperv 184320                          bytes of the compressed image
 *
 * Text is what the kernel's sections hold before compression; an object that several symbols ask for counts for
 * the one that lists it. Linking and the compiler's inlining make sums of these an estimate, not the image.
 */
#pragma once
#include "arena.h"
#include "words.h"

struct kconf_cost {
	const char *name; /* the symbol, without CONFIG_; "" for what every kernel has */
	unsigned long text, data, bss, objects;
	struct kconf_cost *next;
};

/* Adds objects up by symbol. An all-zero list is empty. */
struct kconf_costs {
	struct kconf_arena arena;
	struct kconf_cost *first;
	unsigned long n;
};

/* One object more of @name, which stays the caller's. 0 or -ENOMEM. */
int kconf_costs_add(struct kconf_costs *costs, const char *name, unsigned long text,
                    unsigned long data, unsigned long bss);
void kconf_costs_done(struct kconf_costs *costs);
/* The most text first. NULL without memory, else @costs->n of them, to be freed. */
const struct kconf_cost **kconf_costs_sorted(const struct kconf_costs *costs);

struct kconf_cost_part {
	char *name;
	long bytes;
};

struct kconf_cost_parts {
	struct kconf_cost_part *items;
	size_t n;
};

struct kconf_cost_record {
	char *flavor, *series, *arch;
	unsigned long text, data, bss,
		objects;                      /* of the symbol asked for; all 0: it has no object */
	struct kconf_cost_parts object_texts; /* its objects, in the file's order */
	struct kconf_cost_parts
		fragments; /* those asked for: by how much is the image smaller without? */
};

/*
 * What @path says of @symbol and @fragments (NULL: none): 1 when it has any of them, 0 when not, -EBADMSG with
 * @ret_line, the first that is no such line, or an errno of reading. kconf_cost_record_done() in the first case.
 */
int kconf_cost_find(const char *path, const char *symbol, const struct kconf_words *fragments,
                    struct kconf_cost_record *ret, unsigned int *ret_line);
void kconf_cost_record_done(struct kconf_cost_record *record);
