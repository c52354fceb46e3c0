#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# make install and uninstall, and that systemd and udev take what it puts in place.

bats_require_minimum_version 1.5.0

load ../common

readonly DAEMONS='hv_kvp_daemon hv_vss_daemon hv_fcopy_daemon'

# Once for all tests, to where units name their programs truly.
setup_file() {
    export PREFIX=$BATS_FILE_TMPDIR/usr
    make -s -C "$BATS_TEST_DIRNAME/../.." install "PREFIX=$PREFIX"
}

setup() {
    UNITS=$PREFIX/lib/systemd/system
    RULES=$PREFIX/lib/udev/rules.d
    cd "$BATS_TEST_TMPDIR" || return
}

# programs: their names, further ones too.
programs() {
    local program name words
    read -ra words < <(sed -n 's/^progs-y *:= *//p' "$TOP/Kbuild")
    for program in "${words[@]}"; do
        name=$(sed -n "s/^$program-name *:= *//p" "$TOP/Kbuild")
        echo "${name:-$program}"
    done
    sed -n 's/^[a-z]*-links *:= *//p' "$TOP/Kbuild" | tr ' ' '\n'
}

# expected: every file that there is to be.
expected() {
    local name daemon
    for name in $(programs); do
        printf '%s\n' "sbin/$name" "share/bash-completion/completions/$name"
    done
    {
        find "$TOP"/hv-tools -name '*.8' ! -name hvkit.8 -printf 'share/man/man8/%f\n'
        # shellcheck disable=SC2046 # names are words
        printf 'share/man/man8/%s.8\n' $(programs) # links by their other names, too
    } | sort -u
    printf '%s\n' share/man/man5/hvhost-scenario.5 libexec/hvkit/daemons
    for daemon in kvp vss fcopy; do
        printf '%s\n' "lib/udev/rules.d/60-hvkit-$daemon.rules" "lib/systemd/system/hv-$daemon-daemon.service" \
            "lib/systemd/system/hv_${daemon}_daemon.service" "lib/systemd/system/hv-$daemon.service" \
            "lib/systemd/system/hyperv-daemons.hv-$daemon-daemon.service"
    done
    printf 'lib/systemd/system/%s.service\n' hypervkvpd hypervvssd hypervfcopyd hv-fcopy-uio-daemon hv_fcopy_uio_daemon
    echo lib/tmpfiles.d/hvkit.conf
    printf '%s\n' share/man/man7/dracut-hvkit.7 lib/dracut/modules.d/50hvkit/{module-setup.sh,hvkit-init,60-hvkit-azure-nvme.rules} \
        lib/dracut/dracut.conf.d/{hvkit/10-hvkit,hvkit-drivers/10-hvkit-drivers}.conf
    find "$TOP"/hv-tools -name '*.conf' ! -name '*.tmpfiles.conf' -printf 'share/doc/hvkit/examples/%f\n'
}

@test "install puts in place all that there is, and nothing else" {
    diff <(expected | sort) <(cd "$PREFIX" && find . ! -type d -printf '%P\n' | sort)
    for name in $(programs); do
        "$PREFIX/sbin/$name" --version | grep -F '(hvkit)'
        [ -s "$PREFIX/share/man/man8/$name.8" ]
        grep -qE "^complete .* $name\$" "$PREFIX/share/bash-completion/completions/$name"
    done
    [ "$(readlink "$PREFIX/sbin/hv_fcopy_uio_daemon")" = hv_fcopy_daemon ]
    [ -z "$(find "$PREFIX" -type f ! -path '*/sbin/*' ! -path '*/libexec/*' ! -path '*/50hvkit/*[th]' ! -perm 644)" ]
    [ -x "$PREFIX/lib/dracut/modules.d/50hvkit/module-setup.sh" ]
    cmp "$PREFIX/lib/dracut/modules.d/50hvkit/hvkit-init" "$TOP/build/tools-static/init"
}

