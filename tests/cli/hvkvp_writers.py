#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The others who write and read pool files, as far as what they do to a file goes.

  cloud-init POOL VM_ID TYPE NAME TS [RESULT DURATION] < MSG   (VM_ID - as before 2025)
  azure-init POOL VM_ID LEVEL NAME ID < VALUE
  report POOL QUOTE FIELD...          either's PROVISIONING_REPORT
  truncate POOL BOOT_TIME             what both do first
  waagent POOL KEY                    WALinuxAgent, of pool 0
  ignition POOL                       Ignition, of pool 0
  pack POOL < RECORDS                 lines of key, tab, value, escaped as hvkvp export --text has them
  hold POOL flock|fcntl SECONDS       take a lock, say "held"
  append-many POOL PREFIX COUNT       under flock, one record at a time
"""
import base64
import csv
import fcntl
import io
import json
import os
import struct
import sys
import time
import uuid
import zlib

KEY, VALUE = 512, 2048
CLOUD_INIT_MAX, AZURE_INIT_MAX = 1024, 1022


def record(key, value):
    return struct.pack("512s2048s", key, value)


def append(pool, records):
    """One append under flock(2) for all of them; fcntl's lock is none of theirs."""
    with open(pool, "ab") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        for r in records:
            f.write(r)
        f.flush()
        fcntl.flock(f, fcntl.LOCK_UN)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def cloud_init_chunks(key, meta, msg):
    """Slices of the escaped text, each in an object that says which it is."""
    escaped = json.dumps(msg)[1:-1]
    out = []
    while escaped or not out:
        head = compact(dict(meta, msg_i=len(out), msg=""))
        room = CLOUD_INIT_MAX - len(head) - 8
        value = head.replace('"msg":""', '"msg":"%s"' % escaped[:room])
        out.append(record(b"%s|%d" % (key, len(out)), value.encode()))
        escaped = escaped[room:]
    return out


def cloud_init(pool, vm_id, kind, name, ts, result=None, duration=None):
    msg = sys.stdin.read()
    if kind == "compressed":
        data = base64.encodebytes(zlib.compress(msg.encode())).decode()
        msg = json.dumps({"encoding": "gz+b64", "data": data})
    ids = [str(uuid.uuid5(uuid.NAMESPACE_DNS, kind + name + ts))]
    if vm_id != "-":
        ids.insert(0, vm_id)
    key = "|".join(["CLOUD_INIT", "1785187982", kind, name] + ids).encode()
    meta = {"name": name, "type": kind, "ts": ts}
    if result:
        meta["result"] = result
        meta["duration"] = float(duration)
    whole = compact(dict(meta, msg=msg))
    if len(whole) <= CLOUD_INIT_MAX:
        append(pool, [record(key, whole.encode())])
    else:
        append(pool, cloud_init_chunks(key, meta, msg))


def azure_init(pool, vm_id, level, name, span):
    key = "|".join(["azure-init-0.1.1", vm_id, level, name, span]).encode()
    value = sys.stdin.buffer.read()
    append(pool, [record(key, value[i:i + AZURE_INIT_MAX])
                  for i in range(0, len(value), AZURE_INIT_MAX)])


def report(pool, quote, *fields):
    out = io.StringIO()
    csv.writer(out, delimiter="|", quotechar=quote, quoting=csv.QUOTE_MINIMAL).writerow(fields)
    append(pool, [record(b"PROVISIONING_REPORT", out.getvalue().rstrip().encode())])


def truncate(pool, boot_time):
    if os.path.getmtime(pool) < float(boot_time):
        with open(pool, "w"):
            pass


def read_records(pool):
    """As WALinuxAgent reads: by fields, each up to its first NUL, until one is empty."""
    with open(pool, "rb") as f:
        while True:
            key, value = f.read(KEY), f.read(VALUE)
            if not key or not value:
                return
            yield key.partition(b"\0")[0].decode(), value.partition(b"\0")[0].decode()


def waagent(pool, wanted):
    print(next(value for key, value in read_records(pool) if key == wanted))


def ignition(pool):
    pairs = dict(read_records(pool))
    text, n = pairs.get("ignition.config", ""), 0
    while not pairs.get("ignition.config") and f"ignition.config.{n}" in pairs:
        text += pairs[f"ignition.config.{n}"]
        n += 1
    sys.stdout.write(text)


def pack(pool):
    with open(pool, "wb") as f:
        for line in sys.stdin.buffer.read().splitlines():
            fields = line.decode("latin-1").split("\t")
            raw = [x.encode("latin-1").decode("unicode_escape").encode("latin-1") for x in fields]
            f.write(record(*raw))


def hold(pool, kind, seconds):
    with open(pool, "r+b") as f:
        (fcntl.flock if kind == "flock" else fcntl.lockf)(f, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(float(seconds))


def append_many(pool, prefix, count):
    for i in range(int(count)):
        append(pool, [record(b"%s%d" % (prefix.encode(), i), b"v%d" % i)])


COMMANDS = {"cloud-init": cloud_init, "azure-init": azure_init, "report": report,
            "truncate": truncate, "waagent": waagent, "ignition": ignition, "pack": pack,
            "hold": hold, "append-many": append_many}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
