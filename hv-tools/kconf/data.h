/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data files of kernel-configs/policy. They are part of the program, so that one static kconf judges any
 * config anywhere; a folder given instead is read in their place.
 */
#pragma once
#include <stddef.h>

/*
 * Call @take for each file whose name ends in @suffix, in the order of their names: @name is the file's without
 * the suffix, @path what to call it in a finding, @text its content, which @take may change but not keep. With
 * @folder NULL those of the program. Anything but 0 from @take ends it and is returned; -ENOENT when there is no
 * such file at all; -ENOMEM; the errno of reading the folder or a file.
 */
int kconf_data_each(const char *folder, const char *suffix,
                    int (*take)(void *ctx, const char *name, const char *path, char *text,
                                size_t len),
                    void *ctx);
