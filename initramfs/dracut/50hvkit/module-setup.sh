#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # what dracut sets
# dracut's module hvkit, of dracut-hvkit(7): every driver by which a guest of Hyper-V reaches its root and, in an image
# without dracut's own /init, hvkit's, which takes neither udev nor a shell nor modprobe.

# Never by itself, as an image without dracut's /init knows no LVM, LUKS or network.
check() {
    return 255
}

depends() {
    return 0
}

# _hvkit_stands_in: nobody else brings an /init.
_hvkit_stands_in() {
    ! dracut_module_included base && ! dracut_module_included systemd
}

# _hvkit_drivers SET: the drivers of a set; as those of irfs' profiles.
_hvkit_drivers() {
    case $1 in
        storage) echo hv_vmbus hv_storvsc sd_mod ;;
        nvme) echo hv_vmbus pci_hyperv nvme ;;
        utils) echo hv_vmbus hv_utils ;;
        net) echo hv_vmbus hv_netvsc pci_hyperv mana ;;
        input) echo hv_vmbus hyperv_keyboard hid_hyperv ;;
        lisa) echo hv_vmbus hv_storvsc sd_mod hv_netvsc hyperv_keyboard hid_hyperv ;;
        ide) echo ata_piix sr_mod sd_mod ;;
        uio) echo hv_vmbus uio_hv_generic ;;
        verity) echo dm_mod dm_verity ;;
        overlay) echo overlay ;;
        *) return 1 ;;
    esac
}

# _hvkit_file_systems: those of the host's own disks, or all that a root in Azure has.
_hvkit_file_systems() {
    local fs=("${host_fs_types[@]}")

    if [[ ${filesystems-} ]]; then
        return # dracut installs them
    elif [[ ! ${hostonly-} ]] || ((${#fs[@]} == 0)); then
        fs=(ext4 xfs btrfs erofs squashfs vfat overlay)
    fi
    printf '%s\n' "${fs[@]}"
    [[ " ${fs[*]} " != *' vfat '* ]] || printf '%s\n' nls_cp437 nls_ascii nls_iso8859-1 nls_utf8
}

# _hvkit_refuses: prints what the host's root lies on and /init cannot open.
_hvkit_refuses() {
    local fs

    [[ ${hostonly-} ]] || return 1
    for fs in "${host_fs_types[@]}"; do
        case $fs in
            crypto_LUKS | LVM2_member | *_raid_member | mpath_member | bcache | nfs | nfs4 | cifs | iscsi)
                echo "$fs"
                return
                ;;
        esac
    done
    return 1
}

# _hvkit_unpack: modules that this kernel cannot unpack itself; nobody else in the image could.
_hvkit_unpack() {
    local config file unpack

    for config in "$srcmods/config" "$srcmods/build/.config" "${dracutsysrootdir-}/boot/config-$kernel"; do
        ! grep -qsx CONFIG_MODULE_DECOMPRESS=y "$config" || return 0
    done
    while IFS= read -r file; do
        case $file in
            *.xz) unpack=xz ;;
            *.zst) unpack='zstd --rm' ;;
            *.gz) unpack=gzip ;;
        esac
        # shellcheck disable=SC2086 # words
        $unpack -dqf "$file" || return
    done < <(find "$initdir" -path '*/lib/modules/*' -type f -name '*.ko.?*')
    [[ ! ${drivers-}${add_drivers-}${force_drivers-}${filesystems-} ]] ||
        dwarn "hvkit: this kernel may not unpack modules itself: those of drivers=, add_drivers= and filesystems= stay packed"
}

installkernel() {
    local set refused words
    local -a names modules=()

    for set in ${hvkit_drivers:-storage nvme utils}; do
        words=$(_hvkit_drivers "$set") || {
            dfatal "hvkit_drivers: there is no set '$set'"
            return 1
        }
        read -ra names <<< "$words"
        modules+=("${names[@]}")
    done
    if _hvkit_stands_in && refused=$(_hvkit_refuses); then
        dfatal "hvkit: its /init does not open $refused, on which this host's root may lie: use the profile hvkit-drivers"
        return 1
    fi
    # With drivers= dracut's module kernel-modules brings no file systems.
    if _hvkit_stands_in || [[ ${drivers-} ]]; then
        mapfile -t -O "${#modules[@]}" modules < <(_hvkit_file_systems)
    fi
    # Not for this host's devices only: a VM that gets another size finds its disk behind another controller.
    hostonly='' instmods "${modules[@]}"
    ! _hvkit_stands_in || _hvkit_unpack
}

# _hvkit_release: by which programs know that they run in an initramfs.
_hvkit_release() {
    mkdir -p "$initdir/etc" "$initdir/usr/lib"
    cat > "$initdir/usr/lib/initrd-release" << END
NAME=hvkit
ID=hvkit
PRETTY_NAME="hvkit (dracut-$DRACUT_VERSION initramfs)"
DRACUT_VERSION="$DRACUT_VERSION"
END
    ln -sf ../usr/lib/initrd-release "$initdir/etc/initrd-release"
}

# _hvkit_checkers: fsck(8) for the file systems that /init has checked when they ask for it.
_hvkit_checkers() {
    local -a wanted=(fsck.ext2 fsck.ext3 fsck.ext4 fsck.vfat)

    [[ ${nofscks-} != yes ]] || return 0
    [[ ! ${fscks-} ]] || read -ra wanted <<< "$fscks"
    inst_multiple -o "${wanted[@]}"
}

install() {
    if ! _hvkit_stands_in; then
        ! dracut_module_included udev-rules || inst_rules "$moddir/60-hvkit-azure-nvme.rules"
        return 0
    fi
    inst_simple "$moddir/hvkit-init" /init
    _hvkit_release
    _hvkit_checkers
    [[ ! ${kernel_cmdline-} ]] || dwarn "hvkit: its /init does not read kernel_cmdline=, only what the boot loader says"
}
