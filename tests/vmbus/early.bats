#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The host says by a key where the root is, and reads how the boot went: from /init, and from the daemon after it.

load early

setup_file() {
    load early
    early_image "$BATS_FILE_TMPDIR/image"
    make -s -C "$TOP" build/tools-musl/hv_kvp_daemon
    local tree=$BATS_FILE_TMPDIR/tree busybox
    busybox=$("$TOP/scripts/debian-package" busybox-static)
    [[ -d $busybox/bin ]] || busybox+=/usr
    mkdir -p "$tree"/{dev,proc,sys,run,sbin,bin,var/lib/hyperv}
    cp "$busybox/bin/busybox" "$tree/bin/busybox"
    cp "$TOP/build/tools-musl/hv_kvp_daemon" "$tree/sbin"
    cat > "$tree/sbin/init" << 'END'
#!/bin/busybox sh
/sbin/hv_kvp_daemon -n &
echo root is up
exec /bin/busybox sh
END
    chmod +x "$tree/sbin/init"
    mkfs.ext4 -q -L early -d "$tree" "$BATS_FILE_TMPDIR/disk" 24M
}

# shellcheck disable=SC2034 # what early boots
setup() {
    IMAGE=$BATS_FILE_TMPDIR/image
    DISK=$BATS_FILE_TMPDIR/disk
}

@test "root=kvp:KEY waits for the host, and the daemon tells it of the boot" {
    early 'root=kvp:where rw' 'expect ic service=kvp state=ready within 300' 'pause 1' \
        'kvp set external where LABEL=early' 'expect kvp op=set status=0' \
        'expect console text~"root is up" within 200' 'pause 4' \
        'kvp enumerate guest' 'expect kvp op=enumerate key=HVKIT_BOOT status=0 within 20' \
        'expect kvp op=enumerate status=0x80070103' 'kvp get external where' \
        'expect kvp op=get key=where value=LABEL=early status=0' \
        'type "/bin/busybox poweroff -f"'
    well
    record HVKIT_BOOT | grep -E '^hvkit-init: handover ok /sbin/init t=[0-9]+\.[0-9]{6}$'
    record HVKIT_BOOT_TIMES | grep -E '^init=[0-9]+ mounts=[0-9]+ devices=[0-9]+ root=[0-9]+ sysroot=[0-9]+ handover=[0-9]+$'
}

@test "a key that names a key again is refused, and the host reads why before the machine ends" {
    early 'root=kvp:where' "${COMES[@]}" 'kvp set external where kvp:where' \
        "${FAILS[@]}"
    fails_with 'root failed kvp:where: errno 40 why=kvp-again seen=.*sda:ext4:'
}
