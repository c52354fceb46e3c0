#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# dracut's module hvkit: what it asks dracut for, and an image by this machine's own dracut, which boots. Those of the
# other releases are for dracut.long.bats.

bats_require_minimum_version 1.5.0

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# module VARIABLES FUNCTION: what that function of the module asks dracut for, when these are set.
module() {
    run bash -c '
        dfatal() { echo "fatal: $*"; }
        dwarn() { echo "warning: $*"; }
        instmods() { echo "instmods: hostonly=$hostonly $*"; }
        inst_rules() { echo "rules: $*"; }
        inst_simple() { echo "file: $*"; }
        inst_multiple() { echo "programs: $*"; }
        dracut_module_included() { [[ " ${included-} " == *" $1 "* ]]; }
        declare -A host_fs_types
        moddir=$1/initramfs/dracut/50hvkit initdir=$2 srcmods=$2 kernel=6.12 DRACUT_VERSION=059
        . "$moddir/module-setup.sh"
        eval "$3"
        "$4"' bash "$TOP" "$PWD/image" "$1" "$2"
}

@test "without dracut's /init: Hyper-V's drivers, the file systems, ours" {
    mkdir image
    module '' check
    [ "$status" -eq 255 ]
    module '' installkernel
    [ "$status" -eq 0 ]
    for name in hv_vmbus hv_storvsc sd_mod pci_hyperv nvme hv_utils ext4 xfs btrfs erofs squashfs vfat nls_cp437; do
        says " $name"
    done
    [[ $output != *netvsc* ]]
    # one that the host has is not enough: another size has another controller
    module 'hostonly=yes host_fs_types=([8:1]=xfs)' installkernel
    says 'hostonly= '
    says ' xfs'
    [[ $output == *' nvme '* && $output != *ext4* ]]
    module 'hvkit_drivers="storage lisa uio" filesystems=ext4' installkernel
    says hyperv_keyboard
    says uio_hv_generic
    [[ $output != *' nvme'* && $output != *xfs* ]]
    module '' install
    [ "$status" -eq 0 ]
    says "file: $TOP/initramfs/dracut/50hvkit/hvkit-init /init"
    says 'programs: -o fsck.ext2 fsck.ext3 fsck.ext4 fsck.vfat'
    grep -qx ID=hvkit image/etc/initrd-release
    module 'nofscks=yes kernel_cmdline=quiet' install
    [[ $output != *programs:* ]]
    says 'warning: hvkit: its /init does not read kernel_cmdline='
    module 'fscks="fsck.ext4"' install
    says 'programs: -o fsck.ext4'
}

@test "with dracut's /init: the drivers, a rule for udev, and nothing else" {
    mkdir image
    module 'included="base udev-rules"' installkernel
    [[ $status == 0 && $output == *' hv_storvsc '* && $output != *ext4* ]]
    # where kernel-modules was told to bring none
    module 'included="base" drivers=hv_vmbus' installkernel
    says ' ext4'
    module 'included="systemd udev-rules"' install
    [ "$output" = "rules: $TOP/initramfs/dracut/50hvkit/60-hvkit-azure-nvme.rules" ]
    [ -z "$(ls image)" ]
}

@test "what /init cannot open is refused, and so is a set that there is not" {
    mkdir image
    for type in LVM2_member crypto_LUKS linux_raid_member nfs4; do
        module "hostonly=yes host_fs_types=([8:1]=ext4 [8:2]=$type)" installkernel
        [ "$status" -eq 1 ]
        says "does not open $type"
    done
    module 'included=base hostonly=yes host_fs_types=([8:2]=LVM2_member)' installkernel
    [ "$status" -eq 0 ]
    module 'hvkit_drivers="storage nmve"' installkernel
    [ "$status" -eq 1 ]
    says "fatal: hvkit_drivers: there is no set 'nmve'"
}

@test "modules are unpacked where the kernel may not do it" {
    mkdir -p image/lib/modules/6.12
    echo text > image/lib/modules/6.12/a.ko
    xz -k image/lib/modules/6.12/a.ko
    zstd -q image/lib/modules/6.12/a.ko -o image/lib/modules/6.12/b.ko.zst
    mv image/lib/modules/6.12/a.ko.xz image/lib/modules/6.12/c.ko.xz
    echo CONFIG_MODULE_DECOMPRESS=y > image/config
    module '' installkernel
    [ -e image/lib/modules/6.12/c.ko.xz ]
    rm image/config
    module 'add_drivers=mana' installkernel
    says 'warning: hvkit: this kernel may not unpack modules itself'
    [ "$(cd image/lib/modules/6.12 && echo *)" = 'a.ko b.ko c.ko' ]
    [ "$(sort -u image/lib/modules/6.12/*)" = text ]
}

@test "this machine's dracut makes one that boots over storvsc, and lsinitrd reads it and irfs' own" {
    source "$TOP/tests/initramfs/dracut.bash"
    make -s -C "$TOP" build/tools/irfs
    dracut_here image 6.12 --filesystems ext4
    lsinitrd image > list
    for file in init modules.dep hv_storvsc.ko pci-hyperv.ko usr/sbin/e2fsck etc/initrd-release; do
        grep -qE "(^| |/)$file( |$)" list
    done
    lsinitrd --mod image | grep -qx hvkit
    for machine in gen1-ide gen2-scsi v6-nvme mana confidential; do
        "$TOP/build/tools/irfs" verify --sys "$TOP/tests/data/sysfs/$machine" image
    done
    # dracut strips what it packs
    "$TOP/build/tools/irfs" cat image init | cmp - "$TOP/build/tools-static/init"
    # As LISA asks: for modules.dep, and then for names in it.
    "$TOP/scripts/initramfs-build" --kernel 6.12 --profile lisa --fs ext4 ours > /dev/null
    lsinitrd ours > list
    lsinitrd ours -f "$(grep -oE '[^ ]*/modules\.dep$' list)" | grep -q 'hv_netvsc.ko.*:'
    dracut_small_disk disk
    dracut_boots 6.12 image disk console
    grep -aE '^root=/dev/sda type=ext4 .*dev=yes run=yes' console
}
