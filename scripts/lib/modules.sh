# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Which files the modules of an unpacked kernel are, and what they need: it has no modules.dep. Needs common.sh.

# The files found last, each after those that it needs.
MODULES=()

# modules_find DIR NAME...: sets MODULES. DIR is the kernel's /lib/modules/RELEASE; what is built in needs no file.
modules_find() {
    local dir=$1 file name
    local -A path=()
    shift
    MODULES=()
    want_program modinfo kmod
    while IFS= read -r file; do
        name=${file##*/}
        name=${name%%.ko*}
        path[${name//-/_}]=$file
    done < <(find "$dir/kernel" -name '*.ko' -o -name '*.ko.*')
    for name; do
        modules_add "$dir" "$name"
    done
}

# modules_add DIR NAME: with the paths that modules_find has collected.
modules_add() {
    local file=${path[${2//-/_}]-} need
    if [[ ! $file ]]; then
        grep -q "/${2//_/[-_]}\.ko$" "$1/modules.builtin" || die "$EXIT_FAILED" "no module $2 in $1"
        return
    fi
    [[ " ${MODULES[*]} " != *" $file "* ]] || return 0
    for need in $(modinfo -F depends "$file" | tr , ' '); do
        modules_add "$1" "$need"
    done
    MODULES+=("$file")
}
