#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# hvkvp on pools below a folder; those who write and read pools beside it are in hvkvp_writers.py.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

load ../common

setup_file() {
    make -s -C "$TOP" build/tools/hvkvp
}

setup() {
    ROOT=$BATS_TEST_TMPDIR/root
    POOLS=$ROOT/var/lib/hyperv
    mkdir -p "$ROOT"
    cd "$BATS_TEST_TMPDIR" || return
}

# hvkvp COMMAND WORD...: below $ROOT.
hvkvp() {
    run --separate-stderr "$TOP/build/tools/hvkvp" "$1" --root "$ROOT" "${@:2}"
}

# quietly COMMAND WORD...: where it has to succeed.
quietly() {
    "$TOP/build/tools/hvkvp" "$1" --root "$ROOT" "${@:2}"
}

writer() {
    python3 "$TOP/tests/cli/hvkvp_writers.py" "$@"
}

# exits CODE [TEXT]: the last run did, and standard error has TEXT.
exits() {
    [ "$status" -eq "$1" ] || {
        printf 'exit %d, not %d\n%s\n%s\n' "$status" "$1" "$output" "$stderr" >&2
        return 1
    }
    case $stderr in *"${2-}"*) ;; *)
        printf 'missing: %s\nin: %s\n' "$2" "$stderr" >&2
        return 1
        ;;
    esac
}

# is TEXT: what the last run wrote.
is() {
    [ "$output" = "$1" ] || {
        printf 'got:  %s\nwant: %s\n' "$output" "$1" >&2
        return 1
    }
}

# query FILTER: of the last run's JSON, compact.
query() {
    jq -c "$1" <<< "$output"
}

# repeat TEXT COUNT
repeat() {
    local out
    printf -v out '%*s' "$2" ''
    printf '%s' "${out// /$1}"
}

# has_lines COUNT FILE
has_lines() {
    [ "$(wc -l < "$2")" -eq "$1" ]
}

is_locked() {
    ! flock -n "$1" true
}

# eventually COMMAND...: within five seconds.
eventually() {
    local i
    for ((i = 0; i < 100; i++)); do
        "$@" && return
        sleep 0.05
    done
    return 1
}

@test "set, get, list, del: by number and by name" {
    hvkvp set Greeting 'hello world'
    exits 0
    hvkvp set --pool external NdDriverVersion 1
    exits 0
    hvkvp get Greeting
    exits 0 && is 'hello world'
    hvkvp list
    exits 0 && is $'0\tNdDriverVersion\t1\n1\tGreeting\thello world'
    hvkvp list guest
    is $'Greeting\thello world'
    hvkvp list -1 1
    is Greeting
    hvkvp get --pool 0 Greeting
    exits 1 'no such key'
    hvkvp del Greeting
    exits 0
    hvkvp del Greeting
    exits 1 'no such key'
    hvkvp list auto-external
    exits 0 && is ''
}

@test "list: the schema of its JSON" {
    quietly set k 'v "quoted"'
    hvkvp list --json 1
    [ "$(query .)" = '{"schema":"hvkvp-list/1","pools":[{"pool":1,"name":"guest","missing":false,"records":[{"record":0,"key":"k","value":"v \"quoted\"","good":true}]}]}' ]
    hvkvp list --json
    [ "$(query '[.pools[] | [.pool, .name, .missing]]')" = '[[0,"external",true],[1,"guest",false],[2,"auto",true],[3,"host",true],[4,"internal",true]]' ]
    hvkvp get --json k
    [ "$(query .)" = '{"schema":"hvkvp-get/1","pool":1,"key":"k","value":"v \"quoted\""}' ]
}

@test "list: what would break a line or a terminal is escaped, but not with --raw or --null" {
    quietly set k $'a\tb\nc\e[31m\\'
    hvkvp list 1
    is $'k\ta\\tb\\nc\\x1b[31m\\\\'
    hvkvp list --raw 1
    is $'k\ta\tb\nc\e[31m\\'
    [ "$(quietly list -0 1 | tr '\0' '#')" = $'k#a\tb\nc\e[31m\\#' ]
}

