# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # bats sets status, output and lines
# The cases of microsoft/lis-test for file copy, key-value pairs and backup, as scenarios, against the daemons of
# the Linux kernel project: one boot runs them all, one after the other.
#
# Left out: what is about the Windows side or about hardware that hvhost is not (STOR_VSS_BackupRestore_3Chain_VHD,
# _ISCSI, _State_Off, _State_Paused, _PassTru, _ext4_vhdx), and _reiserfs_vhd, as Debian's cloud kernels have
# no reiserfs.

load common

# lis_files: what the cases copy and attach, in the folder of the file's tests.
lis_files() {
    cd "$BATS_FILE_TMPDIR" || return
    seq 1 20000 | head -c 10000 > small
    seq 1 20000 | tail -c 10000 > other
    seq 1 400000 | head -c 2097152 > large
    yes '¡¢£¤¥§¨©ª«¬®±µ¶←↑ψχφυ' | head -c 150000 > non_ascii
    truncate -s 16M ext3 ext4
    mkfs.ext4 -q ext4
    mkfs.ext3 -q ext3
}

# lis_cases TARGET: the files of its cases. CASE.WHAT.scenario is the case for one series of daemons, or for one kind
# of file copy, which is a character device of the kernel or uio; CASE.scenario is it for all others.
lis_cases() {
    local cases=$BATS_TEST_DIRNAME/scenarios file case fcopy=uio series=${1#debian-}
    [[ $1 != debian-6.1 ]] || fcopy=chardev
    [[ $1 == debian-* ]] || series=6.12
    for case in $(basename -a "$cases"/*.scenario | cut -d . -f 1 | sort -u); do
        [[ $1:$case != micro:KVP_Intrinsic ]] || continue # it has no dummy0 to have an address
        for file in "$cases/$case".{"$series",$fcopy}.scenario "$cases/$case.scenario"; do
            [[ ! -e $file ]] || break
        done
        echo "$file"
    done
}

# lis TARGET OPTION...: all its cases in one boot; what fails is told with the case's name.
lis() {
    local target=$1 scenario=$BATS_TEST_TMPDIR/lis.scenario file line
    shift
    need_guest "$target"
    {
        printf 'expect ic service=%s state=ready within 60\n' kvp vss fcopy
        printf 'expect console text~"guest# " within 30\n'
        for file in $(lis_cases "$target"); do
            printf '# case %s\n' "$(basename "$file" .scenario)"
            cat "$file"
        done
        printf 'shutdown poweroff\nexpect shutdown status=0\n'
    } > "$scenario"
    cd "$BATS_FILE_TMPDIR" || return
    plays "$scenario" "$@"
    line=$(sed -n "s|^hvhost: $scenario:\([0-9]*\):.*|\1|p" <<< "$output")
    [[ ! $line ]] || head -n "$line" "$scenario" | sed -n 's/^# case /failed: /p' | tail -n 1
    well
}
