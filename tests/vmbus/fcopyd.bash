# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# Our own hv_fcopy_daemon on the emulated Hyper-V host.

load common

# fcopyd_files: what is copied, in the folder of the file's tests.
fcopyd_files() {
    cd "$BATS_FILE_TMPDIR" || return
    seq 1 20000 | head -c 10000 > small
    seq 1 20000 | tail -c 10000 > other
    seq 1 400000 | head -c 2097152 > large
    yes '¡¢£¤¥§¨©ª«¬®±µ¶←↑ψχφυ' | head -c 150000 > non_ascii
}

# need_fcopyd TARGET: a guest as need_guest makes it, but with our daemon, under the name that it has there.
need_fcopyd() {
    local name=hv_fcopy_uio_daemon
    [[ $1 != debian-6.1 ]] || name=hv_fcopy_daemon
    INITRD=$BATS_FILE_TMPDIR/guest-$1.cpio
    [[ -e $INITRD ]] || {
        make -s -C "$TOP" build/tools/hv_fcopy_daemon &&
            mkdir -p "$BATS_FILE_TMPDIR/$1" &&
            cp "$TOP/build/tools/hv_fcopy_daemon" "$BATS_FILE_TMPDIR/$1/$name" &&
            "$TOP/scripts/test-guest" --daemons "$BATS_FILE_TMPDIR/$1" "$1" "$INITRD" > /dev/null
    } || return
    need_guest "$1"
}

# with_policy LINE...: commands that write the guest's policy, which is read anew for each copy.
with_policy() {
    printf 'type "mkdir -p /etc/hvkit; printf '
    printf "'enabled = yes\\\\\\\\n"
    printf '%s\\\\n' "$@"
    printf "' > /etc/hvkit/fcopyd.conf; echo policy\"\n"
    printf 'expect console text~policy\n'
}

# receives TARGET OPTION...: the scenario on standard input, between the service's coming and the guest's end.
receives() {
    local target=$1 scenario=$BATS_TEST_TMPDIR/scenario
    shift
    need_fcopyd "$target"
    {
        printf 'expect ic service=fcopy state=ready within 60\nexpect console text~"guest# " within 30\n'
        cat
        printf 'shutdown poweroff\nexpect shutdown status=0\n'
    } > "$scenario"
    cd "$BATS_FILE_TMPDIR" || return
    plays "$scenario" "$@"
    well
}

# microsofts TARGET: lis-test's cases of file copy, as lis.bash has them; ours needs no case of its own for 6.12.
microsofts() {
    local cases=$BATS_TEST_DIRNAME/scenarios case fcopy=uio file
    [[ $1 != debian-6.1 ]] || fcopy=chardev
    for case in $(basename -a "$cases"/FCOPY_*.scenario | cut -d . -f 1 | sort -u); do
        for file in "$cases/$case".{$fcopy.,}scenario; do
            [[ ! -e $file ]] || break
        done
        cat "$file"
    done
}

# A copy whose name has characters of one, two and three bytes; copies that would lead out of the allowed folder;
# one that is cancelled; one that the service's going ends.
ours() {
    cat << 'END'
fcopy copy small "/tmp/résumé-中.txt"
expect fcopy op=done status=0
type "take $(printf '/tmp/r\\303\\251sum\\303\\251-\\344\\270\\255.txt')"
expect console text~c6b50d072901db52630009c18a18f0eb
type "ln -s /etc /tmp/folder; ln -s /etc/secret /tmp/file; echo secret > /etc/secret; echo linked"
expect console text~linked
fcopy copy small /tmp/../etc/evil overwrite create
expect fcopy op=done status=0x80004005
fcopy copy small /etc/evil overwrite create
expect fcopy op=done status=0x80004005
fcopy copy small /tmp/folder/evil overwrite create
expect fcopy op=done status=0x80004005
fcopy copy small /tmp/folder/sub/evil overwrite create
expect fcopy op=done status=0x80004005
fcopy copy small /tmp/file overwrite create
expect fcopy op=done status=0x80004005
type "cat /etc/secret; find /etc | grep -c evil"
expect console text~secret
expect console text~0
type "rm /tmp/folder /tmp/file; mkdir /tmp/box; echo made"
expect console text~made
fcopy copy small /tmp/box overwrite
expect fcopy op=done status=0
fcopy copy small /tmp/new/folder/ create
expect fcopy op=done status=0
type "cd /tmp; ls -l box/box new/folder/small | cut -c 1-10 | uniq -c; rm -r box new"
expect console text~"2 -rw-r-----"
fault fcopy delay 20
fcopy copy large /tmp/
pause 0.3
fcopy cancel
expect fcopy op=done status=0x800704c7 error=cancelled within 10
fcopy copy large /tmp/
pause 0.3
rescind fcopy
expect fcopy op=done status=0x800704c7 error~"went away"
expect vmbus_channel state=released within 20
offer fcopy
expect ic service=fcopy state=ready within 30
fault fcopy none
type "registered; ls -A /tmp | wc -l"
expect console text~0
END
}
