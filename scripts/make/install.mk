# SPDX-License-Identifier: GPL-2.0-only
# Programs and their further names to sbin, man pages to where man looks, a completion for each program; of the
# daemons also units, udev rules and examples. Both targets go by the same lists, so uninstall leaves nothing.
SBINDIR := $(PREFIX)/sbin
EXECDIR := $(PREFIX)/libexec/hvkit
MANDIR  := $(PREFIX)/share/man
COMPDIR := $(PREFIX)/share/bash-completion/completions
DOCDIR  := $(PREFIX)/share/doc/hvkit

# What the daemons are installed as (README, "The daemons", has what each costs):
# shared    one static program against musl, with a link by each name: most of their memory is in common, and who
#           kills one by its program's file name (busybox) does not hit what its watchdog runs
# separate  a static program against musl for each, where the security policy goes by the file (SELinux)
# dynamic   a program for each with the distribution's C library
DAEMONS := shared

daemon_names = $(call bin,$(daemons-y))
daemons_shared   = $(B)/tools-musl/hvkit
daemons_separate = $(daemon_names:%=$(B)/tools-musl/%)
daemons_dynamic  = $(daemon_names:%=$(B)/tools/%)
ifneq ($(filter install,$(MAKECMDGOALS)),)
$(if $(daemons_$(DAEMONS)),,$(error DAEMONS=$(DAEMONS): it is shared, separate or dynamic))
$(if $(filter dynamic,$(DAEMONS))$(shell command -v $(MUSL_CC)),,$(error there is no $(MUSL_CC): install \
	musl-tools, or say DAEMONS=dynamic))
endif

# Where systemd and udev look: distributions differ in /usr, and nobody in /usr/local.
pkg_config = $(if $(filter /usr,$(PREFIX)),$(shell pkg-config --variable=$(1) $(2) 2>/dev/null))
UNITDIR     := $(or $(call pkg_config,systemdsystemunitdir,systemd),$(PREFIX)/lib/systemd/system)
UDEVDIR     := $(or $(call pkg_config,udevdir,udev),$(PREFIX)/lib/udev)
TMPFILESDIR := $(or $(call pkg_config,tmpfilesdir,systemd),$(PREFIX)/lib/tmpfiles.d)

DRACUTDIR   := $(or $(call pkg_config,dracutdir,dracut),$(PREFIX)/lib/dracut)

folders   = $(foreach p,$(progs-y),hv-tools/$(p))
PAGES    := $(wildcard $(folders:%=%/*.[1-8]) initramfs/dracut/*.[1-8])
UNITS_IN := $(wildcard $(folders:%=%/*.service))
RULES    := $(wildcard $(folders:%=%/*.rules))
TMPFILES := $(wildcard $(folders:%=%/*.tmpfiles.conf))
# Other .conf files are to be copied by who wants them: NAME.conf to /etc/hvkit, those of a unit to its folder.
EXAMPLES := $(filter-out $(TMPFILES),$(wildcard $(folders:%=%/*.conf)))

# "OLD:NEW" for each further name.
links = $(foreach p,$(progs-y),$(foreach l,$($(p)-links),$(call bin,$(p)):$(l)))
aliases = $(foreach u,$(UNITS_IN),$(addprefix $(notdir $(u)):,$(shell sed -n 's/^Alias=//p' $(u))))
old = $(firstword $(subst :, ,$(1)))
new = $(lastword $(subst :, ,$(1)))
# hv-tools/x/x.8 to .../man8/x.8
page = $(MANDIR)/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1))
names = $(call bin,$(progs-y)) $(foreach l,$(links),$(call new,$(l)))

# dracut's modules, their /init among them, and the configurations that ask for them. Without musl there is no /init.
DRACUT      := $(foreach m,$(dracut-y),$(wildcard initramfs/dracut/$(m)/*))
DRACUT_CONF := $(filter-out $(DRACUT),$(wildcard initramfs/dracut/*/*.conf))
dracut_to = $(if $(filter $(DRACUT),$(1)),$(DRACUTDIR)/modules.d,$(DRACUTDIR)/dracut.conf.d)/$(1:initramfs/dracut/%=%)
DRACUT_INIT = $(addsuffix /hvkit-init,$(dracut-y:%=$(DRACUTDIR)/modules.d/%))
DRACUT_INSTALLED = $(DRACUT_INIT) $(foreach f,$(DRACUT) $(DRACUT_CONF),$(call dracut_to,$(f)))
has_musl := $(if $(filter install,$(MAKECMDGOALS)),$(shell command -v $(MUSL_CC)))

