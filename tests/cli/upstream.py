#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""upstream.py PROGRAM WORD...: plays the kernel for a key-value daemon, and tells of each case what came of it.

It runs in an empty folder, where PROGRAM has its pools ("pools", or var/lib/hyperv of --root), and where net is
what it takes for /sys/class/net. The device is descriptor 100. A line of output is "CASE good" or "CASE bad REASON".
"""
import fcntl
import glob
import os
import select
import resource
import signal
import socket
import struct
import subprocess
import sys

SIZE, GET, SET, DELETE, ENUMERATE, SET_IP, REGISTER = 7432, 0, 1, 2, 3, 5, 100
NO_MORE = 0x80070103
GUID = "{f8615163-df3e-46c5-913f-f2d2f965ed0e}"


class Gone(Exception):
    """The daemon ended."""


class Daemon:
    def __init__(self, words, limit=None):
        self.kernel, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.kernel.settimeout(30)
        os.dup2(its.fileno(), 100)
        its.close()

        def prepare():
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # EFBIG, as a full disk is ENOSPC

        self.process = subprocess.Popen(words, preexec_fn=prepare, restore_signals=False, pass_fds=[100],
                                        stderr=subprocess.DEVNULL)
        os.close(100)
        assert self.receive()[0] == REGISTER
        self.send(struct.pack("<BBH", REGISTER, 0, 0) + b"3.1")

    def send(self, message):
        self.kernel.send(message.ljust(SIZE, b"\0"))

    def receive(self):
        try:
            message = self.kernel.recv(SIZE)
        except OSError as error:
            raise Gone(f"no answer: {error}") from error
        if not message:
            raise Gone("it ended")
        return message

    def ask(self, op, pool, body):
        self.send(struct.pack("<BBH", op, pool, 0) + body)
        answer = self.receive()
        return struct.unpack_from("<I", answer)[0], answer

    def set(self, key, value, kind=1):
        key, value = key + b"\0", value + b"\0" if kind == 1 else b""
        return self.ask(SET, 0, struct.pack("<III", kind, len(key), len(value)) + key.ljust(512, b"\0") + value)[0]

    def read_so_far(self):
        with open(f"/proc/{self.process.pid}/io", encoding="ascii") as file:
            return int(file.readline().split()[1])

    def end(self):
        self.process.kill()
        self.process.wait()
        self.kernel.close()


def pool_name():
    return (glob.glob("pools/.kvp_pool_0") + glob.glob("var/lib/hyperv/.kvp_pool_0"))[0]


def pool():
    with open(pool_name(), "rb") as file:
        return file.read()


def nothing_of_an_old_value_stays(daemon):
    daemon.set(b"key", b"a longer secret value")
    daemon.set(b"key", b"v")
    return b"secret" not in pool()


def a_get_has_its_value(daemon):
    daemon.set(b"key", b"value")
    status, answer = daemon.ask(GET, 0, struct.pack("<III", 1, 4, 0) + b"key\0")
    return status == 0 and answer[532:538] == b"value\0"  # where the kernel looks


def a_kind_that_does_not_come_through_is_refused(daemon):
    return daemon.set(b"key", b"", 11) != 0


def records_are_read_once(daemon):
    for i in range(200):
        daemon.set(b"key%d" % i, b"value")
    before, index, status = daemon.read_so_far(), 0, 0
    while status == 0:
        status, _ = daemon.ask(ENUMERATE, 0, struct.pack("<I", index))
        index += 1
    return status == NO_MORE and index == 201 and daemon.read_so_far() - before < 20 * len(pool())


def a_long_field_is_refused(daemon):
    body = GUID.encode().ljust(256, b"\0") + struct.pack("<BB", 1, 0) + b"1" * 1000
    return daemon.ask(SET_IP, 0, body)[0] != 0 and daemon.set(b"still", b"here") == 0


def a_full_disk_fails_one_request(daemon):
    """Run with a limit to the size of files: no room for the second record."""
    if daemon.set(b"one", b"1") != 0 or daemon.set(b"two", b"2") == 0:
        return False
    status, answer = daemon.ask(ENUMERATE, 0, struct.pack("<I", 0))
    return status == 0 and answer[20:24] == b"one\0"


def a_record_that_fills_its_fields_is_moved_whole(daemon):
    """Neither its key nor its value ends with a zero: the record before it is deleted."""
    full = b"k" * 512 + b"v" * 2048
    daemon.set(b"key", b"value")
    with open(pool_name(), "ab") as file:
        file.write(full)
    return daemon.ask(DELETE, 0, struct.pack("<I", 4) + b"key\0")[0] == 0 and pool() == full


def who_holds_the_lock_is_waited_for(daemon):
    """That of flock(2), as cloud-init and azure-init take it."""
    daemon.set(b"key", b"value")
    body = struct.pack("<III", 1, 6, 2) + b"other\0".ljust(512, b"\0") + b"1\0"
    with open(pool_name(), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        daemon.send(struct.pack("<BBH", SET, 0, 0) + body)
        before = pool()
        waited = not select.select([daemon.kernel], [], [], 1)[0] and pool() == before
    return struct.unpack_from("<I", daemon.receive())[0] == 0 and waited


CASES = [
    (nothing_of_an_old_value_stays, None),
    (a_get_has_its_value, None),
    (a_kind_that_does_not_come_through_is_refused, None),
    (records_are_read_once, None),
    (a_long_field_is_refused, None),
    (a_full_disk_fails_one_request, 4096),
    (a_record_that_fills_its_fields_is_moved_whole, None),
    (who_holds_the_lock_is_waited_for, None),
]


def main(words):
    os.makedirs("net/eth0/device", exist_ok=True)
    with open("net/eth0/device/device_id", "w", encoding="ascii") as file:
        file.write(GUID + "\n")
    with open("net/eth0/address", "w", encoding="ascii") as file:
        file.write("00:15:5d:01:02:03\n")
    for case, limit in CASES:
        for name in glob.glob("pools/.*") + glob.glob("var/lib/hyperv/.*"):
            os.unlink(name)
        daemon = Daemon(words, limit)
        try:
            verdict = "good" if case(daemon) else "bad"
        except Gone as gone:
            verdict = f"bad {gone}"
        daemon.end()
        print(case.__name__, verdict, flush=True)


main(sys.argv[1:])
