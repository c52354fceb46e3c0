# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Images by dracut, with its module of ours: by what this machine's own release has, unpacked, and by that of each
# Debian in a system of its own. Needs TOP.

# shellcheck source=scripts/lib/common.sh
source "$TOP/scripts/lib/common.sh"
# shellcheck source=scripts/lib/apt.sh
source "$TOP/scripts/lib/apt.sh"
# shellcheck source=scripts/lib/tree.sh
source "$TOP/scripts/lib/tree.sh"
# shellcheck source=scripts/lib/debootstrap.sh
source "$TOP/scripts/lib/debootstrap.sh"
# shellcheck source=tests/initramfs/image.bash
source "$TOP/tests/initramfs/image.bash"

# What the roots consist of beside the smallest system: with them dracut has a use for most of its own modules.
readonly DRACUT_SYSTEM='dracut-core,systemd,systemd-sysv,udev,dbus,kmod,cpio,zstd,xz-utils,e2fsprogs'
# Of Debian 12 also those that others are compared with.
declare -grA DRACUT_MORE=([bookworm]=',initramfs-tools-core,tiny-initramfs-core,busybox')
# The series of the kernel that each is tried with.
declare -grA DRACUT_KERNEL=([bookworm]=6.1 [trixie]=6.12 [sid]=7.x)
# The root's file system.
readonly DRACUT_UUID=11111111-2222-4333-8444-555555555555

