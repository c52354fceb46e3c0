#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# dracut's module hvkit as a user of each Debian has it: installed by make into a system with that release's dracut,
# asked for by its configurations. The images are small, reach every machine, and boot as guests of the emulated host.

load ../common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    source "$TOP/tests/initramfs/dracut.bash"
    make -s -C "$TOP" build/tools/irfs
}

# size FILE
size() { stat -c %s "$1"; }

# images SUITE: stock, lean and drivers, by the dracut of that system, which stays in the folder system.
images() {
    local lean drivers
    dracut_root system "$1"
    read -ra lean <<< "$(dracut_profile system hvkit)"
    read -ra drivers <<< "$(dracut_profile system hvkit-drivers)"
    dracut_image system /stock --no-hostonly
    dracut_image system /lean "${lean[@]}"
    dracut_image system /drivers "${drivers[@]}"
    mv system/{stock,lean,drivers} .
    echo "# $1, dracut $(dracut_in "$PWD/system" dracut --version 2>&1): stock $(size stock), hvkit $(size lean)," \
        "hvkit-drivers $(size drivers) bytes" >&3
}

# holds SUITE: what is promised of them. Debian's own root comes up with the lean one, and is told how long it took.
holds() {
    local machine image
    images "$1"
    (($(size lean) * 3 <= $(size stock) && $(size drivers) < $(size stock)))
    for machine in gen1-ide gen2-scsi v6-nvme mana confidential; do
        for image in lean drivers; do
            "$TOP/build/tools/irfs" verify --sys "$TOP/tests/data/sysfs/$machine" "$image"
        done
    done
    dracut_small_disk small
    dracut_boots "${DRACUT_KERNEL[$1]}" drivers small drivers.console
    file_says drivers.console 'root=/dev/sda type=ext4 '
    file_says drivers.console ' dev=yes run=yes '
    dracut_disk system disk
    dracut_boots "${DRACUT_KERNEL[$1]}" lean disk lean.console
    file_says lean.console "proof: active /dev/sda ext4 $DRACUT_UUID"
    grep -aqE 'Startup finished in .*s \(kernel\) \+ .*s \(initrd\) \+ ' lean.console
}

@test "Debian 12: dracut 059" {
    holds bookworm
}

@test "Debian 13: dracut 106" {
    holds trixie
}

@test "Debian sid: dracut 110 or later" {
    holds sid
}