@test "the file is 2560 bytes for a record, zeroed behind the text, mode 0644 or 0600" {
    quietly set k 'a very long value that goes'
    quietly set k v
    [ "$(stat -c '%s %a' "$POOLS/.kvp_pool_1")" = '2560 644' ]
    [ "$(tr -d '\0' < "$POOLS/.kvp_pool_1")" = kv ]
    quietly set --pool 0 --private k v
    [ "$(stat -c %a "$POOLS/.kvp_pool_0")" = 600 ]
}

@test "pools 2 and 3 are changed with --force only" {
    for words in 'set --pool 2 k v' 'set --pool host k v' 'del --pool 3 k' 'clear auto' 'import --pool 3'; do
        # shellcheck disable=SC2086
        hvkvp $words < <(echo '{"a":"b"}')
        exits 2 '--force'
    done
    hvkvp set --pool host --force HostName h
    exits 0
    hvkvp clear --force host
    exits 0
}

@test "limits are UTF-16 units: beyond them it is exit 2 and nothing is stored" {
    hvkvp set k "$(repeat é 1022)"
    exits 0
    hvkvp set k "$(repeat é 1023)"
    exits 2 '1023 UTF-16 units; the host gets 1022'
    hvkvp set k "$(repeat 😀 511)x"
    exits 2 '1023 UTF-16 units'
    hvkvp set "$(repeat k 255)" v
    exits 2 '255 UTF-16 units; the host gets 254'
    hvkvp set k $'caf\xc3'
    exits 2 'not UTF-8'
    hvkvp set '' v
    exits 2 'the key is empty'
    printf 'a\0b' > nul
    hvkvp set --file nul k
    exits 2 'not UTF-8'
    hvkvp get k
    is "$(repeat é 1022)"
    hvkvp set --force k "$(repeat x 2047)"
    exits 0
    hvkvp set --force k "$(repeat x 2048)"
    exits 2 'room for 2047'
}

@test "--split and --join: each scheme, there and back, with the text of a file" {
    repeat 'a é 中 😀 ' 700 > text
    for scheme in ignition azure-init cloud-init; do
        hvkvp set k "$(cat text)"
        exits 2 'see --split'
        hvkvp set --split "$scheme" --file text k
        exits 0
        quietly get --join "$scheme" k > back
        [ "$(cat back)" = "$(cat text)" ]
        hvkvp preview
        exits 0
        hvkvp set --split "$scheme" k short
        exits 0
        hvkvp list 1
        is $'k\tshort'
        hvkvp del --join "$scheme" k
        exits 0
        hvkvp list 1
        is ''
    done
    hvkvp set --split zip k v
    exits 2 'no such scheme'
}

@test "--split: a shorter value leaves no piece of the longer one" {
    repeat x 5000 > long
    repeat y 2500 > short
    quietly set --split ignition --file long k
    quietly set --split ignition --file short k
    hvkvp list -1 1
    is $'k.0\nk.1\nk.2'
    hvkvp get --join ignition k
    is "$(cat short)"
}

@test "Ignition: a config set in pieces is the one it puts together" {
    repeat '{"ignition":{"version":"3.4.0"}, "é":1}' 100 > config
    quietly set --pool 0 --split ignition --file config ignition.config
    writer ignition "$POOLS/.kvp_pool_0" > back
    cmp config back
    hvkvp list -1 0
    [ "${lines[0]}" = ignition.config.0 ]
    quietly list -0 0 | python3 -c 'import sys; f = sys.stdin.buffer.read().split(b"\0")
assert all(len(v) <= 990 for v in f[1::2]), f' # as libhvee cuts
}

