// SPDX-License-Identifier: GPL-2.0-only
#include "model.h"
#include "auto.h"

/* Of one processor, when it does nothing but unpack: 3 GHz, one instruction a cycle. */
enum { INSTRUCTIONS_PER_US = 3000 };

static const struct {
	const struct codec *codec;
	unsigned int instructions_10; /* for each unpacked byte, times ten */
} measured[] = {
	{ NULL, 20 },         { &codec_lz4, 46 }, { &codec_zstd, 132 },
	{ &codec_gzip, 143 }, { &codec_xz, 723 },
};

uint64_t model_instructions(const struct codec *codec)
{
	for (size_t i = 0; i < ARRAY_SIZE(measured); i++)
		if (measured[i].codec == codec)
			return measured[i].instructions_10;
	return measured[ARRAY_SIZE(measured) - 1].instructions_10;
}

uint64_t model_cost_us(const struct model_choice *c, uint64_t load_mb_s)
{
	/* a MB/s is a byte each us */
	const uint64_t load = c->packed / load_mb_s;
	const uint64_t unpack =
		c->unpacked * model_instructions(c->codec) / (10 * INSTRUCTIONS_PER_US);
	const uint64_t modules = c->modules_kept
	                                 ? c->module_bytes * model_instructions(c->module_codec) /
	                                           (10 * INSTRUCTIONS_PER_US)
	                                 : 0;

	return load + unpack + modules;
}

bool model_better(const struct model_choice *a, const struct model_choice *b, enum model_aim aim)
{
	if (aim == MODEL_SIZE && a->packed != b->packed)
		return a->packed < b->packed;
	if (a->cost_us != b->cost_us)
		return a->cost_us < b->cost_us;
	return a->packed < b->packed;
}
