# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # run_nested makes $work
# What a run of hvhost inside a machine under QEMU takes in with it. Needs common.sh and a folder, $work.
#
# What the options and the scenario name is carried in at the very paths they name it by, below /guest, where
# hvhost then runs: it finds what it is told of, and its words name the user's files. Disks go in as virtio
# disks to which such a path is a link.

# Of each disk, by the name it is given: the real file. Of each real file, in the order of the disks: whether
# all that name it only read. And QEMU's arguments.
declare -A DISK_FILE=() DISK_READ_ONLY=()
DISK_ORDER=() DISK_ARGS=()

# carry PATH: a regular file will be there in the machine too. Every folder on the way must be there, those that
# a ".." leaves again as well.
carry() {
    local path=$1 on_the_way
    [[ $path == /* ]] || path=$PWD/$path
    on_the_way=$path
    while on_the_way=${on_the_way%/*} && [[ $on_the_way && $path == */../* ]]; do
        mkdir -p "$work/root/guest$(realpath -ms -- "$on_the_way")"
    done
    path=$work/root/guest$(realpath -ms -- "$path")
    mkdir -p "${path%/*}"
    ln -sf -- "$(realpath -- "$1")" "$path"
}

# split_disk SPEC: sets DISK_NAME, the file it names, and DISK_MODE, on when it is only read (as QEMU says it).
split_disk() {
    DISK_NAME=$1 DISK_MODE=off
    while [[ $DISK_NAME =~ ^(.+),(ro|snapshot|lun=[0-9]*|controller=ide)$ ]]; do
        DISK_NAME=${BASH_REMATCH[1]}
        [[ ${BASH_REMATCH[2]} != ro && ${BASH_REMATCH[2]} != snapshot ]] || DISK_MODE=on
    done
}

# carry_disk SPEC: FILE with options.
carry_disk() {
    split_disk "$1"
    carry_as_disk "$DISK_NAME" "$DISK_MODE"
}

# carry_as_disk PATH READ_ONLY [FILE]: as a disk of the machine, to which PATH is a link: nothing is copied. FILE is
# what PATH will be there, when not itself. What is no fit file for that is left for hvhost to find fault with.
carry_as_disk() {
    local real
    [[ -f $1 || -b $1 ]] || return 0
    if [[ -f $1 && -z ${3-} ]] && (($(stat -L -c %s -- "$1") % 512 != 0)); then
        carry "$1"
        return
    fi
    real=$(realpath -- "${3:-$1}")
    [[ ${DISK_READ_ONLY[$real]-} ]] || {
        DISK_ORDER+=("$real")
        DISK_READ_ONLY[$real]=on
    }
    [[ $2 == on ]] || DISK_READ_ONLY[$real]=off
    DISK_FILE[$1]=$real
}

# word TEXT: its first word as hvhost would split it off, in WORD, and what follows it in REST.
word() {
    WORD='' REST=''
    if [[ $1 =~ ^[[:blank:]]*\"(([^\"\\]|\\.)*)\"(.*)$ ]]; then
        # shellcheck disable=SC2001
        WORD=$(sed 's/\\\(.\)/\1/g' <<< "${BASH_REMATCH[1]}") REST=${BASH_REMATCH[3]}
    elif [[ $1 =~ ^[[:blank:]]*([^[:blank:]]+)(.*)$ ]]; then
        WORD=${BASH_REMATCH[1]} REST=${BASH_REMATCH[2]}
    fi
}

# carry_kernel PATH: unpacked, unless the user wants the guest to do that, or it is packed in a way that only the
# guest knows. What was unpacked is kept, whole disk sectors of it, until a week after its last use.
carry_kernel() {
    local kept
    if [[ ! $PACKED && -f $1 ]]; then
        kept=$HVKIT_CACHE/hv-run/vmlinux-$(sha256sum < "$1" | cut -c 1-16)
        if touch -c "$kept" && [[ ! -s $kept ]] && "$HVKIT_TOP/scripts/lib/kernel-unpack" "$1" > "$kept.$$" 2> /dev/null; then
            find "${kept%/*}" -name 'vmlinux-*' -mtime +7 -delete
            truncate -s %512 "$kept.$$"
            mv -f "$kept.$$" "$kept"
        fi
        rm -f "$kept.$$"
        [[ ! -s $kept ]] || set -- "$1" "$kept"
    fi
    carry_as_disk "$1" on "${2-}"
}

# carry_scenario FILE: it, and what its lines name.
carry_scenario() {
    local line
    carry "$1"
    while IFS= read -r line || [[ $line ]]; do
        if [[ $line =~ ^[[:blank:]]*fcopy[[:blank:]]+copy[[:blank:]](.*)$ ]]; then
            word "${BASH_REMATCH[1]}"
            [[ ! -f $WORD || ! -r $WORD ]] || carry "$WORD"
        elif [[ $line =~ ^[[:blank:]]*disk[[:blank:]]+attach[[:blank:]](.*)$ ]]; then
            word "${BASH_REMATCH[1]}"
            [[ ! $REST =~ [[:blank:]](ro|snapshot)([[:blank:]]|$) ]] || WORD+=,${BASH_REMATCH[1]}
            carry_disk "$WORD"
        fi
    done < "$1"
}

# give_disks: QEMU's arguments, and which path is which disk. Writes reach the file as hvhost makes them, and
# its flushes go through to the medium: killing QEMU is pulling the power.
give_disks() {
    local i file letters=({a..z})
    ((${#DISK_ORDER[@]} <= 26)) || die "$EXIT_USAGE" "more than 26 disks"
    for i in "${!DISK_ORDER[@]}"; do
        file=${DISK_ORDER[i]}
        DISK_ARGS+=(-blockdev "$(jq -cn --arg node "disk$i" --arg file "$file" --arg ro "${DISK_READ_ONLY[$file]}" \
            --arg driver "$([[ -b $file ]] && echo host_device || echo file)" \
            '{driver: "raw", "node-name": $node, "read-only": ($ro == "on"), discard: "unmap",
                file: {driver: $driver, filename: $file}}')" -device "virtio-blk-pci,drive=disk$i")
    done
    for file in "${!DISK_FILE[@]}"; do
        for i in "${!DISK_ORDER[@]}"; do
            [[ ${DISK_ORDER[i]} != "${DISK_FILE[$file]}" ]] || printf '/dev/vd%s %s\n' "${letters[i]}" \
                "$([[ $file == /* ]] || printf %s/ "$PWD")$file"
        done
    done > "$work/root/guest/.hvkit/disks"
}
