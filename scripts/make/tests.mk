# SPDX-License-Identifier: GPL-2.0-only
# tests/unit/PROG_noun.c is linked with PROG's objects but main.o (PROG init: those of initramfs/init, here
# built against the host's C library); tests/unit/lib_noun.c with the library.
# tests/fuzz/PROG_noun.c the same, with replay.c (runs the corpus) or with libFuzzer (make fuzzers CC=clang).
unit_prog = $(firstword $(subst _, ,$(1)))
unit_objs = $(filter-out %/main.o,$(if $(filter lib,$(call unit_prog,$(1))),,\
	$(if $(filter init,$(call unit_prog,$(1))),$(call objs,initramfs/init),\
		$(call prog_objs,$(call unit_prog,$(1))))))

UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))
FUZZERS := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))

unit: $(addprefix $(B)/tests/unit/,$(UNITS)) $(addprefix $(B)/tests/fuzz/,$(FUZZERS))
fuzzers: $(addprefix $(B)/fuzz/,$(FUZZERS))

# $(1) test, $(2) unit or fuzz, $(3) further objects
define test_rule
$(B)/tests/$(2)/$(1): $(B)/obj/tests/$(2)/$(1).o $(3) $(call unit_objs,$(1)) $(LIB_A)
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -pie -o $$@ $$^ $$($(call unit_prog,$(1))-libs)
endef
$(foreach t,$(UNITS),$(eval $(call test_rule,$(t),unit,)))
$(foreach t,$(FUZZERS),$(eval $(call test_rule,$(t),fuzz,$(B)/obj/tests/fuzz/replay.o)))

define fuzzer_rule
$(B)/fuzz/$(1): $(B)/obj/tests/fuzz/$(1).o $(call unit_objs,$(1)) $(LIB_A)
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -pie -fsanitize=fuzzer -o $$@ $$^ $$($(call unit_prog,$(1))-libs)
endef
$(foreach t,$(FUZZERS),$(eval $(call fuzzer_rule,$(t))))

# A test sees the headers of its own program: two programs may have headers of the same name.
test_path = $(addprefix -Ihv-tools/,$(foreach p,$(call unit_prog,$(1)),$(filter $(progs-y),$(p)) $($(p)-parts)))
$(B)/obj/tests/%.o: CPPFLAGS += -Itests -Ihv-tools -Iinitramfs $(call test_path,$(notdir $*))

-include $(wildcard $(B)/obj/tests/*/*.d $(B)/obj/initramfs/init/*.d)
.PHONY: unit fuzzers