@test "DESTDIR goes before all, and each folder can be another; uninstall leaves no file" {
    local words=("DESTDIR=$PWD/root" PREFIX=/usr UNITDIR=/u UDEVDIR=/v TMPFILESDIR=/t DRACUTDIR=/d)
    make -s -C "$TOP" install "${words[@]}"
    [ -x root/usr/sbin/hvkvp ]
    [ -s root/u/hv-kvp-daemon.service ]
    [ -s root/v/rules.d/60-hvkit-kvp.rules ]
    [ -s root/t/hvkit.conf ]
    [ -x root/d/modules.d/50hvkit/hvkit-init ]
    ! grep -rF "$PWD" root/u root/v root/t root/d || false
    grep -qxF 'ExecStart=/usr/sbin/hv_kvp_daemon -n' root/u/hv-kvp-daemon.service
    # A second time changes nothing.
    find root | sort > before
    make -s -C "$TOP" install "${words[@]}"
    diff before <(find root | sort)
    : > root/usr/sbin/of-another
    make -s -C "$TOP" uninstall "${words[@]}"
    [ "$(find root ! -type d)" = root/usr/sbin/of-another ]
    [ ! -d root/usr/share/doc/hvkit ]
    [ ! -d root/d/modules.d/50hvkit ]
    # Nothing to take back is no error.
    make -s -C "$TOP" uninstall "${words[@]}"
}

# files FOLDER: how many files the daemons are.
files() {
    (cd "$1/usr/sbin" && for name in $DAEMONS; do basename "$(readlink "$name" || echo "$name")"; done | sort -u | wc -l)
}

@test "the daemons are one program with three names, or three, or three with libraries, as DAEMONS says" {
    local daemons
    for daemons in shared separate dynamic shared; do
        make -s -C "$TOP" install "DESTDIR=$PWD/root" PREFIX=/usr DAEMONS=$daemons
        if [ $daemons = shared ]; then [ "$(files root)" -eq 1 ]; else [ "$(files root)" -eq 3 ]; fi
        for name in $DAEMONS hv_fcopy_uio_daemon; do
            [ $daemons = shared ] || [ ! -e root/usr/libexec/hvkit/daemons ]
            [ $daemons != shared ] || name=../libexec/hvkit/daemons
            if [ $daemons = dynamic ]; then
                readelf -lW "root/usr/sbin/$name" | grep -q INTERP
            else
                ! readelf -lW "root/usr/sbin/$name" | grep INTERP || false
            fi
            readelf -hW "root/usr/sbin/$name" | grep -q 'Type: *DYN' # at no fixed address
            readelf -lW "root/usr/sbin/$name" | grep -q GNU_RELRO
            [ $daemons = shared ] || "root/usr/sbin/$name" --version | grep -q '^hv_.*_daemon (hvkit)'
        done
    done
    run -2 make -s -C "$TOP" install "DESTDIR=$PWD/other" DAEMONS=both
    says 'DAEMONS=both: it is shared, separate or dynamic'
    run -2 make -s -C "$TOP" install "DESTDIR=$PWD/other" MUSL_CC=no-such-gcc
    says 'there is no no-such-gcc: install musl-tools, or say DAEMONS=dynamic'
    [ ! -e other ]
    make -s -C "$TOP" install "DESTDIR=$PWD/other" PREFIX=/usr MUSL_CC=no-such-gcc DAEMONS=dynamic
    [ -x other/usr/sbin/hv_kvp_daemon ]
    [ -z "$(find other -path '*dracut/*' -type f)" ] # its /init would be missing
}

