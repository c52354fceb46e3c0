// SPDX-License-Identifier: GPL-2.0-only
#include "probe.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>

static const struct {
	long capability;
	const char *name;
} needed[] = {
	{ KVM_CAP_IRQCHIP, "KVM_CAP_IRQCHIP" },
	{ KVM_CAP_USER_MEMORY, "KVM_CAP_USER_MEMORY" },
	{ KVM_CAP_IRQ_ROUTING, "KVM_CAP_IRQ_ROUTING" },
	{ KVM_CAP_IRQFD_RESAMPLE, "KVM_CAP_IRQFD_RESAMPLE" },
	{ KVM_CAP_IMMEDIATE_EXIT, "KVM_CAP_IMMEDIATE_EXIT" },
	{ KVM_CAP_HYPERV_SYNIC2, "KVM_CAP_HYPERV_SYNIC2" },
	{ KVM_CAP_HYPERV_VP_INDEX, "KVM_CAP_HYPERV_VP_INDEX" },
	{ KVM_CAP_HYPERV_EVENTFD, "KVM_CAP_HYPERV_EVENTFD" },
};

int probe_report(void)
{
	AUTO_CLOSE int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	bool complete = true;

	if (fd < 0) {
		printf("/dev/kvm: %s\n", strerror(errno));
		return HV_EXIT_FOUND;
	}
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		bool has = ioctl(fd, KVM_CHECK_EXTENSION, needed[i].capability) > 0;

		printf("%s: %s\n", needed[i].name, has ? "yes" : "missing");
		complete &= has;
	}
	return complete ? HV_EXIT_OK : HV_EXIT_FOUND;
}