@test "WALinuxAgent: reads NdDriverVersion and IPoIB_Data of pool 0 from the file" {
    quietly set --pool 0 NdDriverVersion 14.1
    quietly set --pool 0 IPoIB_Data 'a longer one that was there before, by far'
    quietly set --pool 0 IPoIB_Data 'NUMPAIRS:1|00155D33FF1D:172.16.1.2'
    [ "$(writer waagent "$POOLS/.kvp_pool_0" NdDriverVersion)" = 14.1 ]
    [ "$(writer waagent "$POOLS/.kvp_pool_0" IPoIB_Data)" = 'NUMPAIRS:1|00155D33FF1D:172.16.1.2' ]
}

@test "LISA: the output of kvp_client, by all three ways to it" {
    quietly set --pool 0 HostName ABC000111222333
    quietly set --pool 0 Second 'two words; and more'
    want=$'Pool is 0\nNum records is 2\nKey: HostName; Value: ABC000111222333\nKey: Second; Value: two words; and more'
    hvkvp list --format kvp_client 0
    exits 0 && is "$want"
    run "$TOP/build/tools/hvkvp" --kvp-client --root "$ROOT" 0
    is "$want"
    ln -s "$TOP/build/tools/hvkvp" kvp_client
    run ./kvp_client --root "$ROOT" 0
    is "$want"
    hvkvp list --format other
    exits 2 'no such format'
}

@test "LISA: kvp_client tells of five pools, append replaces, a missing pool fails" {
    for i in 0 1 2 3 4; do
        quietly set --force --pool "$i" k "v$i"
    done
    run "$TOP/build/tools/hvkvp" --kvp-client --root "$ROOT"
    [ "$status" -eq 0 ]
    [ "$(grep -cE '^Pool is [0-9]$' <<< "$output")" -eq 5 ]
    run "$TOP/build/tools/hvkvp" --kvp-client --root "$ROOT" append 1 k new
    [ "$status" -eq 0 ]
    hvkvp list 1
    is $'k\tnew'
    run "$TOP/build/tools/hvkvp" --kvp-client --root "$ROOT" append 1 k
    [ "$status" -eq 2 ]
    rm "$POOLS/.kvp_pool_3"
    run "$TOP/build/tools/hvkvp" --kvp-client --root "$ROOT" 3
    [ "$status" -eq 1 ]
}

