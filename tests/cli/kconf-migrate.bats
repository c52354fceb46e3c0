#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # bats sets stderr
# kconf migrate: the situations that broke distributions, and the ways in and out.

bats_require_minimum_version 1.5.0
load ../common

setup() {
    make -s -C "$TOP" build/tools/kconf
    DATA=$TOP/tests/data/migrate
    cd "$BATS_TEST_TMPDIR" || return
}

migrate() {
    run --separate-stderr "$TOP/build/tools/kconf" migrate "$@"
}

# has LINE: the new config has exactly this line.
has() {
    grep -qxF -e "$1" <<< "$output" || {
        printf 'missing: %s\n%s\n' "$1" "$output" >&2
        return 1
    }
}

# lacks SYMBOL: the new config does not mention it.
lacks() {
    ! grep -qE "CONFIG_$1[= ]" <<< "$output"
}

# told TEXT: standard error says so.
told() {
    [[ $stderr == *"$1"* ]] || {
        printf 'not told: %s\n%s\n' "$1" "$stderr" >&2
        return 1
    }
}

@test "Void: a modular HYPERV becomes y, and the bus a module" {
    migrate "$DATA/void.config" --to 6.18
    [ "$status" -eq 0 ]
    has CONFIG_HYPERV=y
    has CONFIG_HYPERV_VMBUS=m
    has CONFIG_HYPERV_STORAGE=m
    has CONFIG_MICROSOFT_MANA=m
    has '# Linux/x86_64 6.18 Kernel Configuration'
    told 'void.config:18: CONFIG_HYPERV: split in 6.18: CONFIG_HYPERV=y (was m), CONFIG_HYPERV_VMBUS=m (was not there)'
    told '94b04355e639'
}

@test "Void: nothing but the settings that had to change is changed" {
    migrate "$DATA/void.config" --to 6.18
    diff <(grep -vE 'HYPERV=|HYPERV_VMBUS|Kernel Configuration' "$DATA/void.config") \
        <(grep -vE 'HYPERV=|HYPERV_VMBUS|Kernel Configuration' <<< "$output")
}

@test "Zabbly: so for 6.18 and for 6.19" {
    for to in 6.18.14 6.19.10; do
        migrate --to "$to" "$DATA/zabbly.config"
        [ "$status" -eq 0 ]
        has CONFIG_HYPERV=y
        has CONFIG_HYPERV_VMBUS=m
    done
}

@test "Zabbly: the tables of iptables have their gates opened from 6.17 on, and not before" {
    migrate "$DATA/zabbly-iptables.config" --to 6.17
    [ "$status" -eq 0 ]
    has CONFIG_NETFILTER_XTABLES_LEGACY=y
    has CONFIG_IP_NF_IPTABLES_LEGACY=m
    has CONFIG_IP_NF_FILTER=m
    lacks IP6_NF_IPTABLES_LEGACY
    lacks BRIDGE_NF_EBTABLES_LEGACY
    migrate "$DATA/zabbly-iptables.config" --to 6.16
    lacks NETFILTER_XTABLES_LEGACY
}

@test "OpenWrt: a carried-over 'not set' of the new symbol does not win" {
    migrate "$DATA/openwrt.config" --to 6.18
    [ "$status" -eq 2 ]
    told 'say with --from'
    migrate "$DATA/openwrt.config" --from 6.12 --to 6.18
    [ "$status" -eq 0 ]
    has CONFIG_HYPERV_VMBUS=y
    [ "$(grep -c 'HYPERV_VMBUS' <<< "$output")" -eq 1 ]
    [ "$(grep -c 'CONFIG_HYPERV[= ]' <<< "$output")" -eq 1 ]
    has CONFIG_HYPERV_NET=y
    told 'CONFIG_HYPERV_VMBUS=y (was not set)'
}

@test "OpenWrt: nor does one that has been carried over already" {
    migrate "$DATA/openwrt.config" --from 6.18 --to 6.18
    [ "$status" -eq 0 ]
    has CONFIG_HYPERV_VMBUS=y
}

