#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Our own hv_fcopy_daemon: the character device of 6.1, the rings of 6.12 and 7.

load fcopyd

setup_file() {
    load fcopyd
    fcopyd_files
}

# copies TARGET: Microsoft's cases and ours.
copies() {
    {
        with_policy 'allow = /tmp' 'allow = /mnt' 'overwrite = yes' 'create_path = yes'
        microsofts "$1"
        ours
    } | receives "$1"
}

@test "by the character device of Debian's cloud kernel 6.1" {
    copies debian-6.1
}

@test "by the rings of Debian's cloud kernel 6.12" {
    copies debian-6.12
}

@test "by the rings of Debian's cloud kernel 7" {
    copies debian-7.x
}

@test "without a policy every copy is refused, and the log says why" {
    receives debian-6.12 << 'END'
fcopy copy small /tmp/testfile
expect fcopy op=start status=0x80004005
expect fcopy op=done status=0x80004005
type "ls -A /tmp | wc -l; cat /run/log/hv_fcopy_uio_daemon"
expect console text~0
expect console text~"no policy file: \"/tmp/testfile\""
END
}