@test "cloud-init: what it appends under flock is listed and decoded" {
    quietly set other record
    writer cloud-init "$POOLS/.kvp_pool_1" 0e5e179d-5341-478b-8456-fbb90621bdf8 start init \
        2026-07-27T21:33:20+00:00 <<< 'starting'
    hvkvp list 1
    [ "${#lines[@]}" -eq 2 ]
    hvkvp events --json
    [ "$(query '[.events[0] | .kind, .name, .vm_id, .message, .incarnation_s], .other_records')" = '["start","init","0e5e179d-5341-478b-8456-fbb90621bdf8","starting\n",1785187982]
1' ]
}

@test "cloud-init: an old pool 1 stays old, whatever we read, so that it is emptied at the next boot" {
    quietly set k v
    touch -d @1000 "$POOLS/.kvp_pool_1"
    for words in list 'get k' 'list --all' events preview export fsck doctor 'wait -t 0 k' 'watch -a -n 1'; do
        # shellcheck disable=SC2086
        hvkvp $words
    done
    [ "$(stat -c %Y "$POOLS/.kvp_pool_1")" -eq 1000 ]
    writer truncate "$POOLS/.kvp_pool_1" 2000
    [ ! -s "$POOLS/.kvp_pool_1" ]
    quietly set k v
    writer truncate "$POOLS/.kvp_pool_1" 2000
    [ -s "$POOLS/.kvp_pool_1" ]
}

@test "azure-init: chunks of one key, cut within a character, are one event; the host gets neither" {
    quietly set other record
    {
        printf 'Time: 2026-07-27T21:33:23.000Z | Event: msg='
        repeat é 900
    } > value
    printf x >> value
    writer azure-init "$POOLS/.kvp_pool_1" 0e5e179d-5341-478b-8456-fbb90621bdf8 INFO provision:user \
        e5f01809-a7a3-4279-aa64-1f18e21eda6e < <(sed 's/msg=/msg=x/' value)
    hvkvp events --json
    [ "$(query '[.events[] | .source, .kind, .chunks, .problem, (.message | length)]')" = '["azure-init","INFO",2,null,906]' ]
    [ "$(query '[.undeliverable[] | .record]')" = '[1,2]' ]
    hvkvp list 1
    exits 0 'pool 1 has 2 bad records'
    is $'other\trecord'
    hvkvp list --all --json 1
    [ "$(query '[.pools[0].records[].good]')" = '[true,false,false]' ]
}

@test "azure-init: the descriptor it holds open for appending stays good over our changes" {
    quietly set k "$(repeat x 100)"
    exec 5>> "$POOLS/.kvp_pool_1"
    quietly set a 1
    quietly del k
    python3 -c 'import struct, os; os.write(5, struct.pack("512s2048s", b"late", b"1"))' 5>&5
    exec 5>&-
    hvkvp list 1
    is $'a\t1\nlate\t1'
}

# The records of real agents' form, with damage; hvkvp_writers.py made them. UPDATE=1 writes what is expected anew.
@test "events: golden telemetry" {
    for records in "$TOP"/tests/data/telemetry/*.records; do
        mkdir -p "$POOLS"
        writer pack "$POOLS/.kvp_pool_1" < "$records"
        for form in json text; do
            flag=--all
            [ "$form" = text ] || flag=--json
            hvkvp events "$flag"
            exits 0
            [ "${UPDATE-}" = '' ] || printf '%s\n' "$output" > "${records%.records}.$form"
            is "$(cat "${records%.records}.$form")"
        done
    done
}

@test "events: packed texts come out whole, --extract knows when they do not" {
    seq 5000 > numbers
    quietly set other record
    writer cloud-init "$POOLS/.kvp_pool_1" - compressed dmesg 2026-07-27T21:33:25+00:00 < numbers
    quietly events --extract dmesg > back
    cmp numbers back
    hvkvp events
    says "dmesg: $(stat -c %s numbers) bytes"
    # The last chunk but one goes.
    size=$(stat -c %s "$POOLS/.kvp_pool_1")
    {
        head -c "$((size - 2 * 2560))" "$POOLS/.kvp_pool_1"
        tail -c 2560 "$POOLS/.kvp_pool_1"
    } > shorter
    cp shorter "$POOLS/.kvp_pool_1"
    hvkvp events
    exits 0 && says 'is missing'
    hvkvp events --extract dmesg
    exits 3 'not all of it: chunk'
    [ "$(head -n 3 <<< "$output")" = $'1\n2\n3' ]
    hvkvp events --extract nope
    exits 1 'no event of this name'
}

@test "events --since-boot: earlier ones are left out" {
    for year in 2020 2030; do
        quietly set "x$year" y
        writer cloud-init "$POOLS/.kvp_pool_1" - start "init$year" "$year-01-01T00:00:00+00:00" <<< x
        writer report "$POOLS/.kvp_pool_1" "'" result=success "timestamp=$year-01-01T00:00:00"
    done
    hvkvp events --since-boot
    exits 1 'not known'
    mkdir "$ROOT/proc"
    echo "btime $(date -d 2025-01-01 +%s)" > "$ROOT/proc/stat"
    hvkvp events --since-boot --json
    [ "$(query '[.events[].name], [.reports[].fields.timestamp]')" = '["init2030"]
["2030-01-01T00:00:00"]' ]
}

@test "export and import: JSON, text and NUL, there and back" {
    quietly set k $'a\tb\nc'
    quietly set --append k 2
    quietly set é $'"\\'
    for form in '' --text --null; do
        # shellcheck disable=SC2086
        quietly export $form > file
        # shellcheck disable=SC2086
        hvkvp import $form --pool 0 --replace file
        exits 0 'pool 0: 0 set, 3 added'
        [ "$(quietly list -0 0 | sha256sum)" = "$(quietly list -0 1 | sha256sum)" ]
    done
    quietly export > file
    [ "$(jq -c '.schema, .pool, .records[0]' file)" = '"hvkvp-export/1"
1
{"key":"k","value":"a\tb\nc"}' ]
}

@test "import: keys are replaced, the rest stays; what it did is told" {
    quietly set a 1
    quietly set b 1
    hvkvp import <<< '{"b":"2","c":"3"}'
    exits 0 'pool 1: 1 set, 1 added, 0 removed'
    hvkvp list 1
    is $'a\t1\nb\t2\nc\t3'
    hvkvp import --append <<< '[{"key":"a","value":"again"}]'
    exits 0
    hvkvp get --all a
    is $'1\nagain'
}

@test "import: all or nothing, and the place of what is wrong" {
    quietly set a 1
    hvkvp import <<< $'{"a":"2",\n"b":}'
    exits 1 'line 2, column'
    hvkvp import --text <<< $'a\t2\nb'
    exits 1 'line 2, column 2: no tab'
    hvkvp import <<< "{\"a\":\"2\",\"b\":\"$(repeat x 1023)\"}"
    exits 2 'record 1: the value has 1023 UTF-16 units'
    hvkvp import nowhere
    exits 1 nowhere
    hvkvp import --append --replace
    exits 2
    hvkvp list 1
    is $'a\t1'
}

@test "export: bad records are told, exit 3" {
    quietly set a 1
    printf 'b\t\\xff\n' > records
    mkdir -p "$POOLS"
    writer pack "$POOLS/.kvp_pool_1" < records
    hvkvp export
    exits 3 'bad record'
}

@test "a full disk: nothing changes, exit 1" {
    [ "$(id -u)" -eq 0 ] || skip 'needs root to mount'
    mkdir -p "$POOLS"
    mount -t tmpfs -o size=64k hvkvp-test "$POOLS" || skip 'cannot mount'
    for i in 1 2 3; do
        quietly set "k$i" "$i"
    done
    quietly list -0 1 | sha256sum > before
    for i in {1..60}; do
        printf 'n%d\tv\n' "$i"
    done > many
    hvkvp import --text many
    code=$status words=$stderr
    quietly list -0 1 | sha256sum > after
    dd if=/dev/zero of="$POOLS/fill" bs=4096 2> /dev/null || true
    hvkvp import --text <<< "$(sed -n 1,10p many)"
    code2=$status
    quietly list -0 1 | sha256sum > after2
    umount "$POOLS"
    [ "$code" -eq 1 ]
    [ "$code2" -eq 1 ]
    case $words in *'No space left'*) ;; *) return 1 ;; esac
    cmp before after
    cmp before after2
}

@test "other writers under flock and fcntl are waited for" {
    quietly set a 1
    for kind in flock fcntl; do
        coproc HOLD { writer hold "$POOLS/.kvp_pool_1" "$kind" 1; }
        read -r word <&"${HOLD[0]}"
        [ "$word" = held ]
        pid=$HOLD_PID before=$(date +%s%N)
        quietly set b "$kind"
        (($(date +%s%N) - before > 300000000))
        wait "$pid" || true
        [ "$(quietly get b)" = "$kind" ]
    done
    flock "$POOLS/.kvp_pool_1" sleep 1 &
    eventually is_locked "$POOLS/.kvp_pool_1"
    [ "$(quietly get a)" = 1 ]
    wait
}

@test "writers at the same time lose nothing of each other's" {
    quietly set start 1
    writer append-many "$POOLS/.kvp_pool_1" cloud 100 &
    for i in {1..50}; do
        quietly set --append "ours$i" "$i"
        [ $((i % 5)) -ne 0 ] || quietly del "ours$i"
    done
    wait
    hvkvp list -1 1
    [ "$(grep -c '^cloud' <<< "$output")" -eq 100 ]
    [ "$(grep -c '^ours' <<< "$output")" -eq 40 ]
    hvkvp fsck 1
    exits 0
}

@test "a killed import leaves a pool that can be read" {
    quietly set a 1
    for i in {1..2000}; do
        printf 'n%d\tv\n' "$i"
    done > many
    for wait in 0.01 0.03 0.1; do
        "$TOP/build/tools/hvkvp" import --root "$ROOT" --text many 2> /dev/null &
        sleep "$wait"
        kill -KILL "$!" 2> /dev/null || true
        wait "$!" 2> /dev/null || true
        hvkvp get a
        exits 0 && is 1
        quietly set b "$wait"
        hvkvp fsck 1
        exits 0
    done
}

@test "host: facts, one fact, JSON, Prometheus, labels" {
    hvkvp host
    exits 1 'nothing yet'
    quietly set --force --pool 3 PhysicalHostName 'RACK "7"\ x'
    quietly set --force --pool 3 HostingSystemOsMajor 10
    quietly set --force --pool 3 1st/key "$(repeat ä 70)x"
    hvkvp host PhysicalHostName
    exits 0 && is 'RACK "7"\\ x'
    hvkvp host --raw PhysicalHostName
    is 'RACK "7"\ x'
    hvkvp host HostName
    exits 1 'does not tell'
    hvkvp host --json
    [ "$(query .facts.HostingSystemOsMajor)" = '"10"' ]
    hvkvp host --prometheus HostingSystemOsMajor
    is '# HELP hv_host_info What the Hyper-V host tells of itself and of this machine.
# TYPE hv_host_info gauge
hv_host_info{hosting_system_os_major="10"} 1'
    hvkvp host --prometheus PhysicalHostName
    [ "${lines[2]}" = 'hv_host_info{physical_host_name="RACK \"7\"\\ x"} 1' ]
    hvkvp host --prometheus
    says ',_1st_key="ä'
    hvkvp host --label-output --prefix example.org/
    is $'example.org/PhysicalHostName=RACK__7___x\nexample.org/HostingSystemOsMajor=10\nexample.org/1st_key=x'
    hvkvp host --json --prometheus
    exits 2
}

@test "fsck: each fault, exit 3; --repair mends what can be" {
    quietly set a 1
    hvkvp fsck
    exits 0 && is ''
    printf 'junk' >> "$POOLS/.kvp_pool_1"
    hvkvp fsck
    exits 3 && says 'behind the last record'
    hvkvp fsck --json
    [ "$(query '[.findings[] | .pool, .fault]')" = '[1,"partial"]' ]
    hvkvp fsck --repair
    exits 0 'pool 1: 1 repairs'
    printf '%s\t%s\n' ok 1 '' no-key 'bad\xff' 1 long "$(repeat x 1023)" twice 1 twice 2 > records
    writer pack "$POOLS/.kvp_pool_0" < records
    chmod 666 "$POOLS/.kvp_pool_0"
    hvkvp fsck --json external
    exits 3
    [ "$(query '[.findings[] | [.record, .fault]]')" = '[[null,"mode"],[1,"no-key"],[2,"bad-key"],[3,"long-value"],[5,"duplicate"]]' ]
    chmod 644 "$POOLS/.kvp_pool_0"
    hvkvp fsck --repair 0
    exits 3 && says 'is cut on the way to the host'
    hvkvp list -1 0
    is $'ok\nlong\ntwice\ntwice'
    hvkvp fsck nope
    exits 2
}

@test "fsck: what was left behind a shorter value is found and zeroed" {
    quietly set k v
    printf secret | dd of="$POOLS/.kvp_pool_1" bs=1 seek=600 conv=notrunc 2> /dev/null
    hvkvp fsck
    exits 3 && says 'what stood there before'
    hvkvp fsck --repair
    exits 0
    [ "$(tr -d '\0' < "$POOLS/.kvp_pool_1")" = kv ]
}

@test "fsck: a pool 1 from before the boot is told" {
    quietly set k v
    touch -d @1000 "$POOLS/.kvp_pool_1"
    mkdir "$ROOT/proc"
    echo 'btime 2000' > "$ROOT/proc/stat"
    hvkvp fsck
    exits 3 && says 'before this boot'
}

@test "preview: what is cut and what is lost, by our daemon and by upstream's" {
    hvkvp preview
    exits 0
    printf '%s\t%s\n' first 1 long "$(repeat x 1030)" bad '\xff' last 2 > records
    mkdir -p "$POOLS"
    writer pack "$POOLS/.kvp_pool_1" < records
    hvkvp preview --json
    exits 3
    [ "$(query '[.records[] | [.key, (.value | length), .value_cut]], .lost, .cut')" = '[["first",1,false],["long",1022,true],["last",1,false]]
1
1' ]
    hvkvp preview --upstream --json
    [ "$(query '[.records[].key], .lost')" = '["first","long"]
2' ]
    hvkvp preview
    exits 3 'record 2: the host does not get it'
    hvkvp preview auto
    exits 2 'made by the daemon'
    hvkvp preview 0
    exits 0 'pools 1 and 2 only'
}

@test "watch: changes as they come, from before there is a folder" {
    "$TOP/build/tools/hvkvp" watch --root "$ROOT" --timeout 20 --count 5 > changes &
    watcher=$!
    sleep 0.3
    quietly set k 1
    eventually grep -q k changes
    quietly set k 2
    eventually grep -q '~' changes
    mv "$POOLS" "$POOLS.old"
    eventually grep -q -e '-' changes
    mv "$POOLS.old" "$POOLS"
    eventually has_lines 4 changes
    writer cloud-init "$POOLS/.kvp_pool_1" - start init 2026-07-27T21:33:20+00:00 <<< x
    wait "$watcher"
    [ "$(cut -f 1-3 changes | head -n 4)" = $'1\t+\tk\n1\t~\tk\n1\t-\tk\n1\t+\tk' ]
    tail -n 1 changes | grep -q $'^1\t+\tCLOUD_INIT'
}

@test "watch --json: a line for each" {
    quietly set k 1
    "$TOP/build/tools/hvkvp" watch --root "$ROOT" --timeout 20 --count 2 --all --json guest > changes &
    watcher=$!
    eventually grep -q k changes
    quietly set --pool 0 not this
    quietly del k
    wait "$watcher"
    [ "$(jq -c '[.schema, .pool, .change, .key, .value]' changes)" = '["hvkvp-watch/1",1,"added","k","1"]
["hvkvp-watch/1",1,"removed","k","1"]' ]
}

@test "watch: what is written under a lock that is still held is seen when it is free" {
    quietly set k 1
    "$TOP/build/tools/hvkvp" watch --root "$ROOT" --timeout 20 --count 1 guest > changes &
    watcher=$!
    sleep 0.3
    python3 - "$POOLS/.kvp_pool_1" << 'END'
import fcntl, struct, sys, time
f = open(sys.argv[1], "ab")
fcntl.flock(f, fcntl.LOCK_EX)
f.write(struct.pack("512s2048s", b"late", b"1"))
f.flush()
time.sleep(0.5)
fcntl.flock(f, fcntl.LOCK_UN)
time.sleep(1)
END
    wait "$watcher"
    [ "$(cat changes)" = $'1\t+\tlate\t1' ]
}

@test "wait: until there is a key, or a value; exit 1 when time is up" {
    hvkvp wait --timeout 0 k
    exits 1 'no such key'
    "$TOP/build/tools/hvkvp" wait --root "$ROOT" --timeout 20 k > found &
    waiter=$!
    sleep 0.2
    quietly set other 1
    quietly set --pool 0 k there
    wait "$waiter"
    [ "$(cat found)" = there ]
    hvkvp wait --timeout 1 --value other k
    exits 1
    "$TOP/build/tools/hvkvp" wait --root "$ROOT" --timeout 20 --pool 0 --value go k > found &
    waiter=$!
    quietly set --pool 0 k go
    wait "$waiter"
    hvkvp wait --pool 1 --timeout 0 k
    exits 1
}

@test "doctor: not on Hyper-V, and on a Hyper-V without offer" {
    hvkvp doctor
    exits 3 && says 'no guest of Hyper-V'
    mkdir -p "$ROOT/sys/bus/vmbus/devices"
    hvkvp doctor --json
    exits 3
    [ "$(query '.verdict, [.findings[] | .verdict, .check]')" = '"fail"
["ok","platform","ok","vmbus","fail","offer","warn","files"]' ]
}

@test "--root: an image's own absolute links stay in the image" {
    mkdir -p "$ROOT/data/hyperv" "$ROOT/var/lib"
    ln -s /data/hyperv "$ROOT/var/lib/hyperv"
    quietly set k v
    [ -s "$ROOT/data/hyperv/.kvp_pool_1" ]
    rm "$ROOT/var/lib/hyperv"
    ln -s ../../../../../../../../../../etc "$ROOT/var/lib/hyperv"
    hvkvp list
    exits 0
    is ''
    hvkvp list --root "$ROOT/nowhere"
    exits 1 nowhere
}

@test "a pool that is a link, a folder or a pipe is refused" {
    mkdir -p "$POOLS/.kvp_pool_2"
    ln -s /etc/passwd "$POOLS/.kvp_pool_1"
    mkfifo "$POOLS/.kvp_pool_0"
    for pool in 0 1 2; do
        hvkvp list "$pool"
        exits 1 'cannot be read'
        hvkvp set --force --pool "$pool" k v
        exits 1
    done
}

@test "without being root: what may be read is, what may not does not hide the rest" {
    [ "$(id -u)" -eq 0 ] || skip 'needs root to become another'
    quietly set --pool 0 --private secret s
    quietly set k v
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* 2> /dev/null || true
    cp "$TOP/build/tools/hvkvp" "$ROOT/program"
    other() {
        run --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups "$ROOT/program" "$1" --root "$ROOT" "${@:2}"
    }
    other list 1
    [ "$status" -eq 0 ] || skip 'the folder of the test cannot be reached'
    is $'k\tv'
    other get k
    exits 0 'Permission denied' && is v
    other get secret
    exits 1 'Permission denied'
    other set k w
    exits 1 'Permission denied'
    other wait --timeout 0 k
    exits 0 && is v
}

@test "output that cannot be written is exit 1" {
    quietly set k v
    run bash -c "'$TOP/build/tools/hvkvp' list --root '$ROOT' > /dev/full"
    [ "$status" -eq 1 ]
}

@test "wrong usage is exit 2, and each command has a --help" {
    for words in '' nope 'get' 'set' 'set k' 'set k v w' 'set --file f k v' 'clear' 'list 5' 'list guests' \
        'get --join x k' 'watch --count 0' 'wait' 'events stray' 'doctor stray' 'import a b' '--kvp-client 9'; do
        # shellcheck disable=SC2086
        run --separate-stderr "$TOP/build/tools/hvkvp" $words
        exits 2
        [ "$output" = '' ]
        [ "$stderr" != '' ]
    done
    for command in list get set del clear import export events host fsck watch wait preview doctor; do
        run "$TOP/build/tools/hvkvp" "$command" --help
        [ "$status" -eq 0 ]
        says "usage: hvkvp $command"
    done
}

@test "the man page names every option of every command" {
    page=$(mandoc -Tascii "$TOP/hv-tools/hvkvp/hvkvp.8" | sed 's/.\x08//g')
    for command in list get set del clear import export events host fsck watch wait preview doctor; do
        "$TOP/build/tools/hvkvp" "$command" --help | grep -oE -- '--[a-z0-9-]+ ' | sort -u | while read -r option; do
            grep -qF -e "$option" <<< "$page" || {
                echo "$command: $option is not in the man page"
                return 1
            }
        done
    done
}

@test "completion: options of a command" {
    # shellcheck source=scripts/lib/completion.bash
    source "$TOP/scripts/lib/completion.bash"
    unset -f hvkvp
    PATH=$TOP/build/tools:$PATH
    COMP_WORDS=(hvkvp list --fo)
    _hvkit hvkvp --fo list
    [ "${COMPREPLY[*]}" = --format ]
    COMP_WORDS=(hvkvp --kv)
    _hvkit hvkvp --kv hvkvp
    [ "${COMPREPLY[*]}" = --kvp-client ]
}
