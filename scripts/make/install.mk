# SPDX-License-Identifier: GPL-2.0-only
# Programs to sbin, their man pages to man8, one completion for all; uninstall leaves nothing behind.
SBINDIR := $(PREFIX)/sbin
MAN8DIR := $(PREFIX)/share/man/man8
COMPDIR := $(PREFIX)/share/bash-completion/completions
MANPAGES = $(wildcard $(foreach p,$(progs-y),hv-tools/$(p)/$(p).8))

install: tools
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MAN8DIR)
	install $(PROGS) $(DESTDIR)$(SBINDIR)
	install -m 644 $(MANPAGES) $(DESTDIR)$(MAN8DIR)
	for p in $(progs-y); do install -D -m 644 scripts/lib/completion.bash $(DESTDIR)$(COMPDIR)/$$p; done

uninstall:
	rm -f $(addprefix $(DESTDIR)$(SBINDIR)/,$(progs-y))
	rm -f $(addprefix $(DESTDIR)$(MAN8DIR)/,$(notdir $(MANPAGES)))
	rm -f $(addprefix $(DESTDIR)$(COMPDIR)/,$(progs-y))

.PHONY: install uninstall
