# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# An initramfs with /init, modules as depmod lists them, and the program that runs /init once per case. Needs TOP.

# Several that a test sources need it.
[[ -z ${CASE_MODULES-} ]] || return 0
# shellcheck source=scripts/lib/common.sh
source "$TOP/scripts/lib/common.sh"
# shellcheck source=scripts/lib/modules.sh
source "$TOP/scripts/lib/modules.sh"

# What the matrix needs of Debian's cloud kernels; modules_find leaves out what is built in.
# shellcheck disable=SC2034 # of cases.bash
readonly CASE_MODULES='ahci sd_mod hv_storvsc xfs btrfs erofs squashfs overlay efivarfs dm_verity'

# module_tree DIR SERIES NAME...: DIR/lib/modules/RELEASE with these modules and what they need, as they are.
module_tree() {
    local dir=$1 kernel modules release file
    kernel=$("$TOP/scripts/debian-kernel" --json "$2") || return
    modules=$(jq -r .modules <<< "$kernel")
    release=$(jq -r .release <<< "$kernel")
    shift 2
    modules_find "$modules" "$@"
    for file in "${MODULES[@]}"; do
        install -D -m 644 "$file" "$dir/lib/modules/$release/${file#"$modules/"}"
    done
    mkdir -p "$dir/lib/modules/$release"
    install -m 644 "$modules"/modules.{builtin,builtin.modinfo,order} "$dir/lib/modules/$release"
    depmod -b "$dir" "$release"
}

# image OUT DIR OPTION...: all files of DIR, and /init.
image() {
    local out=$1 dir=$2 file add=()
    while IFS= read -r file; do
        [[ $file != *.bin ]] || continue
        add+=(--add "$dir$file:$file")
    done < <(find "$dir" -type f -printf '/%P\n')
    "$TOP/scripts/initramfs-build" "${add[@]}" "${@:3}" "$out" > /dev/null
}

# guest_program NAME OUT: a static program for the guest.
guest_program() {
    musl-gcc -Os -static -s -Wall -Wextra -o "$2" "$TOP/tests/initramfs/guest/$1.c"
}
