# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The rescue image's list (initramfs/rescue/rescue.list) as a recipe of irfs(8). Needs common.sh.

# rescue_package NAMES: prints the recipe's line for the first of these that Debian has here.
rescue_package() {
    local name tree
    for name in ${1//|/ }; do
        tree=$("$HVKIT_TOP/scripts/debian-package" "$name" 2> /dev/null) || continue
        # the folder is NAME-VERSION, with "_" for ":"
        printf 'root %s %s %s\n' "$tree" "$name" "$(tr _ : <<< "${tree##*/"$name"-}")"
        return
    done
    die "$EXIT_FAILED" "Debian has no package $1, which the rescue image takes"
}

# rescue_tool NAME DEST: the file that it is.
rescue_tool() {
    make --no-print-directory -s -C "$HVKIT_TOP" "build/tools-static/$1" >&2 || die "$EXIT_FAILED" "$1 does not build"
    printf 'file %s %s\n' "$HVKIT_TOP/build/tools-static/$1" "$2"
}

# rescue_recipe: on stdout.
rescue_recipe() {
    local verb first rest
    while read -r verb first rest; do
        case $verb in
            package) rescue_package "$first" || exit ;;
            tool) rescue_tool "$first" "$rest" || exit ;;
            *) printf '%s %s %s\n' "$verb" "$first" "$rest" ;;
        esac
    done < "$HVKIT_TOP/initramfs/rescue/rescue.list"
}
