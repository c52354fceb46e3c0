#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The files of IP injection, as tests/data/inject has them, read by the network managers themselves: Debian's own
# programs, unpacked, not installed. What cannot be had or run here is skipped.
# shellcheck disable=SC2154 # run sets output

bats_require_minimum_version 1.5.0

load ../common

setup() {
    CASES="$TOP/tests/data/inject"
    cd "$BATS_TEST_TMPDIR" || return
}

# need PACKAGE...: unpacked; their folders in ROOTS, the first one's programs in ROOT, their libraries found.
need() {
    local package root
    ROOTS=() LD_LIBRARY_PATH=
    for package; do
        root=$("$TOP/scripts/debian-package" --suite bookworm "$package") || skip "no package $package"
        ROOTS+=("$root")
        LD_LIBRARY_PATH+="$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu:"
    done
    ROOT=${ROOTS[0]}
    export LD_LIBRARY_PATH
}

# on_veth COMMAND...: in a network of its own, with an interface eth0 that has the MAC of the cases.
on_veth() {
    unshare --net --mount bash -euc '
        mount --make-rprivate /
        mount -t sysfs -o ro sysfs /sys
        mount -t tmpfs tmpfs /run
        ip link add eth0 address 00:15:5d:01:02:03 type veth peer name peer
        ip link set peer up
        "$@"' on_veth "$@"
}

has_eth0_as_asked() {
    says 192.168.7.20/32
    says fd00:7::20/64
    says 'default via 192.168.7.1 dev eth0'
    says 'default via 10.9.9.9 dev eth0'
    says 'metric 2001'
    says 'default via fd00:7::1 dev eth0'
    says 'default via fd00:7::9 dev eth0 proto static metric 2003'
    says 'default via fd00:8::1 dev eth0 proto static metric 2004'
}

run_networkd() {
    mount -t tmpfs -o mode=755 tmpfs /etc/systemd/network
    sed s/hv_netvsc/veth/ "$1" > /etc/systemd/network/05-hvkit-00155d010203.network
    mkdir -p /run/systemd
    timeout 30 /lib/systemd/systemd-networkd 2> log &
    for _ in {1..100}; do
        [[ -z $(ip -6 route show default metric 2004) ]] || break
        sleep 0.1
    done
    ip address show eth0
    ip route
    ip -6 route
    kill "$!"
}
export -f run_networkd

@test "systemd-networkd sets what its file says" {
    [[ -x /lib/systemd/systemd-networkd && -d /etc/systemd/network ]] || skip "no systemd-networkd"
    on_veth true || skip "no network namespace"
    run on_veth run_networkd "$CASES/gateways/networkd"
    has_eth0_as_asked
    run ! grep -iE 'unknown|invalid|ignoring assignment' log
}

@test "netplan takes its files, and puts ours before those of others" {
    local case root
    need netplan.io libnetplan0 libyaml-0-2
    for case in "$CASES"/*/; do
        root=$PWD/$(basename "$case")
        mkdir -p "$root/etc/netplan"
        install -m 600 "$case/netplan" "$root/etc/netplan/95-hvkit-00155d010203.yaml"
        install -m 600 /dev/stdin "$root/etc/netplan/50-cloud-init.yaml" <<< '
network: {version: 2, ethernets: {eth0: {dhcp4: true, match: {macaddress: "00:15:5d:01:02:03"}}}}'
        run "$ROOT/usr/libexec/netplan/generate" --root-dir "$root"
        [ -z "$output" ]
        (cd "$root/run/systemd/network" && printf '%s\n' *.network) > names
        [ "$(sed 1q names)" = 10-netplan-00-hvkit-00155d010203.network ]
    done
    file_says gateways/run/systemd/network/10-netplan-00-hvkit-00155d010203.network Address=192.168.7.20/32
    file_says dhcp/run/systemd/network/10-netplan-00-hvkit-00155d010203.network DHCP=ipv4
}

# has_each_address FILE REQUEST
has_each_address() {
    local address
    for address in $(sed -n 's/^address=//p' "$2" | tr ';' ' '); do
        file_says "$1" "=$address/"
    done
}

@test "NetworkManager takes its files, and writes them as it means them" {
    local case
    need network-manager libnm0
    "$ROOT/usr/bin/nmcli" --version || skip "nmcli does not start"
    for case in "$CASES"/*/; do
        "$ROOT/usr/bin/nmcli" --offline connection modify connection.zone x \
            < "$case/networkmanager" > "$(basename "$case")" 2> log
        [ ! -s log ]
        ! grep -q dhcp=0 "$case/request" || has_each_address "$(basename "$case")" "$case/request"
    done
    file_says gateways address1=192.168.7.20/32,192.168.7.1
    file_says gateways route1=0.0.0.0/0,10.9.9.9,2001
    file_says gateways address1=fd00:7::20/64,fd00:7::1
    file_says gateways driver=hv_netvsc
    file_says dhcp method=auto
    file_says ipv6 method=disabled
}

@test "ifupdown takes its files" {
    local case
    need ifupdown
    for case in "$CASES"/*/; do
        [[ $case != */dhcp/ ]] || continue # wants a client
        run "$ROOT/sbin/ifup" --no-act --verbose --force --state-dir "$PWD" -i "$case/ifupdown" eth0
        [ "$status" -eq 0 ]
        says 'configuring interface eth0=eth0'
    done
    run "$ROOT/sbin/ifup" --no-act --verbose --force --state-dir "$PWD" -i "$CASES/gateways/ifupdown" eth0
    says 'ip addr add 192.168.7.20/255.255.255.255'
    says 'ip route add default via 192.168.7.1'
    says 'ip -4 route add default via 10.9.9.9 dev eth0 onlink metric 2001'
    says 'ip -6 addr add fd00:7::20/64'
    says 'ip -6 route add default via fd00:8::1 dev eth0 onlink metric 2004'
}
