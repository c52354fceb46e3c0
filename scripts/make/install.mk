# SPDX-License-Identifier: GPL-2.0-only
# Programs to sbin, their man pages to man8; uninstall leaves nothing behind.
SBINDIR := $(PREFIX)/sbin
MAN8DIR := $(PREFIX)/share/man/man8
MANPAGES = $(wildcard $(foreach p,$(progs-y),hv-tools/$(p)/$(p).8))

install: tools
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MAN8DIR)
	install $(PROGS) $(DESTDIR)$(SBINDIR)
	install -m 644 $(MANPAGES) $(DESTDIR)$(MAN8DIR)

uninstall:
	rm -f $(addprefix $(DESTDIR)$(SBINDIR)/,$(progs-y))
	rm -f $(addprefix $(DESTDIR)$(MAN8DIR)/,$(notdir $(MANPAGES)))

.PHONY: install uninstall
