#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# kconf pair: do a config, Hyper-V's daemons and an initramfs fit each other?

bats_require_minimum_version 1.5.0

load ../common

setup_file() { make -s -C "$TOP" build/tools/kconf; }

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    config 6.12.5
}

# config RELEASE: one that fits everything, built in.
config() {
    printf '%s\n' "# Linux/x86 $1 Kernel Configuration" CONFIG_X86_64=y CONFIG_MODULES=y CONFIG_HYPERV=y \
        CONFIG_HYPERV_UTILS=m CONFIG_UIO_HV_GENERIC=m CONFIG_SCSI=y CONFIG_BLK_DEV_SD=y CONFIG_HYPERV_STORAGE=y \
        CONFIG_PCI_HYPERV=y CONFIG_BLK_DEV_NVME=y CONFIG_EXT4_FS=y CONFIG_BLK_DEV_INITRD=y CONFIG_RD_GZIP=y > config
}

# set SYMBOL VALUE: n takes it out.
set_() {
    sed -i "/^CONFIG_$1=/d" config
    [[ $2 == n ]] || echo "CONFIG_$1=$2" >> config
}

pair() { run --separate-stderr "$TOP/build/tools/kconf" pair -c config "$@"; }

# fits WORDS / misfit WORDS
fits() { ((status == 0)) && [[ -z $output ]]; }
misfit() { ((status == 3)) && says "$1"; }

# image COMMAND...: an initramfs with the module hv_storvsc of 6.12.5, packed by that command.
image() {
    rm -rf root && mkdir -p root/lib/modules/6.12.5-test/kernel
    echo > root/lib/modules/6.12.5-test/kernel/hv_storvsc.ko.xz
    (cd root && find . | cpio -o -H newc --quiet) | "$@" > image
}

@test "what fits is silent" {
    pair -d kvp,vss,fcopy -i none
    fits
    [[ -z $stderr ]]
}

@test "what was not looked at is said" {
    pair
    fits
    [[ $stderr == *--daemons* && $stderr == *--initramfs* ]]
}

@test "VTL mode, never" {
    set_ HYPERV_VTL_MODE y
    pair
    misfit 'CONFIG_HYPERV_VTL_MODE: is for the paravisor'
}

@test "VMBus has a symbol of its own from 6.18 on" {
    config 6.18.1
    pair
    misfit 'CONFIG_HYPERV_VMBUS: is off'
    set_ HYPERV_VMBUS y
    pair
    fits
    set_ HYPERV m
    pair
    misfit 'CONFIG_HYPERV: is a bool from 6.18 on'
    pair -s 6.17
    fits
}

@test "KVP and VSS need the utilities" {
    set_ HYPERV_UTILS n
    pair -d kvp
    misfit 'CONFIG_HYPERV_UTILS: is off, and hv_kvp_daemon'
    pair -d vss
    misfit 'hv_vss_daemon'
    pair -d fcopy
    fits
}

@test "file copy needs UIO from 6.10 on, and the utilities before" {
    set_ UIO_HV_GENERIC n
    pair -d fcopy
    misfit 'CONFIG_UIO_HV_GENERIC: is off, and from 6.10 on'
    pair -d fcopy -s 6.9.3
    fits
    pair -d hv_fcopy_uio_daemon -s 6.9.3
    misfit 'a driver of its own in 6.9.3, and hv_fcopy_uio_daemon cannot serve it'
    set_ UIO_HV_GENERIC m
    pair -d hv_fcopy_daemon
    misfit 'on UIO in 6.12.5, and hv_fcopy_daemon cannot serve it'
    pair -d fcopy -a arm64
    misfit 'does not build the file copy daemon for arm64'
}

@test "daemons of a folder, wherever a distribution has them" {
    mkdir -p root/usr/sbin
    pair -d root
    ((status == 1))
    touch root/usr/sbin/hv-kvp-daemon root/usr/sbin/hv_fcopy_uio_daemon
    set_ HYPERV_UTILS n
    pair -d root
    misfit hv_kvp_daemon
    [[ $output != *vss* ]]
    pair -d nonsense
    ((status == 2))
}

@test "without an initramfs the root's drivers are built in" {
    set_ HYPERV_STORAGE m
    set_ EXT4_FS m
    pair -i none
    misfit 'CONFIG_HYPERV_STORAGE: is a module, and without an initramfs nothing loads it'
    says 'no file system for a root'
    set_ PCI_HYPERV n
    pair -i none
    misfit 'CONFIG_PCI_HYPERV: is off: a root on NVMe'
}

@test "modules for the root are in the initramfs: a list of drivers" {
    set_ HYPERV_STORAGE m
    set_ PCI_HYPERV m
    printf 'hv_storvsc\n' > list
    pair -i list
    misfit 'CONFIG_PCI_HYPERV: is a module, and pci_hyperv is not in the initramfs'
    says 'dracut --add-drivers pci_hyperv'
    [[ $output != *HYPERV_STORAGE* ]]
    printf '# drivers\nhv_storvsc.ko kernel/drivers/pci/controller/pci-hyperv.ko.zst\n' > list
    pair -i list
    fits
}

@test "modules for the root are in the initramfs: an image, plain or compressed" {
    set_ HYPERV_STORAGE m
    for packer in cat gzip; do
        image "$packer"
        pair -i image
        fits
        set_ BLK_DEV_NVME m
        pair -i image
        misfit 'nvme is not in the initramfs'
        set_ BLK_DEV_NVME y
    done
}

@test "the kernel must know how the image is compressed" {
    image gzip
    set_ RD_GZIP n
    pair -i image
    misfit 'CONFIG_RD_GZIP: is off, and the initramfs is packed by gzip'
    image zstd -q
    set_ HYPERV_STORAGE m
    pair -i image
    misfit 'CONFIG_RD_ZSTD: is off'
    [[ $stderr == *"its modules were not looked at"* ]]
    set_ RD_ZSTD y
    pair -i image
    fits
}

@test "an image of another kernel, or for one that has no use for it" {
    image cat
    pair -i image -s 6.12.6
    misfit 'the initramfs has modules for 6.12.5-test, and the config is for 6.12.6'
    set_ MODULES n
    pair -i image
    misfit 'CONFIG_MODULES: is off, and the initramfs brings 1 modules'
    set_ BLK_DEV_INITRD n
    pair -i image
    misfit 'CONFIG_BLK_DEV_INITRD: is off'
}

@test "what is no initramfs is said to be none" {
    image cat
    head -c 150 image > short
    pair -i short
    ((status == 1))
    [[ $stderr == *"short: neither an initramfs"* ]]
    pair -i missing
    ((status == 1))
}

@test "JSON has what is wrong and what to do" {
    set_ HYPERV_UTILS n
    pair -d kvp --json
    ((status == 3))
    jq -e '.findings[0] | .kind == "misfit" and .symbol == "HYPERV_UTILS" and (.notes | length == 1)' <<< "$output"
    set_ HYPERV_UTILS y
    pair -d kvp --json
    ((status == 0))
    jq -e '.findings == []' <<< "$output"
}
