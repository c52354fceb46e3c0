#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2094,SC2154 # nothing is written over; bats sets stderr
# irfs on made-up kernels of a few modules, beside GNU cpio, and on the recorded machines.

bats_require_minimum_version 1.5.0

load ../common

setup_file() {
    make -s -C "$BATS_TEST_DIRNAME/../.." build/tools/irfs
}

setup() {
    IRFS=$TOP/build/tools/irfs
    SYS=$TOP/tests/data/sysfs
    cd "$BATS_TEST_TMPDIR" || return
}

# module NAME [LICENSE]: a file that is as much of a kernel module as irfs looks at.
module() {
    local name=${1##*/}
    mkdir -p "$K/kernel/${1%/*}"
    printf 'const char m[] __attribute__((section(".modinfo"))) = "license=%s\\0name=%s";' "${2-GPL}" "$name" |
        gcc -c -x c -o "$K/kernel/$1.ko" -
}

# kernel: a folder as of Debian's cloud kernel, in small: storvsc as modules, NVMe and ext4 built in.
kernel() {
    local name
    K=$PWD/lib/modules/1.0-test
    for name in hv/hv_vmbus scsi/scsi_common scsi/scsi_mod scsi/scsi_transport_fc scsi/hv_storvsc scsi/sd_mod \
        pci/pci-hyperv pci/pci-hyperv-intf net/hv_netvsc input/hyperv-keyboard hid/hid-hyperv fs/xfs; do
        module "$name"
    done
    cat > "$K/modules.dep" << 'END'
kernel/hv/hv_vmbus.ko:
kernel/scsi/scsi_common.ko:
kernel/scsi/scsi_mod.ko: kernel/scsi/scsi_common.ko
kernel/scsi/scsi_transport_fc.ko: kernel/scsi/scsi_mod.ko kernel/scsi/scsi_common.ko
kernel/scsi/hv_storvsc.ko: kernel/scsi/scsi_transport_fc.ko kernel/scsi/scsi_mod.ko kernel/scsi/scsi_common.ko kernel/hv/hv_vmbus.ko
kernel/scsi/sd_mod.ko: kernel/scsi/scsi_mod.ko kernel/scsi/scsi_common.ko
kernel/pci/pci-hyperv.ko: kernel/pci/pci-hyperv-intf.ko kernel/hv/hv_vmbus.ko
kernel/pci/pci-hyperv-intf.ko:
kernel/net/hv_netvsc.ko: kernel/hv/hv_vmbus.ko
kernel/input/hyperv-keyboard.ko: kernel/hv/hv_vmbus.ko
kernel/hid/hid-hyperv.ko: kernel/hv/hv_vmbus.ko
kernel/fs/xfs.ko:
END
    cat > "$K/modules.alias" << 'END'
# Aliases extracted from modules themselves.
alias acpi*:VMBUS:* hv_vmbus
alias acpi*:VMBus:* hv_vmbus
alias vmbus:d96361baa104294db60572e2ffb1dc7f hv_storvsc
alias vmbus:32264132cb86a2449b5c50d1417354f5 hv_storvsc
alias vmbus:1df6c444444400449d52802e27ede19f pci_hyperv
alias vmbus:635161f83edfc546913ff2d2f965ed0e hv_netvsc
alias scsi:t-0x00* sd_mod
alias fs-xfs xfs
END
    printf '%s\n' kernel/drivers/nvme/host/nvme.ko kernel/fs/ext4.ko > "$K/modules.builtin"
    printf 'ext4.alias=fs-ext4\0ext4.license=GPL\0' > "$K/modules.builtin.modinfo"
    echo 'CONFIG_RD_ZSTD=y' > config
    echo hello > init
}

# build [OPTION...]: image, with its manifest.
build() {
    "$IRFS" build -o image --manifest image.manifest -i init -k "$K" "$@"
}

@test "what it writes GNU cpio reads, and the other way round" {
    mkdir -p tree/a/b tree/empty
    echo one > tree/a/one
    head -c 5000 /dev/urandom > tree/a/b/noise
    ln tree/a/one tree/a/b/linked
    ln -s ../a/one tree/empty/link
    (cd tree && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R +0:+0) > theirs
    "$IRFS" build -o ours -i tree/a/one --add tree/a/one:/a/one --add tree/a/b/noise:/a/b/noise \
        --add tree/a/one:/a/b/linked --link /empty/link:../a/one
    mkdir out
    (cd out && cpio --quiet -idm < ../ours)
    cmp out/a/b/noise tree/a/b/noise
    [ "$(< out/a/one)" = one ]
    [ "$(stat -c %i out/a/one)" = "$(stat -c %i out/a/b/linked)" ]
    [ "$(readlink out/empty/link)" = ../a/one ]
    diff <(cd out && find . -mindepth 1 -printf '%P\n' | sort) <("$IRFS" list ours | sort)
    diff <("$IRFS" list theirs) <(cd tree && find . -mindepth 1 -printf '%P\n' | LC_ALL=C sort)
    cmp <("$IRFS" cat theirs /empty/link) tree/a/one
    run -3 "$IRFS" diff theirs ours
    says '+ init'
}

@test "images of others, compressed and one behind the other" {
    echo early > early
    echo main > main
    for z in cat 'gzip -n' 'xz --check=crc32' 'zstd -q' 'lz4 -lq'; do
        { echo early | cpio --quiet -o -H newc && echo main | cpio --quiet -o -H newc | $z -c 2> /dev/null ||
            echo main | cpio --quiet -o -H newc; } > image
        run -0 "$IRFS" list image
        [ "$output" = $'early\nmain' ]
        [ "$("$IRFS" cat image main)" = main ]
    done
    head -c 600 image > image.cut
    run -1 "$IRFS" list image.cut
    says 'irfs: image.cut: '
    run -1 "$IRFS" list init.bats
    says 'No such file'
    bzip2 -c main > other 2> /dev/null || printf 'BZh91AY' > other
    run -1 "$IRFS" list other
    says bzip2
}

@test "the closure, its indexes and nothing else" {
    kernel
    build -p storage,nvme -f ext4
    diff - <("$IRFS" list image | sed -n 's|^lib/modules/1.0-test/||p' | grep -vx 'kernel\|kernel/[a-z]*') << 'END'
kernel/hv/hv_vmbus.ko
kernel/pci/pci-hyperv-intf.ko
kernel/pci/pci-hyperv.ko
kernel/scsi/hv_storvsc.ko
kernel/scsi/scsi_common.ko
kernel/scsi/scsi_mod.ko
kernel/scsi/scsi_transport_fc.ko
kernel/scsi/sd_mod.ko
modules.alias
modules.builtin
modules.builtin.modinfo
modules.dep
END
    "$IRFS" cat image lib/modules/1.0-test/modules.dep | LC_ALL=C sort > dep
    grep -vE 'net|input|hid|/fs/' "$K/modules.dep" | LC_ALL=C sort | diff - dep
    ! "$IRFS" cat image lib/modules/1.0-test/modules.alias | grep -E 'netvsc|xfs' || false
    [ "$("$IRFS" cat image lib/modules/1.0-test/modules.builtin | sort | xargs)" = \
        'kernel/drivers/nvme/host/nvme.ko kernel/fs/ext4.ko' ]
}

@test "a file and a module each have their reason" {
    kernel
    build -p storage -a init:/etc/x
    run -0 "$IRFS" why image scsi_common
    says 'scsi_common.ko: dependency of hv_storvsc'
    says 'hv_storvsc.ko: profile storage'
    run -0 "$IRFS" why image /etc/x
    says "etc/x: --add, from $PWD/init"
    rm image.manifest
    run -0 "$IRFS" why image hv_vmbus
    says 'dependency of hv_storvsc'
    says 'for devices acpi*:VMBUS:*'
    run -3 "$IRFS" why image init
    run -1 "$IRFS" why image nothing
}

@test "budgets: the image is there, and the exit is 3" {
    kernel
    run -3 --separate-stderr build -p storage -b 1000
    [[ $stderr == *'image has '*' more than its budget of 1000'* && -s image ]]
    run -3 build -p storage --budget-file init=2
    says 'init has 6 bytes, 4 more than its budget of 2'
    run -0 build -p storage -b 1000000 --budget-file /init=6
    run -2 build --budget-file init
}

@test "small images are not compressed, large ones as the model says" {
    kernel
    run -0 build -p storage -c config --json
    [ "$(jq -r .image.compression <<< "$output")" = none ]
    for ((i = 0; i < 20000; i++)); do echo "line $i"; done > large
    run -0 build -p storage -c config -a large:/large --json
    [ "$(jq -r .image.compression <<< "$output")" = zstd ]
    [ "$(jq -r '[.tried[].compression] | join(",")' <<< "$output")" = none,zstd ]
    # what the kernel cannot unpack is not taken, nor anything when nothing is known
    run -0 build -p storage -a large:/large --json
    [ "$(jq -r .image.compression <<< "$output")" = none ]
    run -0 build -p storage -c config -a large:/large --json --load-rate 100000
    [ "$(jq -r .image.compression <<< "$output")" = none ]
    run -0 build -p storage -a large:/large --json -z xz
    [ "$(jq -r .image.compression <<< "$output")" = xz ]
    "$IRFS" cat image large | cmp - large
}

@test "the same image at another time, and of another time when told" {
    kernel
    build -p storage && mv image one
    sleep 1.1
    touch init
    build -p storage
    cmp image one
    SOURCE_DATE_EPOCH=86400 build -p storage
    "$IRFS" list --json image | jq -e '[.files[].mtime] | unique == [86400]'
    SOURCE_DATE_EPOCH=never run -2 build -p storage
}

@test "what is wrong is named" {
    kernel
    run -2 build -p nothing
    says "'nothing' is none of the profiles storage"
    run -1 build -f zfs
    says 'this kernel has no fs-zfs'
    run -1 "$IRFS" build -o image -k "$PWD" -p storage
    says 'run depmod'
    echo 'not a line' >> "$K/modules.dep"
    run -1 build -p storage
    says 'modules.dep: line 13'
    run -2 "$IRFS" build -p storage
    run -2 "$IRFS" nothing
    run -2 "$IRFS" build -o x -z bzip2
    echo 'program /nowhere' > recipe
    run -1 "$IRFS" build -o x -r recipe
    says 'recipe: line 1: no such file, in no root: /nowhere'
    echo 'prog /nowhere' > recipe
    run -2 "$IRFS" build -o x -r recipe
    [ ! -e x ]
}

@test "a program with all the libraries it needs runs in a folder of its own" {
    printf 'root /\nprogram /bin/ls\nlink /bin/dir ls\n' > recipe
    "$IRFS" build -o image -r recipe --manifest image.manifest
    mkdir out
    (cd out && cpio --quiet -idm < ../image)
    for library in $(ldd /bin/ls | grep -oE '/[^ ]+'); do
        [ -e "out/lib/x86_64-linux-gnu/${library##*/}" ] || [ -e "out$library" ] || [ -e "out/usr$library" ]
    done
    ((UID > 0)) || chroot out /bin/ls / | grep -x bin
    run -0 "$IRFS" why image "$("$IRFS" list image | grep 'libc\.so' | head -n 1)"
    says 'library of /'
}

@test "the bill of materials has each file with its sum, and its package" {
    kernel
    build -p storage --origin "$PWD/lib=linux-image-test=1.0-1"
    "$IRFS" sbom image > sbom
    jq -e '.spdxVersion == "SPDX-2.3" and .packages[0].name == "image"' sbom
    jq -e '.packages[] | select(.name == "linux-image-test" and .versionInfo == "1.0-1")' sbom
    sum=$(sha256sum < "$K/kernel/hv/hv_vmbus.ko")
    jq -e --arg sum "${sum%% *}" '.files[] | select(.fileName | endswith("hv_vmbus.ko"))
        | .comment == "license GPL" and any(.checksums[]; .checksumValue == $sum)' sbom
    jq -e '[.relationships[].relatedSpdxElement] - [.files[].SPDXID, .packages[].SPDXID] == []' sbom
    jq -e '[.files[].SPDXID] | length == (unique | length)' sbom
    "$IRFS" sbom image | diff sbom -
}

@test "recorded machines: reached with the closure, by both controllers" {
    kernel
    build -p storage,nvme
    for machine in gen1-ide gen2-scsi v6-nvme mana confidential; do
        run -3 "$IRFS" verify -s "$SYS/$machine" image
        says "the file system ext4 is neither"
        run -0 "$IRFS" verify -k "$K" -s "$SYS/$machine" image
        says "$machine: root "
    done
    build -p storage,nvme -f ext4
    run -0 "$IRFS" verify -s "$SYS/gen1-ide" -s "$SYS/gen2-scsi" -s "$SYS/v6-nvme" image
    run -0 "$IRFS" verify -s "$SYS/gen2-scsi" -r PARTLABEL=root image
    run -3 "$IRFS" verify -s "$SYS/gen2-scsi" -r UUID=none image
    says 'the machine has no device UUID=none'
    # modules of this machine's processor are of no use on another one
    run -3 "$IRFS" verify -s "$SYS/arm64" image
    says "is not for this machine's processor"
}

@test "recorded machines: what is missing is named, with what to do" {
    kernel
    build -p storage -f ext4
    run -3 "$IRFS" verify -s "$SYS/v6-nvme" image
    says 'vmbus:1df6c444444400449d52802e27ede19f (pci_hyperv): neither in the image'
    says 'build with --profile nvme'
    run -3 "$IRFS" verify --json -s "$SYS/v6-nvme" image
    [ "$(jq -r '.machines[0] | .reached, .missing_driver' <<< "$output" | xargs)" = 'false pci_hyperv' ]
    build -p nvme -f ext4
    run -3 "$IRFS" verify -s "$SYS/gen2-scsi" image
    says 'hv_storvsc'
    build -p storage -f xfs
    sed 's/fs=ext4/fs=xfs/' "$SYS/gen2-scsi/tree" > tree
    run -0 "$IRFS" verify -s tree image
    build -p storage
    run -3 "$IRFS" verify -s tree image
    says 'build with --fs xfs'
}

# What a generator does where depmod is missing (azurelinux#75), or a module was left out behind its back.
@test "an image that others build without a word: no indexes, no file" {
    kernel
    mkdir -p bad/lib/modules
    cp -r "$K" bad/lib/modules
    rm bad/lib/modules/*/modules.{alias,dep}
    (cd bad && find . | cpio --quiet -o -H newc) > image
    run -3 "$IRFS" verify -s "$SYS/gen2-scsi" image
    says 'the image has no modules.alias'
    run -3 "$IRFS" verify --lisa image
    says 'no modules.dep in the image'
    cp "$K"/modules.{alias,dep} bad/lib/modules/*/
    rm bad/lib/modules/*/kernel/scsi/scsi_common.ko
    (cd bad && find . | cpio --quiet -o -H newc) > image
    run -3 "$IRFS" verify -s "$SYS/gen2-scsi" image
    says 'kernel/scsi/scsi_common.ko, which is not in the image'
}

@test "what LISA asks: all five by name, or built in" {
    kernel
    build -p storage
    run -3 "$IRFS" verify --lisa image
    says 'hv_netvsc is not in modules.dep'
    build -p lisa
    run -0 "$IRFS" verify --lisa image
    build -p storage,input
    echo 'CONFIG_HYPERV_NET=y' > built-in
    run -0 "$IRFS" verify --lisa -c built-in image
    rm "$K/kernel/hid/hid-hyperv.ko"
    sed -i /hid-hyperv/d "$K/modules.dep"
    build -p lisa
    run -0 "$IRFS" verify --lisa image
    says 'hid_hyperv is not in modules.dep, which is excused'
}

@test "record: a made-up /sys, and what is read back" {
    d=root/sys/devices/LNXSYSTM:00/VMBUS:00
    mkdir -p "$d/vm-1/host0/target0/0:0:0:0/block/sda/sda1" root/sys/bus/drivers/{hv_vmbus,hv_storvsc,sd} \
        root/sys/module/{hv_vmbus,hv_storvsc,sd_mod} root/run/udev/data root/sys/class/block
    echo acpi:LNXSYSTM: > "${d%/*}/modalias"
    echo acpi:VMBUS:VMBus: > $d/modalias
    # the firmware's VMBus has its driver at another place
    mkdir -p root/sys/devices/platform/VMBUS:00
    ln -s "$PWD/root/sys/devices/platform/VMBUS:00" $d/physical_node
    echo vmbus:d96361baa104294db60572e2ffb1dc7f > $d/vm-1/modalias
    echo scsi:t-0x00 > $d/vm-1/host0/target0/0:0:0:0/modalias
    link() {
        ln -s "$PWD/root/sys/bus/drivers/$2" "$1/driver"
        ln -sfn "$PWD/root/sys/module/$3" "root/sys/bus/drivers/$2/module"
    }
    link $d/physical_node hv_vmbus hv_vmbus
    link $d/vm-1 hv_storvsc hv_storvsc
    link $d/vm-1/host0/target0/0:0:0:0 sd sd_mod
    for part in sda sda/sda1; do
        ln -s "$PWD/root/sys/class/block" "$d/vm-1/host0/target0/0:0:0:0/block/$part/subsystem"
        echo 8:${#part} > "$d/vm-1/host0/target0/0:0:0:0/block/$part/dev"
    done
    printf 'S:x\nE:ID_FS_TYPE=ext4\nE:ID_FS_UUID=1-2\nE:ID_FS_LABEL_ENC=a\\x20b\n' > root/run/udev/data/b8:8
    "$IRFS" record --root root --name made-up --spec UUID=1-2 > tree
    diff - tree << 'END'
machine made-up
root UUID=1-2
device acpi:LNXSYSTM:
device acpi:VMBUS:VMBus: driver=hv_vmbus
	device vmbus:d96361baa104294db60572e2ffb1dc7f driver=hv_storvsc
		device scsi:t-0x00 driver=sd_mod
			block sda
				block sda1 fs=ext4 uuid=1-2 label=a\x20b
END
    kernel
    build -p storage -f ext4
    run -0 "$IRFS" verify -s tree image
    printf 'device x\n\t\tdevice y\n' > bad
    run -1 "$IRFS" verify -r /dev/sda -s bad image
    says 'bad: line 2: 2 tabs'
}

@test "plan: from the folders of a system" {
    kernel
    mkdir -p root/etc root/boot root/proc
    ln -s "$PWD/lib" root/lib
    echo 'UUID=1 / ext4 defaults 0 1' > root/etc/fstab
    run -0 "$IRFS" plan --root root --release 1.0-test --cmdline root=PARTUUID=1
    says 'plan: init+modules'
    says 'build: scripts/initramfs-build --kernel DIR --profile storage,nvme'
    run -0 "$IRFS" plan --root root --release 1.0-test --cmdline rd.luks.uuid=1 --json
    [ "$(jq -r .plan <<< "$output")" = dracut ]
    run -1 "$IRFS" plan --root nowhere --release x
    says 'nothing is known of the kernel x'
    run -3 "$IRFS" plan --root root --release 1.0-test --cmdline rootfstype=zonefs
}
