// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "fcopyd/ic.h"
#include "fcopyd_host.h"
#include <stdlib.h>

static uint8_t payload[1024];
static uint32_t len;

/* A negotiation of the versions at @versions, @fw and @msg of them said to be there, @real really. */
static enum ic_kind offer(const struct hv_ic_version *versions, unsigned int fw, unsigned int msg,
                          unsigned int real)
{
	uint8_t body[512], *exact;
	const struct hv_ic_negotiate n = { (uint16_t)fw, (uint16_t)msg, 0 };
	enum ic_kind kind;

	memcpy(body, &n, sizeof(n));
	memcpy(body + sizeof(n), versions, real * sizeof(*versions));
	len = host_message(payload, HV_IC_NEGOTIATE, body,
	                   (uint32_t)(sizeof(n) + real * sizeof(*versions)));
	exact = malloc(len);
	memcpy(exact, payload, len);
	kind = ic_take(exact, len);
	memcpy(payload, exact, len);
	free(exact);
	return kind;
}

static const struct hv_ic_header *answer(void)
{
	return (const void *)(payload + 8);
}

static const struct hv_ic_negotiate *answered(void)
{
	return (const void *)(payload + IC_HEAD);
}

static void our_versions_are_picked(void)
{
	static const struct hv_ic_version versions[] = {
		{ 1, 0 }, { 3, 0 }, { 1, 0 }, { 1, 1 }, { 2, 0 }
	};

	is_int(offer(versions, 2, 3, 5), IC_NEGOTIATED);
	is_int(answered()->n_frameworks, 1);
	is_int(answered()->n_messages, 1);
	is_int(answered()->versions[0].major, 3);
	is_int(answered()->versions[0].minor, 0);
	is_int(answered()->versions[1].major, 1);
	is_int(answered()->versions[1].minor, 1);
	is_int(answer()->size, 0x10);
	is_int(answer()->status, 0);
	is_int(answer()->flags, HV_IC_TRANSACTION | HV_IC_RESPONSE);
	is_int(answer()->transaction, 7);
}

static void versions_that_do_not_fit_are_refused(void)
{
	static const struct hv_ic_version versions[] = {
		{ 3, 0 }, { 1, 1 }, { 1, 0 }, { 1, 1 }, { 3, 0 }
	};
	static const struct {
		unsigned int first, fw, msg;
	} wrong[] = { { 2, 1, 1 }, { 0, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 },
		      { 1, 1, 1 }, { 0, 2, 1 }, { 3, 1, 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(offer(versions + wrong[i].first, wrong[i].fw, wrong[i].msg,
		             wrong[i].fw + wrong[i].msg),
		       IC_REFUSED);
		is_int(answered()->n_frameworks, 0);
		is_int(answered()->n_messages, 0);
		is_int(answer()->flags, HV_IC_TRANSACTION | HV_IC_RESPONSE);
	}
}

static void counts_that_lie_are_refused(void)
{
	static const struct hv_ic_version versions[] = { { 3, 0 }, { 1, 1 } };
	static const unsigned int wrong[][2] = {
		{ 1, 4 }, { 4, 1 }, { 101, 1 }, { 1, 101 }, { 0xffff, 0xffff }, { 0x8000, 0x8000 }
	};

	is_int(offer(versions, 1, 1, 2), IC_NEGOTIATED);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(offer(versions, wrong[i][0], wrong[i][1], 2), IC_REFUSED);
		is_int(answered()->n_frameworks, 0);
	}
}

static void as_many_as_there_may_be_are_searched(void)
{
	static struct hv_ic_version versions[110];

	memset(versions, 0xff, sizeof(versions));
	versions[4] = (struct hv_ic_version){ 3, 0 };
	versions[104] = (struct hv_ic_version){ 1, 1 };
	is_int(offer(versions, 5, 100, 105), IC_NEGOTIATED);
	versions[105] = versions[104];
	versions[104] = versions[103];
	is_int(offer(versions, 5, 100, 106), IC_REFUSED);
}

static void what_is_too_short_has_no_answer(void)
{
	static const struct hv_ic_version versions[] = { { 3, 0 }, { 1, 1 } };
	uint8_t *exact;

	offer(versions, 1, 1, 2);
	for (uint32_t n = 0; n < IC_HEAD + 8; n++) {
		exact = malloc(n ? n : 1);
		memcpy(exact, payload, n);
		is_int(ic_take(exact, n), IC_NONSENSE);
		free(exact);
	}
}

static void requests_go_on_and_others_fail(void)
{
	len = host_message(payload, HV_IC_FCOPY, "", 0);
	is_int(ic_take(payload, len), IC_REQUEST);
	ic_answer(payload, 0x80070050);
	is_int(answer()->status, 0x80070050);
	is_int(answer()->type, HV_IC_FCOPY);
	is_int(answer()->flags, 5);
	for (uint16_t type = 1; type < 300; type++) {
		len = host_message(payload, type, "", 0);
		if (type == HV_IC_FCOPY)
			continue;
		is_int(ic_take(payload, len), IC_REFUSED);
		is_int(answer()->status, HV_IC_FAIL);
	}
}

TAP_MAIN(TAP_CASE(our_versions_are_picked), TAP_CASE(versions_that_do_not_fit_are_refused),
         TAP_CASE(counts_that_lie_are_refused), TAP_CASE(as_many_as_there_may_be_are_searched),
         TAP_CASE(what_is_too_short_has_no_answer), TAP_CASE(requests_go_on_and_others_fail))