# dracut_system SUITE: prints the folder of the cache that holds the system, made once for each version of dracut.
dracut_system() {
    local version dir
    apt_open ''
    version=$(apt_candidate dracut-core "$1")
    [[ $version ]] || die "$EXIT_FAILED" "${APT_TROUBLE:-Debian $1 has no dracut-core}"
    dir=$HVKIT_CACHE/dracut/$1-${version//:/_}-$(sha256sum <<< "$DRACUT_SYSTEM${DRACUT_MORE[$1]-}" | cut -c 1-8)
    if tree_claim "$dir" $((2 << 20)); then
        debootstrap_into "$TREE_TEMP" "$1" "$DRACUT_SYSTEM${DRACUT_MORE[$1]-}"
        tree_commit "$dir"
    fi
    printf '%s\n' "$dir"
}

# dracut_root DIR SUITE: DIR becomes such a system, with its kernel's modules and what `make install` brings.
dracut_root() {
    local kernel release
    kernel=$("$TOP/scripts/debian-kernel" --json "${DRACUT_KERNEL[$2]}") || return
    release=$(jq -r .release <<< "$kernel")
    cp -a --reflink=auto "$(dracut_system "$2")" "$1"
    mkdir -p "$1/usr/lib/modules"
    cp -a --reflink=auto "$(jq -r .modules <<< "$kernel")" "$1/usr/lib/modules/$release"
    install -m 644 "$(jq -r .config <<< "$kernel")" "$1/boot/config-$release"
    depmod -b "$1" "$release"
    make -s -C "$TOP" install-dracut "DESTDIR=$(realpath "$1")" PREFIX=/usr DRACUTDIR=/usr/lib/dracut
}

# dracut_in DIR COMMAND...: it runs in that system, which sees no disks and no folder for temporary files of ours.
dracut_in() {
    # shellcheck disable=SC2016 # the other shell's
    unshare --mount --propagation private sh -ec \
        'root=$1; shift
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs run "$root/run"
        unset TMPDIR
        exec chroot "$root" "$@"' sh "$@"
}

# dracut_image DIR OUT WORD...: an image by the dracut of that system; OUT is a path in it.
dracut_image() {
    local log=$1.log
    dracut_in "$1" dracut --force --tmpdir /var/tmp --kver "$(basename "$1"/usr/lib/modules/*)" "${@:3}" "$2" > "$log" 2>&1 || {
        tail -n 20 "$log"
        return 1
    }
}

# dracut_profile DIR NAME: the words that ask for that configuration; before dracut 106 by its file.
dracut_profile() {
    if grep -q -e --add-confdir "$1/usr/bin/dracut"; then
        echo "--add-confdir $2"
    else
        echo "--conf $(cd "$1" && echo usr/lib/dracut/dracut.conf.d/"$2"/*.conf | sed 's|^|/|')"
    fi
}

# dracut_disk DIR FILE: FILE becomes a disk with that system, which tells of itself once it is up, and powers off. There
# is no login: it would hang up the line in the middle.
dracut_disk() {
    local units=$1/etc/systemd/system unit
    echo guest > "$1/etc/hostname"
    sha256sum <<< guest | cut -c 1-32 > "$1/etc/machine-id"
    for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
        e2scrub_reap.service systemd-logind.service systemd-update-utmp.service serial-getty@ttyS0.service; do
        ln -sf /dev/null "$units/$unit"
    done
    mkdir -p "$units/default.target.wants"
    cat > "$units/proof.service" << 'END'
[Unit]
After=multi-user.target
[Service]
StandardOutput=tty
TTYPath=/dev/ttyS0
ExecStart=/bin/sh -c 'until systemd-analyze time 2> /dev/null; do sleep 1; done; echo "proof: $(systemctl is-active multi-user.target) $(findmnt -rno SOURCE,FSTYPE,UUID /)"; systemctl --no-block start poweroff.target'
END
    ln -sf ../proof.service "$units/default.target.wants/proof.service"
    truncate -s 1G "$2"
    mkfs.ext4 -q -U "$DRACUT_UUID" -d "$1" "$2"
}

# dracut_small_disk FILE: FILE becomes a disk with a root of nothing but an init, which says where it finds itself.
dracut_small_disk() {
    local root=$1.root
    mkdir -p "$root"/{sbin,dev,proc,sys,run,etc,usr}
    echo ID=small > "$root/etc/os-release"
    guest_program rootinit "$root/sbin/init"
    truncate -s 16M "$1"
    mkfs.ext4 -q -U "$DRACUT_UUID" -d "$root" "$1"
}

# dracut_boots SERIES IMAGE DISK CONSOLE [WORD]...: to power-off, as a guest of the emulated host.
dracut_boots() {
    local kernel words="console=ttyS0 quiet panic=-1 cryptomgr.notests root=UUID=$DRACUT_UUID ro rootwait=300"
    # A busy machine may take its time.
    words+=' systemd.show_status=no systemd.default_timeout_start_sec=900 systemd.default_device_timeout_sec=900'
    kernel=$("$TOP/scripts/debian-kernel" --json "$1" | jq -er .vmlinuz)
    "$TOP/scripts/hv-run" --kernel "$kernel" --initrd "$2" --memory 512 --disk "$3,snapshot" --timeout 1500 \
        --console "$4" --cmdline "$words ${*:5}"
}

# dracut_here OUT SERIES WORD...: by dracut as this machine's release has it, from its package, for that kernel. What it
# is made of stays in OUT.d.
dracut_here() {
    local out package installer modules release
    out=$(realpath "$1")
    package=$("$TOP/scripts/debian-package" dracut-core)
    installer=$package/usr/lib/dracut/dracut-install
    # A package of its own from Debian 13 on.
    [[ -e $installer ]] || installer=$("$TOP/scripts/debian-package" dracut-install)/usr/lib/dracut/dracut-install
    modules=$("$TOP/scripts/debian-kernel" --json "$2" | jq -r .modules)
    release=${modules##*/}
    mkdir -p "$out.d/conf" "$out.d/lib/modules"
    cp -r "$modules" "$out.d/lib/modules"
    depmod -b "$out.d" "$release"
    # Its modules, and ours beside them.
    cp -r "$package/usr/lib/dracut" "$out.d/dracut"
    make -s -C "$TOP" install-dracut DRACUTDIR="$out.d/dracut"
    dracutbasedir=$out.d/dracut DRACUT_INSTALL=$installer "$package/usr/bin/dracut" --force --tmpdir "$out.d" --confdir "$out.d/conf" \
        --conf "$out.d/dracut/dracut.conf.d/hvkit/10-hvkit.conf" --kmoddir "$out.d/lib/modules/$release" \
        --kver "$release" "${@:3}" "$out" > "$out.log" 2>&1 || {
        tail -n 20 "$out.log"
        return 1
    }
}

# lsinitrd WORD...: that of this machine's release.
lsinitrd() {
    local package
    package=$("$TOP/scripts/debian-package" dracut-core)
    dracutbasedir=$package/usr/lib/dracut "$package/usr/bin/lsinitrd" "$@"
}