SHARED = $(EXECDIR)/daemons
INSTALLED = $(addprefix $(SBINDIR)/,$(names)) $(SHARED) $(foreach p,$(PAGES),$(call page,$(p))) \
	$(foreach l,$(links),$(MANDIR)/man8/$(call new,$(l)).8) $(addprefix $(COMPDIR)/,$(names)) \
	$(addprefix $(UNITDIR)/,$(notdir $(UNITS_IN)) $(foreach a,$(aliases),$(call new,$(a)))) \
	$(addprefix $(UDEVDIR)/rules.d/,$(notdir $(RULES))) \
	$(addprefix $(TMPFILESDIR)/,$(notdir $(TMPFILES:.tmpfiles.conf=.conf))) \
	$(addprefix $(DOCDIR)/examples/,$(notdir $(EXAMPLES)))

define NEWLINE


endef
# $(1) what sed does, $(2) from, $(3) to
filter_to = sed '$(1)' $(2) >$(DESTDIR)$(3) && chmod 644 $(DESTDIR)$(3)$(NEWLINE)

OTHER_PROGS = $(filter-out $(daemons_dynamic),$(PROGS))
# What another way has left is no link to be written through.
install_separate = rm -f $(DESTDIR)$(SHARED)$(NEWLINE)install $(daemons_separate) $(DESTDIR)$(SBINDIR)
install_dynamic  = rm -f $(DESTDIR)$(SHARED)$(NEWLINE)install $(daemons_dynamic) $(DESTDIR)$(SBINDIR)
install_shared   = install $(daemons_shared) $(DESTDIR)$(SHARED)$(NEWLINE)$(foreach \
	n,$(daemon_names),ln -srf $(addprefix $(DESTDIR),$(SHARED) $(SBINDIR)/$(n))$(NEWLINE))

install: $(OTHER_PROGS) $(daemons_$(DAEMONS)) $(if $(has_musl),install-dracut)
	install -d $(sort $(dir $(addprefix $(DESTDIR),$(INSTALLED))))
	install $(OTHER_PROGS) $(DESTDIR)$(SBINDIR)
	$(install_$(DAEMONS))
	$(foreach l,$(links),ln -sf $(call old,$(l)) $(DESTDIR)$(SBINDIR)/$(call new,$(l))$(NEWLINE))
	$(foreach p,$(PAGES),install -m 644 $(p) $(DESTDIR)$(call page,$(p))$(NEWLINE))
	$(foreach l,$(links),ln -sf $(call old,$(l)).8 $(DESTDIR)$(MANDIR)/man8/$(call new,$(l)).8$(NEWLINE))
	$(foreach n,$(names),$(call filter_to,s/^\(complete .* _hvkit\) .*/\1 $(n)/,scripts/lib/completion.bash,$(COMPDIR)/$(n)))
	$(foreach u,$(UNITS_IN),$(call filter_to,s|=/usr/sbin/|=$(SBINDIR)/|,$(u),$(UNITDIR)/$(notdir $(u))))
	$(foreach a,$(aliases),ln -sf $(call old,$(a)) $(DESTDIR)$(UNITDIR)/$(call new,$(a))$(NEWLINE))
	$(foreach r,$(RULES),install -m 644 $(r) $(DESTDIR)$(UDEVDIR)/rules.d$(NEWLINE))
	$(foreach t,$(TMPFILES),install -m 644 $(t) $(DESTDIR)$(TMPFILESDIR)/$(notdir $(t:.tmpfiles.conf=.conf))$(NEWLINE))
	$(foreach e,$(EXAMPLES),install -m 644 $(e) $(DESTDIR)$(DOCDIR)/examples$(NEWLINE))

install-dracut: $(INIT)
	install -d $(sort $(dir $(addprefix $(DESTDIR),$(DRACUT_INSTALLED))))
	$(foreach i,$(DRACUT_INIT),install $(INIT) $(DESTDIR)$(i)$(NEWLINE))
	$(foreach f,$(DRACUT) $(DRACUT_CONF),install -m $(if $(filter %.sh,$(f)),755,644) $(f) $(DESTDIR)$(call dracut_to,$(f))$(NEWLINE))

uninstall:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED) $(DRACUT_INSTALLED))
	-rmdir $(sort $(dir $(addprefix $(DESTDIR),$(DRACUT_INSTALLED)))) 2>/dev/null
	-rmdir $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR) $(DESTDIR)$(EXECDIR) 2>/dev/null

.PHONY: install install-dracut uninstall
