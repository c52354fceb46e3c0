# SPDX-License-Identifier: GPL-2.0-only
# Programs to sbin, their man pages to where man looks, one completion for all; uninstall leaves nothing behind.
SBINDIR := $(PREFIX)/sbin
MANDIR  := $(PREFIX)/share/man
COMPDIR := $(PREFIX)/share/bash-completion/completions
MANPAGES = $(wildcard $(foreach p,$(progs-y),hv-tools/$(p)/$(p)*.[1-8]))
# hv-tools/x/x.8 to .../man8/x.8
installed = $(foreach m,$(1),$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(m)))/$(notdir $(m)))

install: tools
	install -d $(DESTDIR)$(SBINDIR)
	install $(PROGS) $(DESTDIR)$(SBINDIR)
	$(foreach m,$(MANPAGES),install -D -m 644 $(m) $(call installed,$(m)) && ) :
	for p in $(progs-y); do install -D -m 644 scripts/lib/completion.bash $(DESTDIR)$(COMPDIR)/$$p; done

uninstall:
	rm -f $(addprefix $(DESTDIR)$(SBINDIR)/,$(progs-y))
	rm -f $(call installed,$(MANPAGES))
	rm -f $(addprefix $(DESTDIR)$(COMPDIR)/,$(progs-y))

.PHONY: install uninstall
