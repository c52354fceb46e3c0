# SPDX-License-Identifier: GPL-2.0-only
# Static programs for places without libraries. Against musl: the daemons each by itself and, as they then share
# their memory too, all in one, hvkit (progs-musl-y). Against glibc: hvkit with all programs (multicall-y).
MUSL_PROGS := $(addprefix $(B)/tools-musl/,$(call bin,$(progs-musl-y)))
HVKIT      := $(B)/tools-static/hvkit
HVKIT_MUSL := $(B)/tools-musl/hvkit

static: $(MUSL_PROGS) $(HVKIT) $(HVKIT_MUSL)

# As small as /init (init.mk), but at no fixed address, with stack protector and relocations read-only: these hear
# the host out. musl-gcc knows no -static-pie, but its linker does what that stands for.
MUSL_CFLAGS := -std=gnu11 -Os $(WARNINGS) -fPIE -fstack-protector-strong -fno-asynchronous-unwind-tables \
	-ffunction-sections -fdata-sections -fomit-frame-pointer -ffile-prefix-map=$(CURDIR)=. \
	-D_GNU_SOURCE -DHVKIT_VERSION='"$(VERSION)"' -Ihv-tools/lib
MUSL_LDFLAGS := -static -nostartfiles -l:rcrt1.o -Wl,-pie,--no-dynamic-linker,-z,text \
	-Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,relro,-z,now

musl_objs = $(patsubst $(B)/obj/%,$(B)/obj-musl/%,$(1))
MUSL_LIB_A := $(B)/obj-musl/libhv.a
OBJCOPY ?= objcopy

$(B)/obj-musl/%.o: %.c scripts/make/multicall.mk scripts/make/flags.mk
	$(call say,MUSL,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(MUSL_CFLAGS) $(MUSL_CPPFLAGS) -MMD -MP -c -o $@ $<

$(MUSL_LIB_A): $(filter-out $(lib-host-y:%=\%/%.o),$(call musl_objs,$(call objs,hv-tools/lib)))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

# $(1) program: it sees its parts
define musl_rule
$(call musl_objs,$(call objs,hv-tools/$(1))): MUSL_CPPFLAGS := $(addprefix -Ihv-tools/,$($(1)-parts))
$(B)/tools-musl/$(call bin,$(1)): $(call musl_objs,$(call prog_objs,$(1))) $(MUSL_LIB_A)
	$$(call say,MUSL,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(MUSL_CC) $$(MUSL_LDFLAGS) -o $$@ $$^
	$$(Q)strip -R .comment $$@
endef
$(foreach p,$(progs-musl-y),$(eval $(call musl_rule,$(p))))

# A program as one object that shows nothing but PROGRAM_main: names of two programs may be the same.
# $(1) object, $(2) program, $(3) its objects
define part_rule
$(1): $(3)
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(LD) -r -o $$@.all $$^
	$$(Q)$$(OBJCOPY) --redefine-sym main=$(2)_main $$@.all
	$$(Q)$$(OBJCOPY) --keep-global-symbol=$(2)_main $$@.all $$@
	$$(Q)rm $$@.all
endef
$(foreach p,$(multicall-y),$(eval $(call part_rule,$(B)/obj/multicall/$(p).o,$(p),$(call prog_objs,$(p)))))
$(foreach p,$(progs-musl-y),$(eval $(call \
	part_rule,$(B)/obj-musl/multicall/$(p).o,$(p),$(call musl_objs,$(call prog_objs,$(p))))))

# Of each program a line for its name and for each of its further names.
program_lines = $(foreach n,$(call bin,$(1)) $($(1)-links),PROGRAM($(n), $(1)_main)\n)
# $(1) folder, $(2) programs
define programs_rule
$(1)/programs.h: Kbuild scripts/make/multicall.mk
	$$(Q)mkdir -p $$(@D)
	$$(Q)printf '$(subst \n ,\n,$(foreach p,$(2),$(call program_lines,$(p))))' >$$@
endef
$(eval $(call programs_rule,$(B)/obj/multicall,$(multicall-y)))
$(eval $(call programs_rule,$(B)/obj-musl/multicall,$(progs-musl-y)))

HVKIT_OBJS := $(call objs,hv-tools/hvkit)
$(HVKIT_OBJS): CPPFLAGS += -I$(B)/obj/multicall
$(HVKIT_OBJS): $(B)/obj/multicall/programs.h
$(call musl_objs,$(HVKIT_OBJS)): MUSL_CPPFLAGS := -I$(B)/obj-musl/multicall
$(call musl_objs,$(HVKIT_OBJS)): $(B)/obj-musl/multicall/programs.h

COMMA := ,
# A static program that looks up names says at each link that it loads name services; hvkit(8) says it once.
NO_WARNINGS := $(addprefix -Wl$(COMMA),$(findstring --no-warnings,$(shell $(LD) --help)))

$(HVKIT): $(HVKIT_OBJS) $(multicall-y:%=$(B)/obj/multicall/%.o) $(LIB_A)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) $(NO_WARNINGS) -static-pie -o $@ $^ $(sort $(foreach p,$(multicall-y),$($(p)-libs)))
	$(Q)strip -R .comment $@

$(HVKIT_MUSL): $(call musl_objs,$(HVKIT_OBJS)) $(progs-musl-y:%=$(B)/obj-musl/multicall/%.o) $(MUSL_LIB_A)
	$(call say,MUSL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(MUSL_LDFLAGS) -o $@ $^
	$(Q)strip -R .comment $@

-include $(wildcard $(B)/obj-musl/hv-tools/*/*.d)
.PHONY: static
