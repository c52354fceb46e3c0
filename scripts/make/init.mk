# SPDX-License-Identifier: GPL-2.0-only
# /init and init-builtin, the same without what a kernel with everything built in has no use for: static, with a C
# library of their own (initramfs/init/libc), and as small as they get: no unwind tables, no section headers.
# By gcc alone, since -Oz and link-time optimization are a tenth each. init-arm64 and init-builtin-arm64 are those for
# arm64 by Debian's cross compiler, on a machine that is another.
INIT     := $(B)/tools-static/init
INIT_CC  ?= gcc
ARM64_CC ?= aarch64-linux-gnu-gcc

init: $(INIT) $(INIT)-builtin
init-arm64: $(INIT)-arm64 $(INIT)-builtin-arm64

INIT_ARCH    := $(firstword $(subst -, ,$(shell $(INIT_CC) -dumpmachine)))
INIT_FILES   := $(wildcard initramfs/init/*.c)
INIT_HEADERS := $(wildcard initramfs/init/*.h initramfs/init/libc/*.h hv-tools/lib/wire/*.h)
# Each file of without/ stands in for the one of its name, and for what only that one calls.
INIT_WITHOUT  := $(wildcard initramfs/init/without/*.c)
INIT_LEFT_OUT := $(patsubst %,initramfs/init/%.c,$(basename $(notdir $(INIT_WITHOUT))) \
	modindex resume verity verity_open verity_options)

# No tables for switch, and no vector registers, make it a little smaller still; a loop that is memcpy() must not
# become a call of itself.
INIT_CFLAGS := -std=gnu11 -Oz -flto -flto-partition=one $(WARNINGS) -fno-pie -fno-stack-protector \
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -fomit-frame-pointer \
	-fno-tree-loop-distribute-patterns -fno-builtin-strcpy -fno-jump-tables -fno-shrink-wrap -fno-caller-saves \
	-ffile-prefix-map=$(CURDIR)=. -D_GNU_SOURCE -Ihv-tools/lib
INIT_CFLAGS_x86_64 := -mno-sse
INIT_LDFLAGS := -static -no-pie -nostdlib -s -Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,norelro \
	-Wl,-z,common-page-size=64

# $(1) the program: what is behind its last segment goes, and its header forgets the section headers in there.
define init_cut
	$(Q)truncate -s $$(($$(readelf -lW $(1) | awk '$$1 == "LOAD" && $$5 !~ /^0x0+$$/ { end = $$2 "+" $$5 } END { print end }'))) $(1)
	$(Q)dd if=/dev/zero of=$(1) bs=1 seek=40 count=8 conv=notrunc status=none
	$(Q)dd if=/dev/zero of=$(1) bs=1 seek=58 count=6 conv=notrunc status=none
endef

# $(1) what its names end with, $(2) the compiler, $(3) its architecture as gcc has it
define init_rules
$(INIT)$(1): $(INIT_FILES)
$(INIT)-builtin$(1): $(filter-out $(INIT_LEFT_OUT),$(INIT_FILES)) $(INIT_WITHOUT)
$(INIT)$(1) $(INIT)-builtin$(1): $(wildcard initramfs/init/libc/*.c) initramfs/init/libc/$(3).S $(INIT_HEADERS) scripts/make/init.mk
	$$(call say,INIT,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$(2) $(INIT_CFLAGS) $(INIT_CFLAGS_$(3)) $(INIT_LDFLAGS) -o $$@.part $$(filter %.c %.S,$$^)
	$$(call init_cut,$$@.part)
	$$(Q)mv $$@.part $$@
endef
$(eval $(call init_rules,,$(INIT_CC),$(INIT_ARCH)))
$(eval $(call init_rules,-arm64,$(ARM64_CC),aarch64))

.PHONY: init init-arm64
