// SPDX-License-Identifier: GPL-2.0-only
#include "inject.h"
#include "inject_backend.h"
#include "wire/ic.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/*
 * A UUID that is the same for the same interface each time and nobody else's: its VMBus GUID, each digit changed,
 * marked as version 8, "of one's own making" (RFC 9562).
 */
static void make_uuid(const char *guid, char ret[37])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 37; i++) {
		const char *digit = guid[i] ? strchr(digits, guid[i]) : NULL;

		ret[i] = digit ? digits[(digit - digits) ^ 5] : guid[i];
	}
	ret[14] = '8';
	ret[19] = "89ab"[(strchr(digits, ret[19]) - digits) & 3];
}

static uint32_t fail(struct inject_plan *plan, uint32_t status, const char *why, unsigned int item)
{
	plan->why = why;
	plan->item = item;
	return status;
}

static uint32_t find_nic(const struct inject *inj, const char *guid, struct inject_plan *plan)
{
	switch (inject_nic_find(inj->root, guid, &plan->nic)) {
	case 0:
		return HV_IC_OK;
	case -EINVAL:
		return fail(plan, HV_IC_INVALID_ARGUMENT, "the adapter is no GUID in braces", 0);
	case -ENODEV:
		return fail(plan, HV_IC_GUID_NOT_FOUND, "there is no such interface", 0);
	case -EBADMSG:
		return fail(plan, HV_IC_FAIL, "the interface's name or MAC fits into no file", 0);
	default:
		return fail(plan, HV_IC_FAIL, "cannot look through the interfaces", 0);
	}
}

static uint32_t render(struct inject_plan *plan, const struct inject_backend *backend)
{
	struct inject_text text = { .at = plan->content, .size = sizeof(plan->content) };

	backend->render(plan, &text);
	plan->len = text.len;
	if (text.overflow)
		return fail(plan, HV_IC_INVALID_ARGUMENT, "more than a file gets here", 0);
	return HV_IC_OK;
}

static uint32_t plan_backend(const struct inject *inj, struct inject_plan *plan)
{
	const struct inject_backend *b;
	const char *why;

	b = inject_backend_find(inj, &plan->nic, &why);
	if (!b)
		return fail(plan, HV_IC_FAIL, why, 0);
	plan->backend = b;
	snprintf(plan->file, sizeof(plan->file), "%s%s%s", b->prefix, plan->nic.mac_hex, b->suffix);
	snprintf(plan->path, sizeof(plan->path), "/%s/%s", b->folder, plan->file);
	why = b->refuses ? b->refuses(inj->root, plan) : NULL;
	if (why)
		return fail(plan, HV_IC_FAIL, why, 0);
	b->command(plan);
	return render(plan, b);
}

uint32_t inject_plan(const struct inject *inj, const struct inject_request *request,
                     struct inject_plan *ret)
{
	struct inject_reason reason;
	uint32_t status;

	memset(ret, 0, sizeof(*ret));
	if (inject_settings_parse(request, &ret->settings, &reason) < 0)
		return fail(ret, HV_IC_INVALID_ARGUMENT, reason.why, reason.item);
	status = find_nic(inj, request->adapter, ret);
	if (status != HV_IC_OK)
		return status;
	make_uuid(ret->nic.guid, ret->uuid);
	if (inj->script &&
	    *inj->script) /* is given NetworkManager's file, besides one of its own */
		return render(ret, &inject_networkmanager);
	return plan_backend(inj, ret);
}

const char *inject_backend_name(const struct inject_plan *plan)
{
	return plan->backend ? plan->backend->name : "script";
}
