#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # bats sets stderr
# kconf recommend: from answers, from a machine, and beside a config.

bats_require_minimum_version 1.5.0
load ../common

setup() {
    make -s -C "$TOP" build/tools/kconf
    DATA=$TOP/tests/data/recommend
    cd "$BATS_TEST_TMPDIR" || return
}

recommend() {
    run --separate-stderr "$TOP/build/tools/kconf" recommend "$@"
}

# vmbus NAME CLASS [DRIVER] and pci NAME VENDOR DEVICE CLASS [DRIVER]: a device of the machine in root.
vmbus() {
    local folder=root/sys/bus/vmbus/devices/$1
    mkdir -p "$folder"
    echo "{$2}" > "$folder/class_id"
    [[ -z ${3:-} ]] || ln -s "../../drivers/$3" "$folder/driver"
}

pci() {
    local folder=root/sys/bus/pci/devices/$1
    mkdir -p "$folder"
    echo "0x$2" > "$folder/vendor"
    echo "0x$3" > "$folder/device"
    echo "0x$4" > "$folder/class"
    [[ -z ${5:-} ]] || ln -s "../../drivers/$5" "$folder/driver"
}

@test "answers lead to a flavor, the confidential VM before all" {
    recommend --workload container --gen 2
    [ "$status" -eq 0 ]
    says 'flavor: container'
    says 'EFI_STUB or ARM64'
    recommend --workload container --cvm snp
    says 'flavor: cvm'
    says SEV_GUEST
    recommend --workload hpc --rdma --gpu
    says 'flavor: hpc'
    says MANA_INFINIBAND
    recommend --gen 1
    says 'flavor: hyperv'
}

@test "no flavor is recommended but hvkit's own" {
    local flavor
    while read -r flavor; do
        [[ " micro container cvm hardened hpc hyperv " == *" $flavor "* ]]
    done < <(sed -n 's/^flavor //p' "$TOP/kernel-configs/policy/hyperv.devices")
}

@test "without an initramfs a module of the root disk's is lacking" {
    printf '# Linux/x86 6.12.1 Kernel Configuration\nCONFIG_HYPERV=m\nCONFIG_HYPERV_STORAGE=m\nCONFIG_BLK_DEV_SD=y\nCONFIG_EXT4_FS=y\nCONFIG_DEVTMPFS_MOUNT=y\n' > config
    recommend --initramfs no --config config
    [ "$status" -eq 3 ]
    says 'HYPERV=y  LACKING (HYPERV is m)'
    says 'HYPERV_STORAGE=y or BLK_DEV_NVME=y  LACKING'
    says 'BLK_DEV_SD=y or BLK_DEV_NVME=y  ok'
}

@test "a machine: MANA that nobody drives, and a config without it" {
    vmbus 00155d01-0203-0015-5d01-020300155d01 f8615163-df3e-46c5-913f-f2d2f965ed0e hv_netvsc
    vmbus 11111111-0203-0015-5d01-020300155d01 11111111-df3e-46c5-913f-f2d2f965ed0e
    pci 7870:00:00.0 1414 00ba 020000
    printf '# Linux/x86 6.12.1 Kernel Configuration\nCONFIG_HYPERV=y\nCONFIG_HYPERV_NET=m\n# CONFIG_MICROSOFT_MANA is not set\n' > config
    recommend --root root --config config
    [ "$status" -eq 3 ]
    says 'Microsoft Azure Network Adapter (MANA) (1414:00ba)'
    says 'NO DRIVER has 1 of them now'
    says 'MICROSOFT_MANA  LACKING (MICROSOFT_MANA is not set)'
    says 'HYPERV_NET  ok (HYPERV_NET is m)'
    says 'VMBus device of class 11111111-df3e-46c5-913f-f2d2f965ed0e: not known to us'
    echo CONFIG_MICROSOFT_MANA=m >> config
    recommend --root root --config config
    [ "$status" -eq 0 ]
}

@test "needs go by the kernel: the bus of its own from 6.18, file copy from 6.10" {
    vmbus 242ff919-07db-4180-9c2e-b86cb68c8c55 34d14be3-dee4-41c8-9ae7-6b174977c192
    recommend --root root --series 6.1
    says HYPERV_UTILS
    [[ $output != *HYPERV_VMBUS* && $output != *UIO_HV_GENERIC* ]]
    recommend --root root --series 7.3
    says HYPERV_VMBUS
    says UIO_HV_GENERIC
}

@test "saved lists of another machine" {
    recommend --lspci "$DATA/lspci.txt" --lsvmbus "$DATA/lsvmbus.json" --json
    [ "$status" -eq 0 ]
    [ "$(jq -r .schema <<< "$output")" = hvkit.kconf-recommend/1 ]
    [ "$(jq -r '[.entries[] | select(.kind == "pci" and .name) | .id] | join(" ")' <<< "$output")" = '1414:00ba 1414:b111 15b3:1016' ]
    [ "$(jq -r '.entries[] | select(.id == "10de:2331") | .kind' <<< "$output")" = class ]
    [ "$(jq -r '.entries[] | select(.id == "44c4f61d-4444-4400-9d52-802e27ede19f") | .without_driver' <<< "$output")" = 1 ]
    [ "$(jq -r '[.entries[] | select(.id == "f8615163-df3e-46c5-913f-f2d2f965ed0e") | .needs[].symbol] | join(" ")' <<< "$output")" = HYPERV_NET ]
}

@test "lists that are none, and other wrong words" {
    echo 'Ethernet controller' > lspci
    recommend --lspci lspci
    [ "$status" -eq 1 ]
    [[ $stderr == *'lspci:1: not a line of lspci -n'* ]]
    echo '{}' > lsvmbus
    recommend --lsvmbus lsvmbus
    [ "$status" -eq 1 ]
    [[ $stderr == *'not what lsvmbus --json prints'* ]]
    recommend --workload gaming
    [ "$status" -eq 2 ]
    [[ $stderr == *'--workload: no such answer: gaming'* ]]
    mkdir empty
    recommend --root empty
    [ "$status" -eq 1 ]
}
