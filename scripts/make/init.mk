# SPDX-License-Identifier: GPL-2.0-only
# /init and init-builtin, the same without what a kernel with everything built in has no use for: static, with a C
# library of their own (initramfs/init/libc), and as small as they get: no unwind tables, no section headers.
# By gcc alone, since -Oz and link-time optimization are a tenth each; INIT_CC=aarch64-linux-gnu-gcc for arm64.
INIT         := $(B)/tools-static/init
INIT_BUILTIN := $(B)/tools-static/init-builtin
INIT_CC      ?= gcc

init: $(INIT) $(INIT_BUILTIN)

INIT_ARCH    := $(firstword $(subst -, ,$(shell $(INIT_CC) -dumpmachine)))
INIT_LIBC    := $(wildcard initramfs/init/libc/*.c) initramfs/init/libc/$(INIT_ARCH).S
INIT_FILES   := $(wildcard initramfs/init/*.c)
# Each file of without/ stands in for the one of its name, and for what only that one calls.
INIT_WITHOUT := $(wildcard initramfs/init/without/*.c)
INIT_LEFT_OUT := $(patsubst %,initramfs/init/%.c,$(basename $(notdir $(INIT_WITHOUT))) \
	modindex resume verity verity_open verity_options)

# No tables for switch, and no vector registers, make it a little smaller still; a loop that is memcpy() must not
# become a call of itself.
INIT_CFLAGS := -std=gnu11 -Oz -flto -flto-partition=one $(WARNINGS) -fno-pie -fno-stack-protector \
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -fomit-frame-pointer \
	-fno-tree-loop-distribute-patterns -fno-builtin-strcpy -fno-jump-tables -fno-shrink-wrap -fno-caller-saves \
	$(if $(filter x86_64,$(INIT_ARCH)),-mno-sse) -ffile-prefix-map=$(CURDIR)=. -D_GNU_SOURCE -Ihv-tools/lib
INIT_LDFLAGS := -static -no-pie -nostdlib -s -Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,norelro \
	-Wl,-z,common-page-size=64

# $(1) the program: what is behind its last segment goes, and its header forgets the section headers in there.
define init_cut
	$(Q)truncate -s $$(($$(readelf -lW $(1) | awk '$$1 == "LOAD" && $$5 !~ /^0x0+$$/ { end = $$2 "+" $$5 } END { print end }'))) $(1)
	$(Q)dd if=/dev/zero of=$(1) bs=1 seek=40 count=8 conv=notrunc status=none
	$(Q)dd if=/dev/zero of=$(1) bs=1 seek=58 count=6 conv=notrunc status=none
endef

$(INIT): $(INIT_FILES)
$(INIT_BUILTIN): $(filter-out $(INIT_LEFT_OUT),$(INIT_FILES)) $(INIT_WITHOUT)
$(INIT) $(INIT_BUILTIN): $(INIT_LIBC) $(wildcard initramfs/init/*.h initramfs/init/libc/*.h hv-tools/lib/wire/*.h) \
		scripts/make/init.mk
	$(call say,INIT,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(INIT_CC) $(INIT_CFLAGS) $(INIT_LDFLAGS) -o $@.part $(filter %.c %.S,$^)
	$(call init_cut,$@.part)
	$(Q)mv $@.part $@

.PHONY: init
