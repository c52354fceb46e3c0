/* SPDX-License-Identifier: GPL-2.0-only */
/* UUIDs and other bytes as text, in lower case. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_SIZE = 16, UUID_TEXT = 37 };

/* The bytes in order, as file systems keep them. */
void uuid_text(const uint8_t uuid[UUID_SIZE], char ret_text[UUID_TEXT]);
/* A GUID of EFI: the first three fields are little endian. */
void guid_text(const uint8_t guid[UUID_SIZE], char ret_text[UUID_TEXT]);
bool uuid_is_zero(const uint8_t uuid[UUID_SIZE]);

/* @len bytes as 2 * @len digits and a NUL. */
void hex_text(const uint8_t *bytes, size_t len, char *ret_text);
/* The @len bytes that the 2 * @len digits at @text stand for; false: they are none. */
bool hex_bytes(const char *text, size_t len, uint8_t *ret_bytes);
