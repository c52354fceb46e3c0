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

# modules_index DIR: prints a folder with the kernel's modules and what depmod says of them: DIR itself if that has
# it, else one of the cache, of links, as what is unpacked there is not to be written to.
modules_index() {
    local dir release made
    dir=$(realpath -e "$1") || die "$EXIT_FAILED" "no such folder: $1"
    release=${dir##*/}
    if [[ -r $dir/modules.dep ]]; then
        printf '%s\n' "$dir"
        return
    fi
    [[ -d $dir/kernel ]] || die "$EXIT_FAILED" "$dir is no /lib/modules/RELEASE: it has no folder kernel"
    made=$HVKIT_CACHE/modules/$(printf %s "$dir" | sha256sum | cut -c 1-16)
    if [[ ! -r $made/lib/modules/$release/modules.dep || $made/lib/modules/$release -ot $dir ]]; then
        [[ $PATH == */sbin* ]] || PATH+=:/usr/sbin:/sbin
        want_program depmod kmod
        status "indexing the modules of $release"
        mkdir -p "$made.$$/lib/modules/$release"
        ln -s "$dir"/* "$made.$$/lib/modules/$release"
        depmod -b "$made.$$" "$release" >&2 || die "$EXIT_FAILED" "depmod fails on $dir"
        # When another run was faster, its folder is as good.
        rm -rf "$made"
        mv -T "$made.$$" "$made" 2> /dev/null || rm -rf "$made.$$"
        status
    fi
    printf '%s\n' "$made/lib/modules/$release"
}

# modules_config DIR: prints the config of the kernel whose /lib/modules/RELEASE it is, or nothing.
modules_config() {
    local dir file
    dir=$(realpath -e "$(realpath -e "$1/kernel" 2> /dev/null || echo "$1")/..")
    for file in "$dir/config" "$dir"/../../{,../,../../}boot/"config-${dir##*/}" "$dir"/../../../config; do
        [[ ! -r $file ]] || {
            printf '%s\n' "$file"
            return
        }
    done
}
