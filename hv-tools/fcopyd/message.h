/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A message of the host in one form, whichever way it came: through the ring it is wire/fcopy.h with texts in
 * UTF-16, through the character device wire/device.h with texts in UTF-8. All that can be told wrong from the
 * message alone is found here.
 */
#pragma once
#include "text.h"
#include "wire/fcopy.h"

enum message_kind {
	MESSAGE_START,
	MESSAGE_WRITE,
	MESSAGE_COMPLETE,
	MESSAGE_CANCEL,
	MESSAGE_ANEW, /* the host has begun anew, and knows nothing of a copy under way; has been answered */
	MESSAGE_WRONG, /* to be refused: it is no message, and .wrong says why */
};

struct message {
	enum message_kind kind;
	const char *wrong; /* WRONG, and START with a text that will not do */

	/* START */
	char path[TEXT_SIZE],
		name[TEXT_SIZE]; /* as the host has them, UTF-8; of a wrong START perhaps "" */
	uint32_t flags;
	uint64_t size;

	/* WRITE; the data stay where they were received */
	uint64_t offset;
	const uint8_t *data;
	uint32_t len;
};

void message_from_ring(const uint8_t *body, size_t len, struct message *ret);
void message_from_device(const uint8_t *body, size_t len, struct message *ret);
