// SPDX-License-Identifier: GPL-2.0-only
#include "digest.h"
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>

int digest_text(const char *kind, const char *data, size_t len, char *text)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	const EVP_MD *md = EVP_get_digestbyname(kind);

	if (!md || !EVP_Digest(data ? data : "", len, sum, &size, md, NULL) ||
	    2 * size >= DIGEST_TEXT)
		return -ENOMEM;
	for (unsigned int i = 0; i < size; i++)
		sprintf(text + 2 * i, "%02x", sum[i]);
	return 0;
}
