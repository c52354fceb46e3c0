# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Debian packages unpacked into folders of the cache, never installed. Needs common.sh and apt.sh.
#
#	if tree_claim TREE KIB && tree_fetch NAME=VERSION; then unpack $TREE_DEB into $TREE_TEMP; tree_commit TREE; fi
# makes TREE whole or not at all, whoever else runs and however a run ends.

# The folder that becomes the claimed tree, the package fetched last, and all that were.
TREE_TEMP='' TREE_DEB='' TREE_DEBS=()

# tree_claim TREE KIB: true when TREE is for the caller to make, in $TREE_TEMP, with KIB of room. Any other run
# waits meanwhile, and then finds it made. What killed runs left behind is swept.
tree_claim() {
    local lock area=${1%/*}
    [[ ! -d $1 ]] || return
    mkdir -p "$area" "$HVKIT_CACHE/archive"
    exec {lock}>> "$HVKIT_CACHE/lock"
    flock -n "$lock" || {
        status 'waiting for another run to finish'
        flock "$lock"
        status
    }
    [[ ! -d $1 ]] || return
    rm -rf "$area"/.unpack-*
    find "$HVKIT_CACHE/archive" -mindepth 1 -mtime +7 -delete
    (($(tree_free "$1") >= $2)) || tree_failed "$1" "$2" 'the disk is too full'
    TREE_TEMP=$(mktemp -d "$area/.unpack-XXXXXX") || die "$EXIT_FAILED" "cannot write to $area"
    trap 'rm -rf "$TREE_TEMP"' EXIT
    chmod 755 "$TREE_TEMP"
}

# tree_free TREE: KiB of room where TREE goes.
tree_free() { df --output=avail -k "${1%/*}" | tail -n 1; }

# tree_failed TREE KIB WORDS: there is no room for TREE, or its making broke off.
tree_failed() {
    status
    die "$EXIT_FAILED" "cannot make ${1##*/} in ${1%/*}, which has $(($(tree_free "$1") / 1024)) MiB free" \
        "and needs about $(($2 / 1024 + 1)): $3"
}

# tree_fetch NAME=VERSION: sets TREE_DEB to the package, whose SHA-256 is the one in the signed index. False,
# with APT_TROUBLE set, when the archive is out of reach. An interrupted download is resumed, and a package
# is kept only until its tree is made: nothing needs it any more, and ten of them are a gigabyte.
tree_fetch() {
    local want got log partial
    local -a quiet=()
    want=$(apt_field "$1" SHA256)
    partial=$HVKIT_CACHE/archive/$want
    TREE_DEB=$HVKIT_CACHE/archive/${1//[=:]/_}.deb
    if [[ ! -e $TREE_DEB ]]; then
        [[ -t 2 ]] || quiet=(-qq)
        mkdir -p "$partial"
        { log=$(cd "$partial" && apt_get "${quiet[@]}" download "$1" 2>&1 >&3); } 3>&2 || {
            APT_TROUBLE=$(sed -n '/^E: /{s///p;q}' <<< "$log")
            return 1
        }
        mv "$partial"/*.deb "$TREE_DEB"
        rmdir "$partial"
    fi
    TREE_DEBS+=("$TREE_DEB")
    # apt itself takes a file of the right size for the right one, so the sum is compared here.
    got=$(sha256sum < "$TREE_DEB")
    [[ ${got%% *} == "$want" ]] || die "$EXIT_FAILED" \
        "$TREE_DEB is damaged: its SHA-256 is ${got%% *}, the signed index says ${want:-nothing}; delete it and run again"
}

# tree_commit TREE: what stands in $TREE_TEMP becomes TREE, in one step.
tree_commit() {
    mv -T "$TREE_TEMP" "$1"
    rm -f "${TREE_DEBS[@]}"
}

# tree_older TREE...: prints the newest of those that exist, for when the archive is out of reach.
tree_older() {
    local tree
    tree=$(printf '%s\n' "$@" | sort -V | tail -n 1)
    [[ -d $tree ]] || die "$EXIT_FAILED" "$APT_TROUBLE"
    say "$APT_TROUBLE; using what is here already, ${tree##*/}"
    printf '%s\n' "$tree"
}

# tree_of_packages TREE NAME=VERSION...: makes TREE of what the packages install, when it is not there yet.
tree_of_packages() {
    local tree=$1 part log kib=0
    shift
    for part; do
        kib=$((kib + $(apt_field "$part" Installed-Size) + $(apt_field "$part" Size) / 1024))
    done
    tree_claim "$tree" "$kib" || return 0
    for part; do
        tree_fetch "$part" || die "$EXIT_FAILED" "$APT_TROUBLE"
        log=$(dpkg-deb -x "$TREE_DEB" "$TREE_TEMP" 2>&1) || tree_failed "$tree" "$kib" "${log%%$'\n'*}"
    done
    tree_commit "$tree"
}
