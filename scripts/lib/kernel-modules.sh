# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The modules of a built kernel, and the key they are signed with. Needs common.sh and kernel.sh, and DIR set.

# The key, where the kernel's build makes it: private half and certificate.
readonly MODULE_KEY=obj/certs/signing_key.pem

# config_has SYMBOL: is it built in, or on?
config_has() { grep -q "^CONFIG_$1=y$" "$DIR/config"; }

# install_modules TREE: what modules_install makes of them, stripped of debug information (types stay), compressed
# and signed as the config says, in $DIR/modules; all of it or what was there before. None: no folder.
install_modules() {
    local temp=$DIR/.modules
    rm -rf "$temp"
    config_has MODULES || {
        rm -rf "$DIR/modules"
        return 0
    }
    want_program depmod kmod
    mkdir "$temp"
    kernel_make "$1" INSTALL_MOD_PATH="$temp" INSTALL_MOD_STRIP=1 modules_install
    # Where the build was made is of no use where they are installed.
    find "$temp/lib/modules" -maxdepth 2 -type l \( -name build -o -name source \) -delete
    rm -rf "$DIR/modules"
    mv -T "$temp" "$DIR/modules"
}

# modules_record: their size and number, and who signed them, as a JSON object.
modules_record() {
    local certificate=''
    ! config_has MODULE_SIG || certificate=$(sha256sum < "$DIR/obj/certs/signing_key.x509")
    { [[ ! -d $DIR/modules ]] || find "$DIR/modules" -name '*.ko*' -printf '%s\n'; } |
        jq -s --arg certificate "${certificate%% *}" '{modules_bytes: (add // 0), modules: length,
            signing_key: (if $certificate == "" then null else
                {certificate_sha256: $certificate, private_half: "deleted", reproducible: false} end)}'
}

# key_is_gone: was the private half deleted, after a build that used it?
key_is_gone() { [[ -f $DIR/$MODULE_KEY ]] && ! grep -q 'PRIVATE KEY' "$DIR/$MODULE_KEY"; }

# renew_key: a build whose key is gone needs a new one, which the kernel's own build makes where it finds none.
renew_key() { ! key_is_gone || rm -f "$DIR/$MODULE_KEY" "$DIR/obj/certs/signing_key.x509"; }

# forget_key: overwritten, so that nobody signs a module for this kernel later; the certificate stays.
forget_key() {
    local key=$DIR/$MODULE_KEY certificate
    [[ -f $key ]] || return 0
    certificate=$(sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' "$key")
    head -c "$(stat -c %s "$key")" /dev/zero | dd of="$key" conv=notrunc,fsync status=none
    printf '%s\n' "$certificate" > "$key"
}
