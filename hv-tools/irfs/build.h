/* SPDX-License-Identifier: GPL-2.0-only */
/* Making an image: what is asked for, put together, compressed as the cost model says. */
#pragma once
#include "cli.h"
#include "closure.h"
#include "config.h"
#include "model.h"
#include "modules.h"
#include "origin.h"
#include "pack.h"
#include "recipe.h"

struct build_request {
	const char *init;           /* a file, or NULL: none */
	struct hv_list add;         /* SRC:DEST */
	struct hv_list link;        /* DEST:TARGET */
	struct hv_list module;      /* files, loaded first */
	struct hv_list recipe;      /* files */
	const char *kernel;         /* a folder /lib/modules/RELEASE, or NULL */
	struct hv_list profile, fs; /* words parted by commas */
	struct hv_list origin;      /* DIR=PACKAGE=VERSION */
	const struct config *config;
	const char *compress; /* NULL or "auto": by the model; "none", or a codec's name */
	enum model_aim aim;
	unsigned long load_rate, mtime;
};

struct build {
	struct pack pack;
	struct bytes image;
	struct model_choice choice;
	struct model_choice tried[2 * (CODEC_COUNT + 1)];
	unsigned int n_tried;
	struct modules modules;
	struct closure closure;
	struct origins origins;
};

/* 0 or -errno with the reason; -EINVAL for what is asked for wrongly. build_done() in all cases. */
int build_run(struct build *build, const struct build_request *request, struct fault *fault);
void build_done(struct build *build);
