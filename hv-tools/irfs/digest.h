/* SPDX-License-Identifier: GPL-2.0-only */
/* Sums of files in hexadecimal, through OpenSSL's libcrypto. */
#pragma once
#include <stddef.h>

enum { DIGEST_TEXT = 65 };

/* @kind is "SHA1" or "SHA256"; @text has room for DIGEST_TEXT bytes. 0 or -ENOMEM. */
int digest_text(const char *kind, const char *data, size_t len, char *text);
