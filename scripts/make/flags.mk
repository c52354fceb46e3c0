# SPDX-License-Identifier: GPL-2.0-only
# Compiler and linker flags, the same for every program.
CC      ?= cc
MUSL_CC ?= musl-gcc
CFLAGS  ?= -O2 -g

# A callback has the parameters its table asks for, used or not.
# KVM's headers end in flexible arrays on purpose; only clang frowns on a struct around one.
cc_is_clang = $(if $(findstring clang,$(CC)),$(1))

WARNINGS := -Wall -Wextra -Wshadow -Wvla -Wundef -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wimplicit-fallthrough -Wpointer-arith -Wno-unused-parameter \
	$(call cc_is_clang,-Wno-gnu-variable-sized-type-not-at-end) $(if $(WERROR),-Werror)
CPPFLAGS += -D_GNU_SOURCE -DHVKIT_VERSION='"$(VERSION)"' -Ihv-tools/lib

# A sanitizer build goes to a folder of its own (make B=build/san SAN=address,undefined): sanitizers and
# FORTIFY exclude each other.
ifdef SAN
HARDEN := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
else
HARDEN  := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
RELRO   := -Wl,-z,relro,-z,now
endif

ALL_CFLAGS  = -std=gnu11 $(CFLAGS) $(WARNINGS) $(HARDEN) -fPIE -ffunction-sections \
	-ffile-prefix-map=$(CURDIR)=. $(CPPFLAGS)
ALL_LDFLAGS = $(HARDEN) $(RELRO) -Wl,--gc-sections $(LDFLAGS)

Q := $(if $(V),,@)
# V=1 shows the commands instead; make -s shows nothing.
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-7s %s\n' '$(1)' '$(2)')

# Objects depend on this file's content: a change of flags rebuilds what they built.
FLAGS_STAMP := $(B)/obj/flags
FLAGS_NOW := $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)
ifneq ($(shell cat $(FLAGS_STAMP) 2>/dev/null),$(FLAGS_NOW))
$(shell mkdir -p $(B)/obj && printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' >$(FLAGS_STAMP))
endif
