// SPDX-License-Identifier: GPL-2.0-only
#include "class.h"
#include "auto.h"
#include <string.h>

static const struct vmbus_class classes[] = {
	{ "0e0b6031-5213-4934-818b-38d90ced39db", "shutdown", "[Operating system shutdown]" },
	{ "9527e630-d0ae-497b-adce-e80ab0175caf", "timesync", "[Time Synchronization]" },
	{ "57164f39-9115-4e78-ab55-382f3bd5422d", "heartbeat", "[Heartbeat]" },
	{ "a9a0f4e7-5a45-4d96-b827-8a841e8c03e6", "kvp", "[Data Exchange]" },
	{ "35fa2e29-ea23-4236-96ae-3a6ebacba440", "vss", "[Backup (volume checkpoint)]" },
	{ "34d14be3-dee4-41c8-9ae7-6b174977c192", "fcopy", "[Guest services]" },
	{ "525074dc-8985-46e2-8057-a307dc18a502", "dynamic_memory", "[Dynamic Memory]" },
	{ "cfa8b69e-5b4a-4cc0-b98b-8ba1a1f3f95a", "mouse", "Synthetic mouse" },
	{ "f912ad6d-2b17-48ea-bd65-f927a61c7684", "keyboard", "Synthetic keyboard" },
	{ "da0a7802-e377-4aac-8e77-0558eb1073f8", "video", "Synthetic framebuffer adapter" },
	{ "f8615163-df3e-46c5-913f-f2d2f965ed0e", "network", "Synthetic network adapter" },
	{ "32412632-86cb-44a2-9b5c-50d1417354f5", "ide", "Synthetic IDE Controller" },
	{ "ba6163d9-04a1-4d29-b605-72e2ffb1dc7f", "scsi", "Synthetic SCSI Controller" },
	{ "2f9bcc4a-0069-4af3-b76b-6fd0be528cda", "fibre_channel",
	  "Synthetic fiber channel adapter" },
	{ "8c2eaf3d-32a7-4b09-ab99-bd1f1c86b501", "rdma", "Synthetic RDMA adapter" },
	{ "44c4f61d-4444-4400-9d52-802e27ede19f", "pci", "PCI Express pass-through" },
	/* Remote desktop, two of activation, and Windows' first configuration: Linux has no use for them. */
	{ "276aacf4-ac15-426c-98dd-7521ad3f01fe", "reserved", "[Reserved system device]" },
	{ "f8e65716-3cb3-4a06-9a60-1889c5cccab5", "reserved", "[Reserved system device]" },
	{ "3375baf4-9e15-4b30-b765-67acb10d607b", "reserved", "[Reserved system device]" },
	{ "c376c1c3-d276-48d2-90a9-c04748072c60", "reserved", "[Reserved system device]" },
};

static const struct vmbus_class unknown = { "", "unknown", "Unknown" };

const struct vmbus_class *class_find(const char *guid)
{
	for (size_t i = 0; guid && i < ARRAY_SIZE(classes); i++)
		if (strcmp(classes[i].guid, guid) == 0)
			return &classes[i];
	return &unknown;
}
