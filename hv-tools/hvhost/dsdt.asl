// SPDX-License-Identifier: GPL-2.0-only
//
// The differentiated system description table of the emulated machine: soft-off, one serial port, VMBus.
// iasl refuses the name "VMBus" (error 6033: an _HID has 7 or 8 characters) although it is what Hyper-V
// says, so compile with:  iasl -f -tc dsdt.asl   and keep the bytes in dsdt.h; tests/unit/dsdt.t
// compares them with what iasl makes today.
DefinitionBlock ("dsdt.aml", "DSDT", 2, "HVKIT", "HVHOST", 1)
{
    // Type 5 goes into SLP_TYP: see PM_SLEEP_TYPE_S5.
    Name (\_S5, Package (4) { 5, 0, 0, 0 })

    Scope (\_SB)
    {
        // A hardware-reduced machine has no legacy IRQ routing: without this the kernel's console works,
        // but no byte of user space's ever appears.
        Device (COM1)
        {
            Name (_HID, EisaId ("PNP0501"))
            Name (_UID, 1)
            Name (_CRS, ResourceTemplate ()
            {
                IO (Decode16, 0x03F8, 0x03F8, 0x00, 0x08)
                IRQNoFlags () { 4 }
            })
        }

        // Linux on x86 takes a fixed vector, so no interrupt; MMIO is for framebuffers and vPCI only.
        Device (VMBS)
        {
            Name (_HID, "VMBus")
            Name (_UID, 0)
            Name (_CRS, ResourceTemplate () {})
        }
    }
}
