# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034 # what is set here the scripts read
# What kernel-config and kernel-build share: one flavor, one series, one architecture, one folder. Needs common.sh.

HVKIT_BUILD=${HVKIT_BUILD:-$HVKIT_TOP/build}
readonly KCONF=$HVKIT_TOP/build/tools/kconf FLAVORS=$HVKIT_TOP/kernel-configs/flavors
# Debian's names for the compilers of other machines.
declare -rA PREFIXES=([x86_64]=x86_64-linux-gnu- [arm64]=aarch64-linux-gnu-)

# kernel_options ARG...: sets FLAVOR_FILE, FLAVOR, SERIES, ARCH, LOSSY, DIR, where the results go, and the compilers.
kernel_options() {
    local words=()
    SERIES=6.12 ARCH=x86_64 LOSSY=''
    while (($# > 0)); do
        case $1 in
            --series | --arch)
                (($# > 1)) || die "$EXIT_USAGE" "$1 needs a value"
                [[ $1 == --series ]] && SERIES=$2
                [[ $1 == --arch ]] && ARCH=$2
                shift
                ;;
            --lossy) LOSSY=--lossy ;;
            -h | --help) usage_text "$0" && exit ;;
            -*) die "$EXIT_USAGE" "no such option: $1 (see --help)" ;;
            *) words+=("$1") ;;
        esac
        shift
    done
    ((${#words[@]} == 1)) || die "$EXIT_USAGE" "one flavor, please (see --help); known: $(kernel_flavors)"
    kernel_find_flavor "${words[0]}"
    DIR=$HVKIT_BUILD/$FLAVOR-$SERIES-$ARCH
    kernel_compilers
}

# kernel_compilers: sets KERNEL_MAKE, what each run of make on a kernel tree says of the architecture, and KERNEL_CC,
# the compiler. One that makes code for another machine has the prefix CROSS_COMPILE.
kernel_compilers() {
    local prefix=${CROSS_COMPILE:-} native
    native=$(uname -m)
    [[ $prefix || ${native/aarch64/arm64} == "$ARCH" ]] || prefix=${PREFIXES[$ARCH]-}
    [[ ! $prefix || ${CC:-} ]] || command -v "${prefix}gcc" > /dev/null || die "$EXIT_FAILED" \
        "${prefix}gcc, the compiler for $ARCH, is missing: scripts/deps cross installs it"
    KERNEL_CC=${CC:-${prefix}gcc}
    KERNEL_MAKE=(ARCH="$ARCH" CC="$KERNEL_CC" ${prefix:+CROSS_COMPILE="$prefix"})
}

# kernel_names SUFFIX: the known names with that suffix, on one line.
kernel_names() { find "$FLAVORS" -name "*.$1" -printf '%f\n' | sed 's/\.[a-z]*$//' | sort | paste -sd ' '; }

# kernel_flavors: the known flavors and overlays, in words.
kernel_flavors() { printf '%s, each also with +OVERLAY: %s\n' "$(kernel_names flavor)" "$(kernel_names overlay)"; }

# kernel_find_flavor NAME|FILE.flavor: sets FLAVOR_FILE and FLAVOR. BASE+OVERLAY is no file of its own: kconf reads
# BASE.flavor and OVERLAY.overlay beside it.
kernel_find_flavor() {
    local folder overlay
    FLAVOR_FILE=$1
    [[ $1 == *.flavor ]] || FLAVOR_FILE=$FLAVORS/$1.flavor
    FLAVOR=$(basename "$FLAVOR_FILE" .flavor)
    folder=$(dirname "$FLAVOR_FILE")
    [[ -f $folder/${FLAVOR%%+*}.flavor ]] || die "$EXIT_USAGE" "no such flavor: $1; known: $(kernel_flavors)"
    [[ $FLAVOR == *+* ]] || return 0
    for overlay in $(tr + ' ' <<< "${FLAVOR#*+}"); do
        [[ -f $folder/$overlay.overlay ]] ||
            die "$EXIT_USAGE" "no such overlay: $overlay; known: $(kernel_names overlay)"
    done
}

# kernel_tools: the config engine, built when it is not; the kernel's compiler is not ours.
kernel_tools() {
    env -u CC -u CFLAGS -u MAKEFLAGS make -s -C "$HVKIT_TOP" "${KCONF#"$HVKIT_TOP/"}" >&2
}

# kernel_claim: DIR becomes ours, unless it holds another build: objects of two configs must never mix.
kernel_claim() {
    local stamp=$DIR/.hvkit-build key="$FLAVOR $SERIES $ARCH" owner='something else'
    if [[ -e $stamp ]]; then
        owner=$(< "$stamp")
    elif [[ ! -e $DIR/obj ]]; then
        mkdir -p "$DIR"
        printf '%s\n' "$key" > "$stamp"
        owner=$key
    fi
    [[ $owner == "$key" ]] || die "$EXIT_FAILED" "$DIR holds a build of $owner, not of $key: move it away or remove it"
}

# kernel_install FILE NAME: FILE becomes NAME in DIR, whole or not at all; one that is the same stays as it is.
kernel_install() {
    local temp=$DIR/.$2.$$
    cmp -s "$1" "$DIR/$2" && return
    cp "$1" "$temp"
    mv -f "$temp" "$DIR/$2"
}
