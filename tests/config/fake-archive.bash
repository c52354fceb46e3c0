# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # used by those who load it; set by bats
# A tiny Debian archive for the tests of what reads the real one. REPO is its folder.

# archive_setup: for bats' setup: an empty archive, a cache of its own, and scripts that use both.
archive_setup() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    REPO=$BATS_TEST_TMPDIR/repo
    SHIM=$BATS_TEST_TMPDIR/shim
    mkdir -p "$REPO" "$SHIM"
    export HVKIT_CACHE=$BATS_TEST_TMPDIR/cache HVKIT_APT_SOURCES=$BATS_TEST_TMPDIR/sources.list
    unset KERNEL_SRC
    echo "deb [trusted=yes] copy:$REPO ./" > "$HVKIT_APT_SOURCES"
    PATH=$SHIM:$PATH
}

# archive_package NAME VERSION DEPENDS: adds a package of what stands in $BATS_TEST_TMPDIR/content.
archive_package() {
    local content=$BATS_TEST_TMPDIR/content deb
    mkdir -p "$content/DEBIAN"
    cat > "$content/DEBIAN/control" << END
Package: $1
Version: $2
Architecture: all
Maintainer: hvkit tests <nobody@invalid>
Installed-Size: 1${3:+
Depends: $3}
Description: a package of the tests
END
    deb=$1_$2_all.deb
    dpkg-deb --root-owner-group -b "$content" "$REPO/$deb" > /dev/null
    {
        cat "$content/DEBIAN/control"
        echo "Filename: ./$deb"
        echo "Size: $(stat -c %s "$REPO/$deb")"
        echo "SHA256: $(sha256sum < "$REPO/$deb" | cut -d ' ' -f 1)"
        echo
    } >> "$REPO/Packages"
    cat > "$REPO/Release" << END
Date: $(LC_ALL=C date -Ru)
SHA256:
 $(sha256sum < "$REPO/Packages" | cut -d ' ' -f 1) $(stat -c %s "$REPO/Packages") Packages
END
    rm -r "$content"
}

# archive_source SERIES VERSION [ZEROES]: adds a linux-source package, with a file of so many MiB of zeroes.
archive_source() {
    local tree=$BATS_TEST_TMPDIR/tar/linux-source-$1 src=$BATS_TEST_TMPDIR/content/usr/src
    mkdir -p "$tree/kernel" "$src"
    printf 'VERSION = %d\nPATCHLEVEL = %d\nSUBLEVEL = 1\nEXTRAVERSION =\n' "${1%.*}" "${1#*.}" > "$tree/Makefile"
    echo "$2" > "$tree/kernel/version"
    truncate -s "${3:-1}M" "$tree/kernel/zeroes"
    echo last > "$tree/z-last"
    tar -C "${tree%/*}" --sort=name -cJf "$src/linux-source-$1.tar.xz" "${tree##*/}"
    archive_package "linux-source-$1" "$2" ''
    rm -r "${tree%/*}"
}

kernel_source() {
    run --separate-stderr "$TOP/scripts/kernel-source" "$@"
}

# tree_path SERIES VERSION: where its tree belongs.
tree_path() {
    echo "$HVKIT_CACHE/source/linux-$1-$2"
}

# expect STATUS [WORDS]: the exit status; the words on stderr; and no second line there when it failed.
expect() {
    if [[ $status != "$1" || $stderr != *"${2:-}"* ]] || [[ $1 != 0 && ${#stderr_lines[@]} != 1 ]]; then
        printf '%s\n' "status $status" "stdout: $output" "stderr: $stderr"
        return 1
    fi
}
