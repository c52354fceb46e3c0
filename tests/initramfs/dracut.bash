# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Images by dracut as this machine's own release has it, with the module of ours. Needs TOP.

# The root's file system.
readonly DRACUT_UUID=11111111-2222-4333-8444-555555555555

# dracut_boots SERIES IMAGE DISK CONSOLE: to power-off, as a guest of the emulated host.
dracut_boots() {
    local kernel
    kernel=$("$TOP/scripts/debian-kernel" --json "$1" | jq -er .vmlinuz)
    "$TOP/scripts/hv-run" --kernel "$kernel" --initrd "$2" --memory 512 --disk "$3,snapshot" --timeout 1500 \
        --console "$4" --cmdline \
        "console=ttyS0 quiet panic=-1 cryptomgr.notests root=UUID=$DRACUT_UUID ro rootwait=300 systemd.show_status=no"
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
