// SPDX-License-Identifier: GPL-2.0-only
#include "acpi.h"
#include "dsdt.h"
#include "platform.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PACKED __attribute__((packed))

enum { LAPIC_BASE = 0xfee00000u, IOAPIC_BASE = 0xfec00000u, MAX_CPUS = 64 };

struct sdt_header { /* ACPI 5.2.6 */
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem_id[6], oem_table_id[8];
	uint32_t oem_revision;
	char creator_id[4];
	uint32_t creator_revision;
} PACKED;
static_assert(sizeof(struct sdt_header) == 36, "ACPI 5.2.6");

struct rsdp { /* 5.2.5.3 */
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum, reserved[3];
} PACKED;
static_assert(sizeof(struct rsdp) == 36, "ACPI 5.2.5.3");

struct gas { /* generic address structure, 5.2.3.2 */
	uint8_t space, width, offset, access;
	uint64_t address;
} PACKED;

#define GAS_IO_BYTE(port)                                              \
	{                                                              \
		.space = 1, .width = 8, .access = 1, .address = (port) \
	}

struct fadt { /* 5.2.9, revision 6; the fields between stay zero on hardware-reduced machines */
	struct sdt_header header;
	uint8_t unused1[73];
	uint16_t iapc_boot_arch;
	uint8_t unused2;
	uint32_t flags;
	struct gas reset_reg;
	uint8_t reset_value;
	uint16_t arm_boot_arch;
	uint8_t minor_version;
	uint64_t x_firmware_ctrl, x_dsdt;
	uint8_t unused3[96];
	struct gas sleep_control, sleep_status;
	uint64_t hypervisor_id;
} PACKED;
static_assert(offsetof(struct fadt, iapc_boot_arch) == 109, "ACPI 5.2.9");
static_assert(offsetof(struct fadt, x_dsdt) == 140, "ACPI 5.2.9");
static_assert(offsetof(struct fadt, sleep_control) == 244, "ACPI 5.2.9");
static_assert(sizeof(struct fadt) == 276, "ACPI 5.2.9");

#define FADT_WBINVD       (1u << 0)
#define FADT_POWER_BUTTON (1u << 4)
#define FADT_RESET_REG    (1u << 10)
#define FADT_HW_REDUCED   (1u << 20)
#define FADT_BOOT_NO_VGA  (1u << 2)
#define FADT_BOOT_NO_CMOS (1u << 5)

struct madt_lapic { /* 5.2.12.2 */
	uint8_t type, length, processor, apic_id;
	uint32_t flags;
} PACKED;

struct madt_ioapic { /* 5.2.12.3 */
	uint8_t type, length, id, reserved;
	uint32_t address, gsi_base;
} PACKED;

struct madt { /* 5.2.12 */
	struct sdt_header header;
	uint32_t lapic_base, flags;
	struct madt_ioapic ioapic;
	struct madt_lapic lapics[MAX_CPUS];
} PACKED;

struct xsdt { /* 5.2.8 */
	struct sdt_header header;
	uint64_t tables[2];
} PACKED;

/* Where each table lies, from ACPI_RSDP_GPA on. */
struct acpi_area {
	struct rsdp rsdp;
	uint8_t align1[28];
	struct xsdt xsdt;
	uint8_t align2[12];
	struct fadt fadt;
	uint8_t align3[12];
	struct madt madt;
	uint8_t dsdt[sizeof(dsdt_aml)];
} PACKED;
static_assert(sizeof(struct acpi_area) <= ACPI_AREA_SIZE, "fits below 1 MiB");

#define GPA_OF(member) (ACPI_RSDP_GPA + offsetof(struct acpi_area, member))

static uint8_t checksum(const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	uint8_t sum = 0;

	while (len--)
		sum += *p++;
	return (uint8_t)-sum;
}

static void finish(struct sdt_header *h, const char *signature, uint8_t revision, size_t length)
{
	memcpy(h->signature, signature, sizeof(h->signature));
	h->length = (uint32_t)length;
	h->revision = revision;
	memcpy(h->oem_id, "HVKIT\0", sizeof(h->oem_id));
	memcpy(h->oem_table_id, "HVHOST\0\0", sizeof(h->oem_table_id));
	memcpy(h->creator_id, "HVKT", sizeof(h->creator_id));
	h->oem_revision = h->creator_revision = 1;
	h->checksum = checksum(h, length);
}

static void write_fadt(struct fadt *f)
{
	f->iapc_boot_arch = FADT_BOOT_NO_VGA | FADT_BOOT_NO_CMOS;
	f->flags = FADT_WBINVD | FADT_POWER_BUTTON | FADT_RESET_REG | FADT_HW_REDUCED;
	f->reset_reg = (struct gas)GAS_IO_BYTE(PM_RESET);
	f->reset_value = PM_RESET_VALUE;
	f->minor_version = 5;
	f->x_dsdt = GPA_OF(dsdt);
	f->sleep_control = (struct gas)GAS_IO_BYTE(PM_SLEEP_CONTROL);
	f->sleep_status = (struct gas)GAS_IO_BYTE(PM_SLEEP_STATUS);
	finish(&f->header, "FACP", 6, sizeof(*f));
}

static void write_madt(struct madt *m, unsigned int cpus)
{
	m->lapic_base = LAPIC_BASE;
	m->ioapic = (struct madt_ioapic){ .type = 1,
		                          .length = sizeof(m->ioapic),
		                          .address = IOAPIC_BASE };
	for (unsigned int i = 0; i < cpus; i++)
		m->lapics[i] =
			(struct madt_lapic){ 0, sizeof(m->lapics[i]), (uint8_t)i, (uint8_t)i, 1 };
	finish(&m->header, "APIC", 5, offsetof(struct madt, lapics) + cpus * sizeof(m->lapics[0]));
}

int acpi_write(const struct memory *memory, unsigned int cpus)
{
	struct acpi_area *a = memory_at(memory, ACPI_RSDP_GPA, sizeof(*a));

	if (!a || cpus > MAX_CPUS)
		return -1;
	memset(a, 0, sizeof(*a));
	memcpy(a->dsdt, dsdt_aml, sizeof(dsdt_aml));
	write_fadt(&a->fadt);
	write_madt(&a->madt, cpus);
	a->xsdt.tables[0] = GPA_OF(fadt);
	a->xsdt.tables[1] = GPA_OF(madt);
	finish(&a->xsdt.header, "XSDT", 1, sizeof(a->xsdt));
	memcpy(a->rsdp.signature, "RSD PTR ", sizeof(a->rsdp.signature));
	memcpy(a->rsdp.oem_id, "HVKIT\0", sizeof(a->rsdp.oem_id));
	a->rsdp.revision = 2;
	a->rsdp.length = sizeof(a->rsdp);
	a->rsdp.xsdt = GPA_OF(xsdt);
	a->rsdp.checksum = checksum(&a->rsdp, 20);
	a->rsdp.extended_checksum = checksum(&a->rsdp, sizeof(a->rsdp));
	return 0;
}