@test "one program or three: each daemon is known by its own name" {
    mkdir -p var/lib/hyperv
    # shellcheck disable=SC2086 # names are words
    python3 - "$PREFIX/sbin" $DAEMONS << 'END'
import os, socket, subprocess, sys
assert os.path.realpath(sys.argv[1] + "/hv_kvp_daemon").endswith("/libexec/hvkit/daemons")
for name in sys.argv[2:]:
    path = sys.argv[1] + "/" + name
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    daemon = subprocess.Popen([path, "-n", "--root", ".", "--device", f"fd:{its.fileno()}"], pass_fds=[its.fileno()])
    its.close()
    assert ours.recv(8192)  # it has registered
    pid = str(daemon.pid)
    def read(file):
        return open(f"/proc/{pid}/{file}").read()
    assert read("comm") == name + "\n", read("comm")
    assert read("cmdline").split("\0")[0] == path
    assert os.readlink(f"/proc/{pid}/exe") == os.path.realpath(path)
    for ask in ["pidof", path], ["pgrep", "-x", name], ["pgrep", "-f", path]:
        assert pid in subprocess.run(ask, stdout=subprocess.PIPE, text=True).stdout.split(), ask
    daemon.terminate()
    assert daemon.wait() == 0
END
}

# verify UNIT...: systemd's own judgement; it says nothing of good ones.
verify() {
    command -v systemd-analyze > /dev/null || skip "no systemd-analyze"
    SYSTEMD_UNIT_PATH=$PWD:$UNITS:/lib/systemd/system:/usr/lib/systemd/system \
        systemd-analyze verify --man=no "$@" > words 2>&1 || echo failed >> words
    cat words
    [ ! -s words ]
}

@test "systemd finds no fault in the units, by any of their names" {
    verify "$UNITS"/*.service
    for name in $DAEMONS; do
        grep -qxF "ExecStart=$PREFIX/sbin/$name -n" "$UNITS/$(tr _ - <<< "$name").service"
    done
}

@test "systemd finds no fault in the drop-ins of the examples" {
    mkdir -p hv-kvp-daemon.service.d hv-vss-daemon.service.d
    cp "$PREFIX/share/doc/hvkit/examples/injection.conf" hv-kvp-daemon.service.d
    cp "$PREFIX/share/doc/hvkit/examples/hooks.conf" hv-vss-daemon.service.d
    verify hv-kvp-daemon.service hv-vss-daemon.service
}

@test "with cloud-init waiting for the key-value daemon there is no cycle" {
    # As cloud-init orders itself on Debian and Ubuntu, by SUSE's name of the daemon.
    cat > cloud-init-local.service << 'END'
[Unit]
DefaultDependencies=no
Wants=network-pre.target hv_kvp_daemon.service
After=hv_kvp_daemon.service systemd-remount-fs.service
Before=NetworkManager.service network-pre.target shutdown.target sysinit.target
Conflicts=shutdown.target
RequiresMountsFor=/var/lib/cloud
[Service]
Type=oneshot
ExecStart=/bin/true
END
    # All of it in one boot.
    cat > boot.target << 'END'
[Unit]
Requires=sysinit.target cloud-init-local.service hv_kvp_daemon.service
Wants=network-online.target network.target
After=network-online.target
END
    verify boot.target
    # The ordering is there by every name.
    for name in hv_kvp_daemon hypervkvpd hv-kvp-daemon hv-kvp; do
        [ "$(readlink -f "$UNITS/$name.service")" = "$UNITS/hv-kvp-daemon.service" ]
    done
    grep -qE '^Before=.*\bcloud-init-local.service\b' "$UNITS/hv-kvp-daemon.service"
}

# The stall of 90 seconds came of a target that wants a unit that is bound to a device that never comes.
@test "nothing waits for a device, and no target wants a daemon" {
    for unit in "$UNITS"/hv-*-daemon.service; do
        ! grep -E '^(BindsTo|Requires|Wants|After)=.*\.device|^(WantedBy|RequiredBy|UpheldBy)=' "$unit" || false
        grep -qE '^ConditionPathExists=/' "$unit"
    done
}

@test "the freezing daemon has no mounts of its own, and its watchdog outlives it" {
    ! grep -E '^(Protect(System|Home|Kernel|Control|Proc|Hostname)|Proc|Private|Read(Write|Only)|Inaccessible|Bind|Mount|Temporary|Root)' \
        "$UNITS/hv-vss-daemon.service" || false
    grep -qxF KillMode=process "$UNITS/hv-vss-daemon.service"
    grep -qxF OOMPolicy=continue "$UNITS/hv-vss-daemon.service"
}

# exposure UNIT: ten times systemd's figure, 0 to 100.
exposure() {
    systemd-analyze security --offline=yes --no-pager "$UNITS/$1" | sed -n 's/^.*Overall exposure.*: \([0-9]*\)\.\([0-9]\).*/\1\2/p'
}

