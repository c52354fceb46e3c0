/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list of what goes into an image, a line each; words are parted by blanks, '#' begins a comment:
 *	root FOLDER [PACKAGE VERSION]	look for files there too, before the roots named later; they are of PACKAGE
 *	file SOURCE [DEST]		a copy of a file
 *	program SOURCE [DEST]		the same, with the libraries it needs
 *	link DEST TARGET
 *	links FOLDER TARGET NAME...	a link of each name to one target
 *	folder DEST
 * SOURCE is looked for below each root, also with or without /usr before; what no root has is taken as a
 * path of this machine. Without DEST it is SOURCE's.
 */
#pragma once
#include "origin.h"
#include "pack.h"
#include "program.h"

enum { RECIPE_ROOTS = 64 };

struct recipe {
	char *roots[RECIPE_ROOTS];
	unsigned int n_roots;
};

/* 0; -EINVAL for a line that is wrong; what adding fails with; with the reason, which names the line. */
int recipe_run(struct recipe *recipe, const char *text, struct pack *pack, struct origins *origins,
               struct fault *fault);
int recipe_run_file(struct recipe *recipe, const char *path, struct pack *pack,
                    struct origins *origins, struct fault *fault);
void recipe_done(struct recipe *recipe);
