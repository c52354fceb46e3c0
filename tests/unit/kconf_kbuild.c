// SPDX-License-Identifier: GPL-2.0-only
/* Which symbol an object is there for: small trees of Makefiles. */
#include "kbuild.h"
#include "kconf_files.h"
#include "tap.h"

static struct kbuild *kbuild;

static void start(void)
{
	files_begin();
	file_write("Kbuild",
	           "obj-y += kernel/ arch/$(SRCARCH)/ drivers/\nobj-$(CONFIG_NET) += net/\n");
	file_write("net/Makefile", "obj-y += socket.o core/\nobj-$(CONFIG_BRIDGE) += bridge/\n");
	file_write("net/bridge/Makefile",
	           "obj-$(CONFIG_BRIDGE) += bridge.o\n"
	           "bridge-y := br.o br_fdb.o \\\n\tbr_forward.o # and more\n"
	           "bridge-$(CONFIG_BRIDGE_VLAN_FILTERING) += br_vlan.o\n");
	file_write("arch/x86/Kbuild",
	           "obj-y += kernel/\nobj-$(subst m,y,$(CONFIG_HYPERV)) += hyperv/\n");
	file_write(
		"arch/x86/hyperv/Makefile",
		"obj-y := hv_init.o mmu.o\nifdef CONFIG_X86_64\nobj-$(CONFIG_PARAVIRT_SPINLOCKS) += hv_spinlock.o\n"
		"ifdef CONFIG_MSHV_ROOT\nobj-y += hv_root.o\nelse\nobj-y += hv_guest.o\nendif\nendif\n");
	file_write("kernel/Makefile", "obj-y = fork.o\n"
	                              "ifneq ($(CONFIG_SMP),)\nobj-y += smp.o\nendif\n"
	                              "ifeq ($(CONFIG_MODULES),y)\nobj-y += module.o\nendif\n"
	                              "ifeq ($(CONFIG_SMP),)\nobj-y += up.o\nendif\n"
	                              "obj-y += shared.o\nobj-$(CONFIG_PID_NS) += shared.o\n"
	                              "CFLAGS_fork.o := $(call cc-option,-x)\n");
	file_write("drivers/Makefile", "obj-y += base/power/\n");
	kbuild = kbuild_new(files_top(), "x86_64");
	is_true(kbuild != NULL);
}

static void stop(void)
{
	kbuild_free(kbuild);
	files_end();
}

static void is_for(const char *object, const char *symbol)
{
	is_string(kbuild_symbol(kbuild, object), symbol);
}

static void names_the_symbol_of_an_object_and_of_its_parts(void)
{
	start();
	is_for("net/bridge/br_fdb.o", "BRIDGE");
	is_for("net/bridge/br_forward.o", "BRIDGE");
	is_for("net/bridge/br_vlan.o", "BRIDGE_VLAN_FILTERING");
	is_for("arch/x86/hyperv/hv_spinlock.o", "PARAVIRT_SPINLOCKS");
	stop();
}

static void falls_back_to_the_folder(void)
{
	start();
	is_for("net/socket.o", "NET");
	is_for("net/bridge/generated.o", "BRIDGE");
	is_for("arch/x86/hyperv/mmu.o", "HYPERV");
	is_for("kernel/fork.o", "");
	is_for("drivers/base/power/main.o", "");
	is_for("elsewhere/a.o", "");
	is_for("", "");
	stop();
}

static void reads_conditions(void)
{
	start();
	is_for("kernel/smp.o", "SMP");
	is_for("kernel/module.o", "MODULES");
	is_for("kernel/up.o", "");
	is_for("arch/x86/hyperv/hv_root.o", "MSHV_ROOT");
	is_for("arch/x86/hyperv/hv_guest.o", "X86_64");
	stop();
}

static void prefers_a_list_with_a_symbol(void)
{
	start();
	is_for("kernel/shared.o", "PID_NS");
	stop();
}

static void survives_nonsense(void)
{
	start();
	file_write(
		"odd/Makefile",
		"endif\nelse\nobj- += x.o\n-y += y.o\nobj-y\n= z.o\nifdef\nobj-$(CONFIG_) += w.o\n"
		"a-y := a.o\nb-y := c.o\nc-y := b.o\n");
	is_for("odd/x.o", "");
	is_for("odd/w.o", "");
	is_for("odd/a.o", "");
	is_for("odd/b.o", "");
	stop();
}

TAP_MAIN(TAP_CASE(names_the_symbol_of_an_object_and_of_its_parts),
         TAP_CASE(falls_back_to_the_folder), TAP_CASE(reads_conditions),
         TAP_CASE(prefers_a_list_with_a_symbol), TAP_CASE(survives_nonsense))
