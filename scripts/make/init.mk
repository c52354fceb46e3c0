# SPDX-License-Identifier: GPL-2.0-only
# /init: static, against musl, as small as it gets: no stdio, no unwind tables, and of the start files
# only musl's own (gcc's crtbegin runs C++ constructors, which nobody here has).
INIT := $(B)/tools-static/init

init: $(INIT)

INIT_CFLAGS := -std=gnu11 -Os -flto $(WARNINGS) -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-ffunction-sections -fdata-sections -fomit-frame-pointer -ffile-prefix-map=$(CURDIR)=. \
	-D_GNU_SOURCE -Ihv-tools/lib
INIT_LDFLAGS := -static -no-pie -nostartfiles -l:crt1.o -Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,norelro,-z,common-page-size=64

$(INIT): $(wildcard initramfs/init/*.[ch]) $(wildcard hv-tools/lib/wire/*.h) scripts/make/init.mk
	$(call say,MUSL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(INIT_CFLAGS) $(INIT_LDFLAGS) -o $@.part $(filter %.c,$^)
	$(Q)strip -R .comment $@.part
	$(Q)mv $@.part $@

.PHONY: init
