# SPDX-License-Identifier: GPL-2.0-only
# hv-tools: the library, then one program per folder, each from all .c files of its folder and its parts.
objs = $(patsubst %.c,$(B)/obj/%.o,$(wildcard $(1)/*.c))
prog_objs = $(foreach d,$(1) $($(1)-parts),$(call objs,hv-tools/$(d)))

LIB_A    := $(B)/obj/libhv.a
bin = $(foreach p,$(1),$(or $($(p)-name),$(p)))
PROGS    := $(addprefix $(B)/tools/,$(call bin,$(progs-y)))
PROGS_ST := $(addprefix $(B)/tools-static/,$(call bin,$(progs-static-y)))

tools: $(PROGS) $(PROGS_ST)

$(B)/obj/%.o: %.c $(FLAGS_STAMP)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# $(1) program: it sees its parts
define parts_rule
$(call objs,hv-tools/$(1)): CPPFLAGS += $(addprefix -Ihv-tools/,$($(1)-parts))
endef
$(foreach p,$(progs-y),$(if $($(p)-parts),$(eval $(call parts_rule,$(p)))))

$(LIB_A): $(call objs,hv-tools/lib)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

# $(1) program, $(2) folder, $(3) link flags
define prog_rule
$(B)/$(2)/$(call bin,$(1)): $(call prog_objs,$(1)) $(LIB_A)
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) $(3) -o $$@ $$^ $$($(1)-libs)
endef
$(foreach p,$(progs-y),$(eval $(call prog_rule,$(p),tools,-pie)))
$(foreach p,$(progs-static-y),$(eval $(call prog_rule,$(p),tools-static,-static-pie)))

# kconf's data is part of it: a line FILE(id, name, path) for each file, sorted by name.
POLICY    := $(sort $(wildcard kernel-configs/policy/*.*))
DATA_LIST := $(B)/obj/kconf-data/data_list.h
DATA_OBJ  := $(B)/obj/hv-tools/kconf/data_files.o
$(DATA_OBJ): CPPFLAGS += -I$(dir $(DATA_LIST))
$(DATA_OBJ): $(DATA_LIST) $(POLICY)
$(DATA_LIST): kernel-configs/policy scripts/make/tools.mk
	$(Q)mkdir -p $(@D)
	$(Q)printf 'FILE(%s, "%s", "%s")\n' $(foreach f,$(POLICY),$(subst .,_,$(subst -,_,$(notdir $(f)))) $(notdir $(f)) $(f)) >$@

# What kconf compiles against a kernel tree is part of it as text.
$(B)/obj/hv-tools/kconfig/batch_source.o: hv-tools/kconfig/batch/conf_batch.c

-include $(wildcard $(B)/obj/hv-tools/*/*.d)
.PHONY: tools
