// SPDX-License-Identifier: GPL-2.0-only
/* HvPostMessage inputs, one after the other, 256 bytes each; the guest takes a message now and then. */
#include "../unit/hvhost_fixture.h"
#include "vmbus.h"
#include "wire/vmbus.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fixture fx;
	struct vmbus bus;

	fixture_init(&fx, FIXTURE_BYTES);
	vmbus_init(&bus, &fx.synic, &fx.journal, HV_VMBUS_VERSION(5, 3));
	while (size > 0) {
		size_t n = size < sizeof(struct hv_post_message) ? size
		                                                 : sizeof(struct hv_post_message);

		vmbus_post_message(&bus, data, n);
		if (data[n - 1] & 1)
			fixture_slot(&fx)->type = HV_MESSAGE_NONE;
		synic_flush(&fx.synic);
		data += n;
		size -= n;
	}
	fixture_done(&fx);
	return 0;
}
