/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ACPI tables of a hardware-reduced PC. Source: ACPI specification 6.5, the section named at each struct.
 * All fields are little endian.
 */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define PACKED __attribute__((packed))

struct acpi_sdt_header { /* ACPI 5.2.6 */
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem_id[6], oem_table_id[8];
	uint32_t oem_revision;
	char creator_id[4];
	uint32_t creator_revision;
} PACKED;
static_assert(sizeof(struct acpi_sdt_header) == 36, "ACPI 5.2.6");

struct acpi_rsdp { /* 5.2.5.3 */
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum, reserved[3];
} PACKED;
static_assert(sizeof(struct acpi_rsdp) == 36, "ACPI 5.2.5.3");

struct acpi_gas { /* generic address structure, 5.2.3.2 */
	uint8_t space, width, offset, access;
	uint64_t address;
} PACKED;

#define ACPI_IO_BYTE(port)                                             \
	{                                                              \
		.space = 1, .width = 8, .access = 1, .address = (port) \
	}

struct acpi_fadt { /* 5.2.9, revision 6; the fields between stay zero on hardware-reduced machines */
	struct acpi_sdt_header header;
	uint8_t unused1[73];
	uint16_t iapc_boot_arch;
	uint8_t unused2;
	uint32_t flags;
	struct acpi_gas reset_reg;
	uint8_t reset_value;
	uint16_t arm_boot_arch;
	uint8_t minor_version;
	uint64_t x_firmware_ctrl, x_dsdt;
	uint8_t unused3[96];
	struct acpi_gas sleep_control, sleep_status;
	uint64_t hypervisor_id;
} PACKED;
static_assert(offsetof(struct acpi_fadt, iapc_boot_arch) == 109, "ACPI 5.2.9");
static_assert(offsetof(struct acpi_fadt, x_dsdt) == 140, "ACPI 5.2.9");
static_assert(offsetof(struct acpi_fadt, sleep_control) == 244, "ACPI 5.2.9");
static_assert(sizeof(struct acpi_fadt) == 276, "ACPI 5.2.9");

#define ACPI_FADT_WBINVD       (1u << 0)
#define ACPI_FADT_POWER_BUTTON (1u << 4)
#define ACPI_FADT_RESET_REG    (1u << 10)
#define ACPI_FADT_HW_REDUCED   (1u << 20)
#define ACPI_FADT_BOOT_NO_VGA  (1u << 2)
#define ACPI_FADT_BOOT_NO_CMOS (1u << 5)

struct acpi_madt_lapic { /* 5.2.12.2 */
	uint8_t type, length, processor, apic_id;
	uint32_t flags;
} PACKED;

struct acpi_madt_ioapic { /* 5.2.12.3 */
	uint8_t type, length, id, reserved;
	uint32_t address, gsi_base;
} PACKED;

#undef PACKED
