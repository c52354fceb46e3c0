/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a compression costs at boot. The loader reads the packed bytes, the kernel unpacks them: seconds =
 * packed / load rate + unpacked * instructions per byte / instructions per second. The figures were measured;
 * irfs(8) says how, and tests/bench/unpack does it again.
 */
#pragma once
#include "codec.h"
#include <stdint.h>

enum {
	MODEL_PLAIN_MAX =
		64
		<< 10, /* an image up to here is not compressed: it would save a disk read or none */
	MODEL_LOAD_RATE = 10, /* MB/s of a firmware's disk driver, by default */
};

enum model_aim { MODEL_SPEED, MODEL_SIZE };

struct model_choice {
	const struct codec *codec; /* NULL: none */
	uint64_t packed, unpacked; /* bytes */
	bool modules_kept;         /* compressed one by one, for the kernel to unpack */
	uint64_t module_bytes;     /* what those are when unpacked */
	const struct codec *module_codec;
	uint64_t cost_us;
};

/* Instructions that the kernel spends on one unpacked byte, times ten. NULL: none, copied. */
uint64_t model_instructions(const struct codec *codec);
uint64_t model_cost_us(const struct model_choice *choice, uint64_t load_mb_s);
/* Whether @a is to be preferred to @b. */
bool model_better(const struct model_choice *a, const struct model_choice *b, enum model_aim aim);
