/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a Hyper-V guest and its host agree on below VMBus: CPUID leaves, MSRs, hypercalls and the SynIC
 * message page. Source: Microsoft's Hypervisor Top-Level Functional Specification (TLFS 6.0b), chapters
 * 2 (feature discovery), 3 (hypercall interface) and 11 (SynIC); the same numbers stand in the kernel's
 * include/asm-generic/hyperv-tlfs.h. All fields are little endian.
 */
#pragma once
#include <assert.h>
#include <stdint.h>

/* CPUID, TLFS 2.4 */
#define HV_CPUID_VENDOR         0x40000000u
#define HV_CPUID_INTERFACE      0x40000001u
#define HV_CPUID_VERSION        0x40000002u
#define HV_CPUID_FEATURES       0x40000003u
#define HV_CPUID_ENLIGHTENMENTS 0x40000004u
#define HV_CPUID_LIMITS         0x40000005u
#define HV_INTERFACE_HV1        0x31237648u /* "Hv#1" */

/* Features, EAX: which MSRs the guest may use */
#define HV_FEATURE_VP_RUNTIME      (1u << 0)
#define HV_FEATURE_REF_COUNT       (1u << 1)
#define HV_FEATURE_SYNIC           (1u << 2)
#define HV_FEATURE_STIMER          (1u << 3)
#define HV_FEATURE_APIC            (1u << 4)
#define HV_FEATURE_HYPERCALL       (1u << 5)
#define HV_FEATURE_VP_INDEX        (1u << 6)
#define HV_FEATURE_RESET           (1u << 7)
#define HV_FEATURE_REF_TSC         (1u << 9)
#define HV_FEATURE_FREQUENCY       (1u << 11)
/* Features, EBX: partition privileges */
#define HV_PRIVILEGE_POST_MESSAGES (1u << 4)
#define HV_PRIVILEGE_SIGNAL_EVENTS (1u << 5)
/* Features, EDX */
#define HV_MISC_FREQUENCY_MSRS     (1u << 8)
#define HV_MISC_CRASH_MSRS         (1u << 10)
#define HV_MISC_STIMER_DIRECT      (1u << 19)
/* Enlightenments, EAX */
#define HV_HINT_RELAXED_TIMING     (1u << 5)
#define HV_HINT_DEPRECATE_AUTO_EOI (1u << 9)

/* MSRs, TLFS 11.8 and 2.4 */
#define HV_MSR_VP_INDEX 0x40000002u
#define HV_MSR_SCONTROL 0x40000080u
#define HV_MSR_SIEFP    0x40000082u
#define HV_MSR_SIMP     0x40000083u
#define HV_MSR_CRASH_P0 0x40000100u
#define HV_CRASH_PARAMS 5

#define HV_SIMP_ENABLED 1ull
#define HV_PAGE_SIZE    4096u
#define HV_SYNIC_SINTS  16
#define HV_SINT_VMBUS   2

/* Hypercalls, TLFS 3 and appendix A */
#define HV_CALL_POST_MESSAGE 0x5cu
#define HV_CALL_SIGNAL_EVENT 0x5du

#define HV_STATUS_SUCCESS                 0u
#define HV_STATUS_INVALID_HYPERCALL_CODE  2u
#define HV_STATUS_INVALID_HYPERCALL_INPUT 3u
#define HV_STATUS_INVALID_ALIGNMENT       4u
#define HV_STATUS_INVALID_PARAMETER       5u
#define HV_STATUS_INVALID_CONNECTION_ID   18u

#define HV_MESSAGE_PAYLOAD      240
#define HV_MESSAGE_NONE         0u
#define HV_MESSAGE_VMBUS        1u
#define HV_MESSAGE_FLAG_PENDING 1u
#define HV_EVENT_FLAGS          2048u /* of one SINT, in the event flags page */

/* HvPostMessage input, TLFS 11.11.1 */
struct hv_post_message {
	uint32_t connection_id;
	uint32_t reserved;
	uint32_t message_type;
	uint32_t payload_size;
	uint8_t payload[HV_MESSAGE_PAYLOAD];
};
static_assert(sizeof(struct hv_post_message) == 256, "TLFS 11.11.1");

/* One slot of the SynIC message page, slot n belongs to SINTn, TLFS 11.9 */
struct hv_message {
	uint32_t type;
	uint8_t payload_size;
	uint8_t flags;
	uint16_t reserved;
	uint64_t sender;
	uint8_t payload[HV_MESSAGE_PAYLOAD];
};
static_assert(sizeof(struct hv_message) == 256, "TLFS 11.9");
static_assert(sizeof(struct hv_message) * HV_SYNIC_SINTS == HV_PAGE_SIZE, "one page");