@test "each daemon is as confined as it can be" {
    command -v systemd-analyze > /dev/null || skip "no systemd-analyze"
    [ "$(exposure hv-kvp-daemon.service)" -le 22 ]
    [ "$(exposure hv-fcopy-daemon.service)" -le 22 ]
    [ "$(exposure hv-vss-daemon.service)" -le 40 ]
    grep -qxF CapabilityBoundingSet= "$UNITS/hv-kvp-daemon.service"
}

# is_rule LINE: keys, operators and values as udev(7) has them.
is_rule() {
    local key='[A-Z]+(\{[^}]+\})?' op='(==|!=|=|\+=|-=|:=)'
    [[ $1 =~ ^$key$op\"[^\"]*\"(,\ *$key$op\"[^\"]*\")*$ ]]
}

@test "udev finds no fault in the rules" {
    for rules in "$RULES"/*.rules; do
        while IFS= read -r line; do
            [[ $line != '#'* && $line ]] || continue
            is_rule "$line" || {
                echo "$rules: $line"
                false
            }
        done < "$rules"
        # A label that is gone to, and the other way round.
        diff <(grep -oE 'GOTO="[^"]*"' "$rules" | cut -d '"' -f 2 | sort -u) \
            <(grep -oE 'LABEL="[^"]*"' "$rules" | cut -d '"' -f 2 | sort -u)
        # What is started is there.
        while IFS= read -r unit; do
            [ -s "$UNITS/$unit" ]
        done < <(grep -oE 'SYSTEMD_WANTS\}\+="[^"]*"' "$rules" | cut -d '"' -f 2)
    done
    ! udevadm verify --help > /dev/null 2>&1 || udevadm verify "$RULES"/*.rules
}

# uncommented FILE: an example with all its lines in force.
uncommented() {
    sed -n 's/^#\{0,1\}\([a-z_-]* =.*\)$/\1/p' "$PREFIX/share/doc/hvkit/examples/$1"
}

@test "the daemons take every line of the examples, and refuse another" {
    mkdir -p etc/hvkit etc/hvkit run var/lib/hvkit/incoming
    cp /etc/passwd /etc/group etc
    for daemon in kvp vss; do
        uncommented "${daemon}d.conf" > conf
        [ "$(wc -l < conf)" -gt 5 ]
        run -1 "$PREFIX/sbin/hv_${daemon}_daemon" -n --root . --config "$PWD/conf" --device /nowhere
        says '/nowhere: No such file or directory'
        echo 'no-such-line = 1' >> conf
        run -2 "$PREFIX/sbin/hv_${daemon}_daemon" -n --root . --config "$PWD/conf" --device /nowhere
        says "conf:$(wc -l < conf):"
    done
    # This one goes on, and allows nothing.
    uncommented fcopyd.conf > etc/hvkit/fcopyd.conf
    run "$PREFIX/sbin/hv_fcopy_daemon" -n --root . --device fd:0 < /dev/null
    [[ $output != *fcopyd.conf* ]] || false
    echo 'no-such-line = 1' >> etc/hvkit/fcopyd.conf
    run "$PREFIX/sbin/hv_fcopy_daemon" -n --root . --device fd:0 < /dev/null
    says 'fcopyd.conf:'
}

@test "the folders of tmpfiles.d are made" {
    command -v systemd-tmpfiles > /dev/null || skip "no systemd-tmpfiles"
    mkdir root
    systemd-tmpfiles --root="$PWD/root" --create "$PREFIX/lib/tmpfiles.d/hvkit.conf"
    [ "$(stat -c %a root/var/lib/hyperv)" = 755 ]
    [ -d root/run/hvkit ]
}
