// SPDX-License-Identifier: GPL-2.0-only
/* Adding objects up by symbol, and finding a symbol in what was measured. */
#include "cost.h"
#include "kconf_files.h"
#include "tap.h"
#include <errno.h>

static void adds_up_and_sorts(void)
{
	struct kconf_costs costs = { 0 };
	const struct kconf_cost **sorted;

	is_int(kconf_costs_add(&costs, "SMALL", 1, 2, 3), 0);
	is_int(kconf_costs_add(&costs, "LARGE", 100, 0, 0), 0);
	is_int(kconf_costs_add(&costs, "SMALL", 10, 20, 30), 0);
	is_int(kconf_costs_add(&costs, "ALSO_SMALL", 11, 0, 0), 0);
	is_int(costs.n, 3);
	sorted = kconf_costs_sorted(&costs);
	is_true(sorted != NULL);
	is_string(sorted[0]->name, "LARGE");
	is_string(sorted[1]->name, "ALSO_SMALL");
	is_string(sorted[2]->name, "SMALL");
	is_int(sorted[2]->text, 11);
	is_int(sorted[2]->data, 22);
	is_int(sorted[2]->bss, 33);
	is_int(sorted[2]->objects, 2);
	free(sorted);
	kconf_costs_done(&costs);
}

#define HEAD "# made by a test\nflavor = micro\nseries = 6.12\narch = x86_64\nimage_bytes = 5\n"

static int find(const char *text, const char *symbol, struct kconf_cost_record *r,
                unsigned int *line)
{
	const struct kconf_words fragments = { (char *[]){ (char[]){ "net" } }, 1 };
	char path[512];

	file_write("x.cost", text);
	snprintf(path, sizeof(path), "%s/x.cost", files_top());
	return kconf_cost_find(path, symbol, &fragments, r, line);
}

static void finds_a_symbol(void)
{
	static const char text[] =
		HEAD "symbol - 9 9 9 9\nsymbol A 1 2 3 4\nsymbol B 5 6 7 8\n"
		     "object B 3 3 4 b/one.o\nobject A 1 2 3 a.o\nobject B 2 3 3 b/two.o\n";
	static const char with_fragments[] = HEAD "symbol A 1 2 3 4\nfragment other 1\n"
						  "fragment net -77\n";
	struct kconf_cost_record r;
	unsigned int line;

	files_begin();
	is_int(find(text, "B", &r, &line), 1);
	is_string(r.flavor, "micro");
	is_string(r.series, "6.12");
	is_string(r.arch, "x86_64");
	is_int(r.text, 5);
	is_int(r.objects, 8);
	kconf_cost_record_done(&r);
	is_int(find(text, "B", &r, &line), 1);
	is_int(r.object_texts.n, 2);
	is_string(r.object_texts.items[1].name, "b/two.o");
	is_int(r.object_texts.items[1].bytes, 2);
	is_int(r.fragments.n, 0);
	kconf_cost_record_done(&r);
	is_int(find(text, "C", &r, &line), 0);
	is_int(find(with_fragments, "C", &r, &line), 1);
	is_int(r.objects, 0);
	is_int(r.fragments.n, 1);
	is_string(r.fragments.items[0].name, "net");
	is_int(r.fragments.items[0].bytes, -77);
	kconf_cost_record_done(&r);
	files_end();
}

static void refuses_what_is_no_such_file(void)
{
	static const struct {
		const char *text;
		unsigned int line;
	} bad[] = {
		{ "symbol A 1 2 3 4\n", 1 }, /* of which kernel? */
		{ HEAD "symbol A 1 2 3\n", 6 },
		{ HEAD "symbol A 1 2 3 4 5\n", 6 },
		{ HEAD "\nsymbol A 1 2 3 x\n", 7 },
		{ HEAD "fragment net\n", 6 },
		{ HEAD "fragment net 1 2\n", 6 },
		{ HEAD "symbol A 1 2 3 4\nobject A 1 2 3\n", 7 },
		{ HEAD "object A 1 2 3 a.o 4\n", 6 },
		{ HEAD "words\n", 6 },
	};
	struct kconf_cost_record r;
	unsigned int line = 0;

	files_begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_int(find(bad[i].text, "A", &r, &line), -EBADMSG);
		is_int(line, bad[i].line);
	}
	is_int(kconf_cost_find("/nonexistent", "A", NULL, &r, &line), -ENOENT);
	files_end();
}

TAP_MAIN(TAP_CASE(adds_up_and_sorts), TAP_CASE(finds_a_symbol),
         TAP_CASE(refuses_what_is_no_such_file))
