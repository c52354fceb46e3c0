// SPDX-License-Identifier: GPL-2.0-only
#include "acpi.h"
#include "dsdt.h"
#include "platform.h"
#include "wire/acpi.h"
#include <string.h>

#define PACKED __attribute__((packed))

enum { LAPIC_BASE = 0xfee00000u, IOAPIC_BASE = 0xfec00000u, MAX_CPUS = 64 };

struct madt { /* 5.2.12 */
	struct acpi_sdt_header header;
	uint32_t lapic_base, flags;
	struct acpi_madt_ioapic ioapic;
	struct acpi_madt_lapic lapics[MAX_CPUS];
} PACKED;

struct xsdt { /* 5.2.8 */
	struct acpi_sdt_header header;
	uint64_t tables[2];
} PACKED;

/* Where each table lies, from ACPI_RSDP_GPA on. */
struct acpi_area {
	struct acpi_rsdp rsdp;
	uint8_t align1[28];
	struct xsdt xsdt;
	uint8_t align2[12];
	struct acpi_fadt fadt;
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

static void finish(struct acpi_sdt_header *h, const char *signature, uint8_t revision,
                   size_t length)
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

static void write_fadt(struct acpi_fadt *f)
{
	f->iapc_boot_arch = ACPI_FADT_BOOT_NO_VGA | ACPI_FADT_BOOT_NO_CMOS;
	f->flags = ACPI_FADT_WBINVD | ACPI_FADT_POWER_BUTTON | ACPI_FADT_RESET_REG |
	           ACPI_FADT_HW_REDUCED;
	f->reset_reg = (struct acpi_gas)ACPI_IO_BYTE(PM_RESET);
	f->reset_value = PM_RESET_VALUE;
	f->minor_version = 5;
	f->x_dsdt = GPA_OF(dsdt);
	f->sleep_control = (struct acpi_gas)ACPI_IO_BYTE(PM_SLEEP_CONTROL);
	f->sleep_status = (struct acpi_gas)ACPI_IO_BYTE(PM_SLEEP_STATUS);
	finish(&f->header, "FACP", 6, sizeof(*f));
}

static void write_madt(struct madt *m, unsigned int cpus)
{
	m->lapic_base = LAPIC_BASE;
	m->ioapic = (struct acpi_madt_ioapic){ .type = 1,
		                               .length = sizeof(m->ioapic),
		                               .address = IOAPIC_BASE };
	for (unsigned int i = 0; i < cpus; i++)
		m->lapics[i] = (struct acpi_madt_lapic){ 0, sizeof(m->lapics[i]), (uint8_t)i,
			                                 (uint8_t)i, 1 };
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
