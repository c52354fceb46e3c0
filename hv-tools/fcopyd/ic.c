// SPDX-License-Identifier: GPL-2.0-only
#include "ic.h"
#include "wire/ic.h"
#include <endian.h>
#include <stdbool.h>
#include <string.h>

static_assert(IC_HEAD == sizeof(struct hv_ic_pipe) + sizeof(struct hv_ic_header), "wire/ic.h");

/* The framework of all hosts since Windows 8, and the only version the file copy service has. */
static const struct hv_ic_version framework = { 3, 0 }, service = { 1, 1 };

enum { MAX_VERSIONS = 100 };

static struct hv_ic_header *header(uint8_t *payload)
{
	return (struct hv_ic_header *)(payload + sizeof(struct hv_ic_pipe));
}

static bool has_version(const struct hv_ic_version *versions, unsigned int count,
                        struct hv_ic_version wanted)
{
	for (unsigned int i = 0; i < count; i++)
		if (le16toh(versions[i].major) == wanted.major &&
		    le16toh(versions[i].minor) == wanted.minor)
			return true;
	return false;
}

/* Does what the host offers, in @len bytes, have our versions? */
static bool fits(const struct hv_ic_negotiate *n, size_t len)
{
	const unsigned int frameworks = le16toh(n->n_frameworks), services = le16toh(n->n_messages);

	return frameworks <= MAX_VERSIONS && services <= MAX_VERSIONS &&
	       sizeof(*n) + (frameworks + services) * sizeof(n->versions[0]) <= len &&
	       has_version(n->versions, frameworks, framework) &&
	       has_version(n->versions + frameworks, services, service);
}

static enum ic_kind negotiate(uint8_t *payload, size_t len)
{
	struct hv_ic_negotiate *n = (struct hv_ic_negotiate *)(payload + IC_HEAD);
	struct hv_ic_header *h = header(payload);

	if (len < sizeof(*n))
		return IC_NONSENSE;
	ic_answer(payload, HV_IC_OK);
	if (!fits(n, len)) {
		n->n_frameworks = n->n_messages = 0;
		return IC_REFUSED;
	}
	/* Both counts are not 0, so there is room for one of each. */
	n->n_frameworks = n->n_messages = htole16(1);
	n->versions[0] =
		(struct hv_ic_version){ htole16(framework.major), htole16(framework.minor) };
	n->versions[1] = (struct hv_ic_version){ htole16(service.major), htole16(service.minor) };
	h->size = htole16(sizeof(*n) + 2 * sizeof(n->versions[0]));
	return IC_NEGOTIATED;
}

enum ic_kind ic_take(uint8_t *payload, size_t len)
{
	if (len < IC_HEAD)
		return IC_NONSENSE;
	/* Lengths that stand in the headers are not looked at: what has arrived is what counts. */
	switch (le16toh(header(payload)->type)) {
	case HV_IC_NEGOTIATE:
		return negotiate(payload, len - IC_HEAD);
	case HV_IC_FCOPY:
		return IC_REQUEST;
	default:
		ic_answer(payload, HV_IC_FAIL);
		return IC_REFUSED;
	}
}

void ic_answer(uint8_t *payload, uint32_t status)
{
	struct hv_ic_header *h = header(payload);

	h->status = htole32(status);
	h->flags = HV_IC_TRANSACTION | HV_IC_RESPONSE;
}