@test "VyOS: HYPERV_VTL_MODE goes, and missing vPCI is asked about" {
    migrate "$DATA/vyos.config" --to 6.18
    [ "$status" -eq 3 ]
    has '# CONFIG_HYPERV_VTL_MODE is not set'
    told 'HYPERV_VTL_MODE=n (was y)'
    told 'CONFIG_HYPERV: decide: without PCI_HYPERV there is no accelerated networking'
}

@test "SYSFB is set by hand where the kernel does not, and left alone where it does" {
    printf 'CONFIG_HYPERV=m\nCONFIG_EFI=y\n' > gen2
    migrate gen2 --from 6.1 --to 6.12
    has CONFIG_SYSFB_SIMPLEFB=y
    migrate gen2 --from 6.1 --to 6.16
    lacks SYSFB_SIMPLEFB
}

@test "file copy gets its device from 6.10 on" {
    echo CONFIG_HYPERV_UTILS=m > utils
    migrate utils --from 6.1 --to 6.9
    lacks UIO_HV_GENERIC
    migrate utils --from 6.1 --to 6.10
    has CONFIG_UIO=m
    has CONFIG_UIO_HV_GENERIC=m
}

@test "renames keep the value, whatever the new name's 'not set' says" {
    printf 'CONFIG_RETPOLINE=y\n# CONFIG_SLS is not set\nCONFIG_CPU_SRSO=y\n# CONFIG_MITIGATION_SRSO is not set\n' > old
    migrate old --from 6.1 --to 6.12
    [ "$status" -eq 0 ]
    has CONFIG_MITIGATION_RETPOLINE=y
    has '# CONFIG_MITIGATION_SLS is not set'
    has CONFIG_MITIGATION_SRSO=y
    lacks RETPOLINE
}

@test "a backport counts: 6.1.91 has CPU_MITIGATIONS, 6.1.80 has not" {
    echo CONFIG_SPECULATION_MITIGATIONS=y > old
    migrate old --from 6.1.50 --to 6.1.91
    has CONFIG_CPU_MITIGATIONS=y
    migrate old --from 6.1.50 --to 6.1.80
    has CONFIG_SPECULATION_MITIGATIONS=y
}

@test "a question turned round is answered the other way round" {
    echo '# CONFIG_CRYPTO_MANAGER_DISABLE_TESTS is not set' > old
    migrate old --from 6.12 --to 6.16
    has CONFIG_CRYPTO_SELFTESTS=y
    lacks CRYPTO_MANAGER_DISABLE_TESTS
}

@test "what is gone and was on is for a person; what was off goes quietly" {
    printf 'CONFIG_REISERFS_FS=m\n# CONFIG_SYSV_FS is not set\n' > old
    migrate old --from 6.12 --to 7.x
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    told 'old:1: CONFIG_REISERFS_FS: decide: removed in 6.13 to 7.3'
    [[ $stderr != *SYSV_FS* ]]
    told '0 carried over, 2 settings dropped, 1 to decide'
}

@test "in between, only a tree can tell, and the setting stays" {
    echo CONFIG_IPV6=m > old
    migrate old --from 6.12 --to 7.0
    [ "$status" -eq 3 ]
    has CONFIG_IPV6=m
    told 'with --tree it can be said'
    migrate old --from 6.12 --to 7.3
    [ "$status" -eq 0 ]
    has CONFIG_IPV6=y
}

# a_tree VERSION PATCHLEVEL: a kernel tree of a few symbols.
a_tree() {
    mkdir -p tree
    printf '# SPDX\nVERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 4\n' "$1" "$2" > tree/Makefile
    cat > tree/Kconfig << 'END'
config MODULES
	bool "modules"
config BUS
	bool "the bus"
config GATE
	bool "a gate that is new"
config DRIVER
	tristate "a driver"
	depends on GATE
config FREE
	tristate "free"
	depends on ROOF
config ROOF
	bool "new, but on by itself"
	default y
END
}

