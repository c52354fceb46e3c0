#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A container host: crun's containers with all that Docker and Kubernetes ask of a kernel, on the flavor container.
# Each thing that is looked at is a line of the guest's (container/check.sh); here they are judged.
#
# HVKIT_TEST_CONTAINER=debian-6.12 takes Debian's cloud kernel instead, or =DIR another build (see scripts/kernel-build).

bats_require_minimum_version 1.5.0

load common

setup_file() {
    load common
    DIR=$BATS_FILE_TMPDIR/guest
    mkdir -p "$DIR/modules" "$DIR/www"
    find_kernel || return
    fill_guest
    mkfs.ext4 -q -L guest -d "$DIR" "$BATS_FILE_TMPDIR/guest.img" 256M
    run "$TOP/scripts/hv-run" --kernel "$KERNEL" --initrd "$INITRD" --memory 768 --timeout 2400 \
        --disk "$("$TOP/scripts/debian-root" --container),snapshot" --disk "$BATS_FILE_TMPDIR/guest.img,snapshot" \
        --console "$BATS_FILE_TMPDIR/console" --host-log "$BATS_FILE_TMPDIR/host.log" --cmdline \
        "console=ttyS0 quiet panic=-1 cryptomgr.notests root=LABEL=root rw init=/sbin/guest-init $CMDLINE"
    tr -d '\r' < "$BATS_FILE_TMPDIR/console" > "$BATS_FILE_TMPDIR/lines"
    printf '%s\n' "$status" "$output" > "$BATS_FILE_TMPDIR/said"
}

# find_kernel: KERNEL, its config, modules, an initramfs with those of its root disk, and more words for it.
find_kernel() {
    local which=${HVKIT_TEST_CONTAINER-} record config
    INITRD=$BATS_FILE_TMPDIR/init.cpio CMDLINE=''
    if [[ $which == debian-* ]]; then
        record=$("$TOP/scripts/debian-kernel" --json "${which#debian-}") || return
        { read -r KERNEL && read -r MODULES && read -r config; } < <(jq -r '.vmlinuz, .modules, .config' <<< "$record")
        "$TOP/scripts/initramfs-build" --kernel "${which#debian-}" --fs ext4 "$INITRD" > /dev/null
        cp -r "$MODULES" "$DIR/modules"
        index_modules "${MODULES##*/}"
    else
        [[ $which ]] || which=$(dirname "$("$TOP/scripts/kernel-build" container)") || return
        KERNEL=$which/bzImage config=$which/config
        CMDLINE=$(jq -r .cmdline "$which/provenance.json")
        "$TOP/scripts/initramfs-build" "$INITRD" > /dev/null
        cp -r "$which"/modules/lib/modules/* "$DIR/modules"
    fi
    security_modules "$config" > "$DIR/security-modules"
}

# index_modules RELEASE: what depmod says of them, which Debian does not pack.
index_modules() {
    mkdir -p "$BATS_FILE_TMPDIR/root/lib"
    ln -sfT "$DIR/modules" "$BATS_FILE_TMPDIR/root/lib/modules"
    PATH=$PATH:/usr/sbin:/sbin depmod -b "$BATS_FILE_TMPDIR/root" "$1"
}

# security_modules CONFIG: those it starts; of those that exclude each other the first.
security_modules() {
    local word major='' words
    IFS=, read -ra words < <(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' "$1")
    for word in "${words[@]}"; do
        case $word in
            selinux | apparmor | smack)
                [[ ! $major ]] || continue
                major=$word
                ;;
            landlock | lockdown | yama | bpf) ;;
            *) continue ;;
        esac
        printf '%s\n' "$word"
    done
}

# fill_guest: what runs in the guest, the layer that the containers are made of, and what they are to be like.
fill_guest() {
    local files=$BATS_TEST_DIRNAME/container lower=$BATS_FILE_TMPDIR/lower busybox name
    cp "$files"/{init,check.sh,rules.nft} "$DIR"
    echo hello > "$DIR/www/index.html"
    clang -O2 -g -target bpf -Wall -Wextra -Werror -c -o "$DIR/probe.o" "$files/probe.c"
    mkdir -p "$lower"/{bin,dev,etc,proc,sys,tmp,www}
    cp "$DIR/www/index.html" "$lower/www"
    : > "$lower/etc/removed"
    cp "$files/inside" "$files/check.sh" "$lower/bin"
    busybox=$(find "$("$TOP/scripts/debian-package" busybox-static)" -path '*bin/busybox')
    cp "$busybox" "$lower/bin"
    for name in $("$busybox" --list); do
        [[ $name == busybox ]] || ln -s busybox "$lower/bin/$name"
    done
    mkfs.erofs --quiet --all-root "$DIR/lower.erofs" "$lower" > /dev/null
    jq -n --arg name one --argjson run '["/bin/inside"]' -f "$files/config.jq" > "$DIR/one.json"
    jq -n --arg name two --argjson run '["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]' \
        -f "$files/config.jq" > "$DIR/two.json"
}

# holds NAME...: the guest said ok to each.
holds() {
    local name failed=''
    for name; do
        grep -qxF "ok $name" "$BATS_FILE_TMPDIR/lines" && continue
        grep -E "^not ok $name:" "$BATS_FILE_TMPDIR/lines" || printf 'not looked at: %s\n' "$name"
        failed=yes
    done
    [[ ! $failed ]]
}

@test "it comes up, does all it is told, and ends" {
    local status
    read -r status < "$BATS_FILE_TMPDIR/said"
    [[ $status == 0 ]] && grep -qxF 'guest: done' "$BATS_FILE_TMPDIR/lines" || {
        tail -n 40 "$BATS_FILE_TMPDIR"/{said,lines,host.log}
        return 1
    }
    sed -n 's/^kernel /# Linux /p' "$BATS_FILE_TMPDIR/lines" >&3
    run ! grep -E '^not ok ' "$BATS_FILE_TMPDIR/lines"
}

@test "security modules as its config names them, and pressure of processors, memory and disks" {
    holds security-fs security-modules pressure
}

@test "types of the kernel, and a BPF program that needs them and runs" {
    holds types bpf-fs bpf-loads bpf-runs
}

@test "control groups of version 2 with every controller" {
    holds cgroup2 controllers
}

@test "a user who is root in namespaces of their own" {
    holds rootless
}

@test "EROFS, and an overlay over it that takes the container's changes" {
    holds overlay in-overlay in-writes layers
}

@test "a container runs and ends, another stays until it is deleted" {
    holds second first-ended ended
}

@test "namespaces of processes, host name and what it may write" {
    holds in-pid-namespace in-hostname in-capabilities in-read-only
}

@test "memory: the limit is there, and what asks for more is killed" {
    holds in-memory-max in-oom
}

@test "tasks and processors: the limits are there, and one task too many is refused" {
    holds in-pids-max in-fork-limit in-cpu-max
}

@test "seccomp: one system call is denied, one kills, others do as ever" {
    holds in-seccomp in-seccomp-denies in-seccomp-kills in-seccomp-allows
}

@test "devices: those of the container and no other" {
    holds in-device-allowed in-device-denied
}

@test "network: a bridge, its containers, and what lies behind the guest's address" {
    holds bridge veth-one veth-two outside nft-rules in-pings-bridge in-tcp-bridge in-tcp-container in-tcp-masqueraded
}

@test "a rule of nftables drops what it names, also from port to port of the bridge" {
    holds reaches nft-drops bridge-netfilter
}

@test "iptables, of nftables and of old" {
    holds iptables-nft iptables-legacy
}

@test "the kernel has nothing to complain of" {
    holds clean
}
