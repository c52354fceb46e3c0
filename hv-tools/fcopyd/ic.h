/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the packets of an integration service carry, for a guest that speaks for itself: the negotiation of
 * versions, and requests that go back as answers, with a status and all else as it came. Facts: wire/ic.h.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum ic_kind {
	IC_NONSENSE,   /* too short for any answer */
	IC_NEGOTIATED, /* the payload has become the answer */
	IC_REFUSED,    /* the same: no version fits, or it was of a type that is not ours */
	IC_REQUEST,    /* of the file copy service */
};

enum { IC_HEAD = 28 }; /* the pipe's header and the service's; the body follows */

/* Look at a packet's @payload of @len bytes, and answer it if it is a negotiation. */
enum ic_kind ic_take(uint8_t *payload, size_t len);

/* Make a request, IC_HEAD bytes at least, the answer to itself. */
void ic_answer(uint8_t *payload, uint32_t status);
