/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boot marks: how a guest tells whoever watches it (hvhost, QEMU's debugcon) which stage of the boot it
 * has reached. The contract between the guest's /init, hvhost and bootstat.
 *
 * A mark is 12 bytes written one after the other to I/O port 0xe9 (the port Bochs and QEMU use for
 * debug output): 'h' 'v' 'm', the code, and the guest's TSC as a little-endian u64. Under QEMU's
 * -icount shift=0 the TSC counts instructions since reset. Where the port may not be used (lockdown, no
 * watcher) the same mark is a line in the kernel log: "hvkit: mark=<name> tsc=<decimal>".
 *
 * Codes follow cloud-hypervisor's debug port ranges (its docs/debug-port.md): firmware 0x00-0x1f,
 * boot loader 0x20-0x3f, kernel 0x40-0x5f, user space 0x60-0x7f. The first three are stamped by the
 * watcher from what it sees of an unmodified kernel; /init writes those from 0x60 on.
 */
#pragma once
#include <stddef.h>

#define HV_MARK_PORT  0xe9
#define HV_MARK_MAGIC "hvm"
#define HV_MARK_SIZE  12

/* X(code, identifier, name): the name is what reports and logs call the moment. */
#define HV_MARKS(X)                                                               \
	X(0x00, RESET, "reset")               /* power on */                      \
	X(0x40, KERNEL, "kernel")             /* first byte of the bzImage */     \
	X(0x41, DECOMPRESSED, "decompressed") /* the kernel proper */             \
	X(0x48, VMBUS, "vmbus")               /* first VMBus message */           \
	X(0x60, INIT, "init")                 /* first line of /init */           \
	X(0x61, MOUNTS, "mounts")             /* pseudo file systems are there */ \
	X(0x62, DEVICES, "devices")           /* those there are have modules */  \
	X(0x63, ROOT, "root")                 /* its device is there */           \
	X(0x64, SYSROOT, "sysroot")           /* it is mounted */                 \
	X(0x6f, HANDOVER, "handover")         /* /init hands over or ends */

enum hv_mark {
#define HV_MARK_ENUM(code, id, name) HV_MARK_##id = code,
	HV_MARKS(HV_MARK_ENUM)
#undef HV_MARK_ENUM
};

/* NULL: no such mark. */
static inline const char *hv_mark_name(unsigned int mark)
{
	switch (mark) {
#define HV_MARK_NAME(code, id, name) \
	case code:                   \
		return name;
		HV_MARKS(HV_MARK_NAME)
#undef HV_MARK_NAME
	default:
		return NULL;
	}
}