@test "with a tree: m of a bool, names nobody knows, and what needs something new" {
    a_tree 7 3
    printf '%s\n' CONFIG_MODULES=y CONFIG_BUS=m CONFIG_DRIVER=m CONFIG_FREE=m CONFIG_DRIVERS=m '# CONFIG_ODD is not set' > old
    migrate old --from 6.12 --tree tree --arch x86_64
    [ "$status" -eq 3 ]
    has CONFIG_BUS=y
    lacks DRIVERS
    lacks ODD
    told 'old:2: CONFIG_BUS: decide: it is bool there: y (was m)'
    told 'CONFIG_DRIVERS: decide: the tree has no such symbol, and no rule knows it (was m)'
    told 'the nearest name there is CONFIG_DRIVER'
    told 'CONFIG_DRIVER: decide: m now, but n is the most it can be there'
    told 'needs GATE[n], at Kconfig:7'
    [[ $stderr != *CONFIG_FREE* ]]
}

@test "the way back needs a tree, and undoes the split" {
    printf '# Linux/x86_64 6.18.1 Kernel Configuration\nCONFIG_HYPERV=y\nCONFIG_HYPERV_VMBUS=m\n' > new
    migrate new --to 6.12
    [ "$status" -eq 2 ]
    told 'the way back to 6.12 needs --tree'
    mkdir tree
    printf 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 9\n' > tree/Makefile
    printf 'config MODULES\n\tbool "m"\n\tdefault y\nconfig HYPERV\n\ttristate "hv"\n' > tree/Kconfig
    migrate new --tree tree
    [ "$status" -eq 0 ]
    has CONFIG_HYPERV=m
    lacks HYPERV_VMBUS
    has '# Linux/x86_64 6.12.9 Kernel Configuration'
}

@test "a tree of another series is refused" {
    a_tree 7 3
    migrate "$DATA/void.config" --to 6.18 --tree tree
    [ "$status" -eq 2 ]
    told 'tree is a tree of 7.3, not of 6.18'
    migrate "$DATA/void.config" --to 7.x --tree nowhere
    [ "$status" -eq 1 ]
    told 'nowhere: not a kernel source tree'
}

@test "lines that are no settings are told, with their place" {
    printf 'CONFIG_A=y\nCONFIG_B = y\n' > odd
    migrate odd --from 6.12 --to 6.18
    [ "$status" -eq 3 ]
    told 'odd:2: '
    has 'CONFIG_B = y'
}

@test "JSON beside the config" {
    migrate "$DATA/void.config" --to 6.18 --json
    [ "$status" -eq 2 ]
    migrate "$DATA/void.config" --to 6.18 --json -o new
    [ "$status" -eq 0 ]
    [ "$(jq -r '.findings[0] | "\(.kind) \(.symbol) \(.line)"' <<< "$output")" = 'carried HYPERV 18' ]
    grep -qx CONFIG_HYPERV_VMBUS=m new
}

@test "tables of one's own, and what is wrong with them" {
    mkdir tables
    printf 'source s = me\nrenamed 6.14 OLD NEW ; s\n' > tables/my.changes
    echo CONFIG_OLD=7 > old
    migrate old --from 6.12 --to 6.14 --policy tables
    [ "$status" -eq 0 ]
    has CONFIG_NEW=7
    echo 'renamed 6.14 OLD ; s' >> tables/my.changes
    migrate old --from 6.12 --to 6.14 --policy tables
    [ "$status" -eq 1 ]
    told "tables/my.changes:3: 'renamed' takes the old and the new symbol"
}

@test "wrong words" {
    migrate
    [ "$status" -eq 2 ]
    migrate "$DATA/void.config"
    [ "$status" -eq 2 ]
    migrate "$DATA/void.config" --to soon
    [ "$status" -eq 2 ]
    told 'not a kernel series such as 6.18 or 7.x: soon'
    migrate nothing --to 6.18
    [ "$status" -eq 1 ]
}
