# SPDX-License-Identifier: GPL-2.0-only
# The front door. What exists is listed in Kbuild; how it is built stands in scripts/make.
VERSION := 0.1.0
B       := build
PREFIX  := /usr/local

all: tools init static

# What a failed command leaves half-written is not taken for done.
.DELETE_ON_ERROR:

include Kbuild
include scripts/make/flags.mk
include scripts/make/tools.mk
include scripts/make/init.mk
include scripts/make/multicall.mk
include scripts/make/tests.mk
include scripts/make/install.mk

help:
	@echo 'make            the tools, dynamic and static, and the initramfs /init, into $(B)/'
	@echo 'make check      every test (scripts/check)'
	@echo 'make unit       build the unit and fuzz-replay tests only'
	@echo 'make install    DESTDIR= PREFIX=$(PREFIX) DAEMONS=$(DAEMONS); make uninstall takes it all back'
	@echo 'make compile_commands.json   for clangd and clang-tidy'
	@echo 'make clean      remove $(B)/ but for built kernels; make distclean removes all of it'
	@echo 'Variables: B=folder V=1 WERROR=1 SAN=address,undefined CC=clang'

check:
	scripts/check

clean:
	rm -rf $(B)/tools $(B)/tools-static $(B)/tools-musl $(B)/obj $(B)/obj-musl $(B)/tests $(B)/fuzz

distclean:
	rm -rf $(B) compile_commands.json

compile_commands.json: FORCE
	@$(MAKE) --no-print-directory -Bnk tools unit V=1 | grep -E -- ' -c -o .*\.c$$' | \
		jq -R --arg dir '$(CURDIR)' '{directory: $$dir, command: ., file: (split(" ") | last)}' | \
		jq -s . >$@

FORCE:
.PHONY: all help check clean distclean FORCE
