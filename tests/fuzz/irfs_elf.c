// SPDX-License-Identifier: GPL-2.0-only
/* Programs and modules of anyone: what they need, what they say of themselves. And manifests, which are text. */
#include "elf_file.h"
#include "manifest.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *section;
	struct elf_dynamic dynamic;
	struct manifest manifest;
	struct fault fault;
	struct elf elf;
	size_t len, at = 0;

	if (elf_open(&elf, text, size, &fault) == 0) {
		(void)elf_dynamic(&elf, &dynamic, &fault);
		if (elf_section(&elf, ".modinfo", &section, &len))
			while (elf_modinfo(section, len, "alias", &at))
				;
	}
	(void)manifest_parse(&manifest, text, size, &fault);
	manifest_done(&manifest);
	return 0;
}
