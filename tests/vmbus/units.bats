#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Our daemons as services of a whole Debian 12: udev starts them, systemd confines them, and the host is answered.

load common

setup_file() {
    load common
    cd "$BATS_FILE_TMPDIR" || return
    make -s -C "$TOP" install "DESTDIR=$PWD/install" PREFIX=/usr UNITDIR=/usr/lib/systemd/system \
        UDEVDIR=/usr/lib/udev
    "$TOP/scripts/debian-root" root.img > /dev/null
    "$TOP/scripts/test-guest" --root debian-6.1 root.cpio > /dev/null
    echo 'from the host' > file
    replace_daemons
}

# replace_daemons: Debian's on the disk give way to ours, with a policy that allows one folder.
replace_daemons() {
    printf 'enabled = yes\nallow = /var/lib/incoming\n' > policy
    {
        for daemon in kvp vss fcopy; do
            printf 'rm /usr/sbin/hv_%s_daemon\nsymlink /usr/sbin/hv_%s_daemon ../libexec/hvkit/daemons\n' $daemon $daemon
            printf 'rm /etc/systemd/system/multi-user.target.wants/hv-%s-daemon.service\n' $daemon
            printf 'rm /etc/init.d/hv-%s-daemon\n' $daemon
        done
        printf 'mkdir /usr/libexec\nmkdir /usr/libexec/hvkit\n'
        echo 'write install/usr/libexec/hvkit/daemons /usr/libexec/hvkit/daemons'
        echo 'rm /usr/lib/udev/rules.d/60-hyperv-daemons.rules'
        find install/usr/lib -type f -printf 'rm /%P\n' | sed 's|rm /|&usr/lib/|'
        find install/usr/lib -type f -printf 'write install/usr/lib/%P /usr/lib/%P\n'
        find install/usr/lib -type l -printf 'symlink /usr/lib/%P %l\n'
        printf 'mkdir %s\n' /etc/hvkit /var/lib/incoming
        echo 'write policy /etc/hvkit/fcopyd.conf'
    } > commands
    debugfs -w -f commands root.img > debugfs.log 2>&1
    debugfs -R 'stat /usr/lib/systemd/system/hypervkvpd.service' root.img 2> /dev/null | grep -q 'hv-kvp-daemon.service'
}

# tells: the scenario on standard input, once the system is up; the guest is ours then.
tells() {
    CONSOLE=$BATS_TEST_TMPDIR/console
    EVENTS=$BATS_TEST_TMPDIR/events
    cat > "$BATS_TEST_TMPDIR/scenario"
    run "$TOP/scripts/hv-run" --kernel "$("$TOP/scripts/debian-kernel" --json 6.1 | jq -er .vmlinuz)" \
        --initrd "$BATS_FILE_TMPDIR/root.cpio" --memory 512 --scenario "$BATS_TEST_TMPDIR/scenario" --timeout 900 \
        --console "$CONSOLE" --events "$EVENTS" --disk "$BATS_FILE_TMPDIR/root.img,snapshot" --cmdline \
        'console=ttyS0 quiet panic=-1 hvkit.run=/bin/guest-root systemd.show_status=no'
    [ "$status" -eq 0 ] || tail -n 30 "$CONSOLE"
    well
}

@test "udev starts the daemons, confined, under all their names; the host is answered, also after each has died" {
    # shellcheck disable=SC2016 # the guest's shell
    tells << END
expect console text~"root# " within 400
type "systemctl is-system-running --wait; systemctl --failed --no-legend; systemctl is-active hv-kvp-daemon hypervkvpd hv_vss_daemon hypervfcopyd | sort | uniq -c"
expect console text=running within 200
expect console text~"4 active" within 60
type "for d in kvp vss fcopy; do p=\$(pidof hv_\${d}_daemon); echo \$d \$(grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/\$p/status | tr -d '\\\\n\\\\t') \$( [ \$(readlink /proc/\$p/ns/mnt) = \$(readlink /proc/1/ns/mnt) ] && echo same || echo own) mounts; done"
expect console text~"kvp CapBnd:0000000000000000NoNewPrivs:1Seccomp:2 own mounts" within 60
expect console text~"vss CapBnd:0000000001200004NoNewPrivs:1Seccomp:2 same mounts" within 60
expect console text~"fcopy CapBnd:000000000000000bNoNewPrivs:1Seccomp:2 own mounts" within 60
kvp enumerate auto
expect kvp index=0 key=FullyQualifiedDomainName within 60
expect kvp status=0x80070103 within 60
kvp set external greeting hello
expect kvp op=set status=0
vss test
expect vss op=test status=0 within 60
fcopy copy $BATS_FILE_TMPDIR/file /var/lib/incoming/
expect fcopy op=done status=0 within 60
type "cat /var/lib/incoming/file; grep -c greeting /var/lib/hyperv/.kvp_pool_0"
expect console text~"from the host" within 60
type "kill -KILL \$(pidof hv_kvp_daemon hv_vss_daemon hv_fcopy_daemon); sleep 6; systemctl is-active hv-kvp-daemon hv-vss-daemon hv-fcopy-daemon | sort | uniq -c"
expect console text~"3 active" within 60
kvp get external greeting
kvp enumerate external
expect kvp key=greeting within 60
vss test
expect vss op=test status=0 within 60
# Given back in another order, they get the numbers of each other.
rescind kvp
rescind vss
pause 3
offer vss
offer kvp
expect ic service=kvp state=ready within 60
expect ic service=vss state=ready within 60
pause 3
type "systemctl is-active hv-kvp-daemon hv-vss-daemon | sort | uniq -c; journalctl -b -p warning --no-pager -u hv-kvp-daemon -u hv-vss-daemon -u hv-fcopy-daemon | tail -n 20"
expect console text~"2 active" within 60
kvp enumerate auto
expect kvp index=0 key=FullyQualifiedDomainName within 60
vss test
expect vss op=test status=0 within 60
shutdown poweroff
expect shutdown status=0
END
}

@test "where the host offers none of the services, nothing is started, missed or waited for" {
    # A service that goes while Linux 6.1 is still opening its channel brings it down (util_probe): hence the pause.
    # shellcheck disable=SC2016
    tells << END
expect ic service=fcopy state=ready within 60
pause 1
rescind kvp
rescind vss
rescind fcopy
expect console text~"root# " within 400
type "echo up=\$(systemctl is-system-running --wait) jobs=\$(systemctl list-jobs --no-legend | grep -c hv-)"
expect console text="up=running jobs=0" within 60
type "systemctl is-active hv-kvp-daemon hv-vss-daemon hv-fcopy-daemon | sort | uniq -c; systemctl start hv-kvp-daemon && echo started"
expect console text~"3 inactive" within 60
expect console text~started within 60
shutdown poweroff
expect shutdown status=0
END
}
