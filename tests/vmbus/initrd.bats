#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A whole Debian 12 with its own kernel behind storvsc, from /init with modules by modalias to systemd.

load common

setup_file() {
    load common
    "$TOP/scripts/debian-root" "$BATS_FILE_TMPDIR/root.img" > /dev/null
    # shellcheck source=tests/initramfs/image.bash
    source "$TOP/tests/initramfs/image.bash"
    module_tree "$BATS_FILE_TMPDIR/tree" 6.1 hv_storvsc sd_mod
    image "$BATS_FILE_TMPDIR/root.cpio" "$BATS_FILE_TMPDIR/tree"
}

@test "it comes up to a login, its OS disk found by LABEL, and systemd-analyze names the initrd" {
    KERNEL=$("$TOP/scripts/debian-kernel" --json 6.1 | jq -er .vmlinuz)
    cat > "$BATS_TEST_TMPDIR/scenario" << 'END'
expect console text~"root# " within 400
type "systemctl is-system-running --wait; systemd-analyze time; dmesg | grep hvkit-init; findmnt -no SOURCE,OPTIONS /; ls /run/hvkit; echo listed"
expect console text~"listed" within 120
shutdown poweroff
expect shutdown status=0
END
    CONSOLE=$BATS_TEST_TMPDIR/console
    run "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$BATS_FILE_TMPDIR/root.cpio" --memory 512 \
        --disk "$BATS_FILE_TMPDIR/root.img,snapshot" --scenario "$BATS_TEST_TMPDIR/scenario" --timeout 700 \
        --console "$CONSOLE" --cmdline 'console=ttyS0 quiet panic=-1 root=LABEL=root rw systemd.show_status=no'
    well
    grep -aE 'Startup finished in .*\(kernel\) \+ .*\(initrd\) \+ .*\(userspace\)' "$CONSOLE"
    grep -aE 'hvkit-init: root ok /dev/sda t=' "$CONSOLE"
    grep -aE '^/dev/sda' "$CONSOLE"
}
