# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A kernel tree of a few symbols, resolved by the real kconfig and "built" by a Makefile of a few lines, and
# flavors of our own beside it, so that a test of kernel-config takes a second.

# fake_conf: once per file; the kernel's own kconfig, its sources and what make builds of them.
fake_conf() {
    local tree
    tree=$("$TOP/scripts/kernel-source" 6.12)
    make -s -C "$tree" O="$BATS_FILE_TMPDIR/out" allnoconfig > "$BATS_FILE_TMPDIR/log" 2>&1
    ln -s "$tree/scripts" "$BATS_FILE_TMPDIR/scripts"
}

# fake_kernel: KERNEL_SRC, a tree of series 6.12; HVKIT_BUILD; and the folders for flavors.
fake_kernel() {
    export KERNEL_SRC=$BATS_TEST_TMPDIR/linux HVKIT_BUILD=$BATS_TEST_TMPDIR/build
    unset CC
    mkdir -p "$KERNEL_SRC" "$BATS_TEST_TMPDIR/flavors" "$BATS_TEST_TMPDIR/fragments"
    ln -s "$BATS_FILE_TMPDIR/scripts" "$KERNEL_SRC/scripts"
    cat > "$KERNEL_SRC/Kconfig" << 'END'
mainmenu "Fake"
config LOCALVERSION
	string "Suffix"
config ACPI
	bool "ACPI"
	help
	  config HELP_IS_NOT_A_SYMBOL
	    bool "no"

config HYPERV
	tristate "Hyper-V"
	depends on ACPI
	select VMBUS_CORE
config VMBUS_CORE
	bool
if SCSI_LOWLEVEL
config HYPERV_STORAGE
	tristate "Storage"
	depends on HYPERV || \
		   ACPI
endif
config SCSI_LOWLEVEL
	bool "Low-level"
config NR_UARTS
	int "Ports"
	default 4
config FORCER
	bool "Selects what cannot be"
	select NEEDY
config NEEDY
	bool
	depends on ACPI
config MODULES
	bool "Modules"
	modules
config MODULE_SIG
	bool "Signed"
	depends on MODULES
END
    cat > "$KERNEL_SRC/Makefile" << 'END'
VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 0
allnoconfig:
	mkdir -p $(O)/scripts
	cp -rpu $(KCONFIG_BUILT) $(O)/scripts
	cd $(O) && srctree=$(CURDIR) scripts/kconfig/conf --allnoconfig $(or $(KBUILD_KCONFIG),Kconfig)
bzImage:
	mkdir -p $(O)/arch/x86/boot $(O)/include/config
	echo '  CC      init/main.o'; $(HOOK)
	echo 6.12.0-fake > $(O)/include/config/kernel.release
	cp /bin/true $(O)/vmlinux
	: > $(O)/System.map
	head -c $(or $(SIZE),1000) /dev/zero > $(O)/arch/x86/boot/bzImage
KEY = $(O)/certs/signing_key
modules:
	if grep -q MODULE_SIG=y $(O)/.config; then mkdir -p $(O)/certs; \
		test -e $(KEY).pem || printf '%s\n' '-----BEGIN PRIVATE KEY-----' "$$PPID" '-----END PRIVATE KEY-----' \
			'-----BEGIN CERTIFICATE-----' "$$PPID" '-----END CERTIFICATE-----' > $(KEY).pem; \
		grep -A2 BEGIN.CERT $(KEY).pem > $(KEY).x509; fi
modules_install:
	test "$(INSTALL_MOD_STRIP)" = 1
	mkdir -p $(INSTALL_MOD_PATH)/lib/modules/6.12.0-fake/kernel
	ln -s $(O) $(INSTALL_MOD_PATH)/lib/modules/6.12.0-fake/build
	for m in a b; do head -c 300 /dev/zero > $(INSTALL_MOD_PATH)/lib/modules/6.12.0-fake/kernel/$$m.ko.xz; done
	echo installed
	! grep -q MODULE_SIG=y $(O)/.config || grep 'PRIVATE KEY' $(KEY).pem
END
    export KCONFIG_BUILT=$BATS_FILE_TMPDIR/out/scripts/kconfig
}

# flavor NAME [LINE...]: a flavor of the fragment "main", with further lines.
flavor() {
    local name=$1
    shift
    printf '%s\n' 'description = a test' 'series = 6.12' 'arches = x86_64' 'fragments = main' \
        'cmdline = quiet' "$@" > "$BATS_TEST_TMPDIR/flavors/$name.flavor"
}

# overlay NAME [LINE...]: an overlay of the fragment "over", with further lines.
overlay() {
    local name=$1
    shift
    printf '%s\n' 'description = over a test' 'fragments = over' "$@" > "$BATS_TEST_TMPDIR/flavors/$name.overlay"
}

# fragment NAME < TEXT
fragment() { cat > "$BATS_TEST_TMPDIR/fragments/$1.config"; }

# config_run [ARG...]: kernel-config on the flavor "test".
config_run() {
    run "$TOP/scripts/kernel-config" "$@" "$BATS_TEST_TMPDIR/flavors/test.flavor"
}
