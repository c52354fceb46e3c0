// SPDX-License-Identifier: GPL-2.0-only
/* Images of anyone: read, and every file of them looked up and resolved. */
#include "image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	struct fault fault;

	if (image_parse(&image, (const char *)data, size, 1 << 20, &fault) == 0)
		for (size_t i = 0; i < image.n_files && i < 64; i++) {
			const struct image_file *file = image_find(&image, image.files[i].path);

			if (!file || (file->size > 0 && file->data[file->size - 1] == '\x7f'))
				(void)image_resolve(&image, image.files[i].path);
			(void)image_resolve(&image, image.files[i].path);
		}
	image_done(&image);
	return 0;
}
