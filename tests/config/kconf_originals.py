#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Where kconf audit and the original checkers disagree on a config: one line each, CHECKER SYMBOL THEIRS OURS.

Usage: kconf_originals.py KCONF CHECKER-FOLDER DOCKER-SCRIPT CONFIG

kernel-hardening-checker is asked with the release's three numbers, for it refuses those of vendors. Docker's script goes
by uname; here it finds one that names the config's release, and a zgrep that costs less. An exit status other than 0 says
that something did not run.
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile


def run(words, **env):
    return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False,
                          env=dict(os.environ, **env)).stdout


def ours(kconf, config):
    found = json.loads(run([kconf, "audit", "--json", "--verbose", "--level", "optional", config]))["configs"][0]
    lists = {report["list"]: [v for v in report["verdicts"] if v["verdict"] != "not_meant"] for report in found["lists"]}
    return found["release"], lists


def hardening(folder, config, release, verdicts, room):
    numbers = re.match(r"\d+\.\d+\.\d+", release).group()
    version = os.path.join(room, "version")
    with open(version, "w", encoding="ascii") as f:
        f.write(f"Linux version {numbers}-x\n")
    theirs, mine = collections.defaultdict(list), collections.defaultdict(list)
    code = "from kernel_hardening_checker import main; main()"
    for check in json.loads(run([sys.executable, "-c", code, "-m", "json", "-c", config, "-v", version], PYTHONPATH=folder)):
        theirs[check["option_name"][len("CONFIG_"):], check["decision"]].append(check["check_result_bool"])
    for v in verdicts:
        mine[v["symbol"], v["group"]].append(v["verdict"] == "met")
    for key in sorted(set(theirs) | set(mine)):
        if sorted(theirs[key]) != sorted(mine[key]):
            yield "khc", key[0], theirs[key], mine[key]
    print(f"khc: {len(theirs)} checks", file=sys.stderr)


def docker(script, config, release, verdicts, room):
    for name, text in ("uname", f"echo {release}"), ("zgrep", 'exec grep "$1" "$2"'):
        with open(os.path.join(room, name), "w", encoding="ascii") as f:
            f.write(f"#!/bin/sh\n{text}\n")
        os.chmod(f.name, 0o755)
    out = run(["sh", script, config], PATH=f"{room}:{os.environ['PATH']}", NO_COLOR="1")
    theirs = {m[1]: m[2] == "enabled" for m in re.finditer(r"CONFIG_(\w+): (enabled|missing)", out)}
    mine = {v["symbol"]: v["verdict"] == "met" for v in verdicts if len(v["symbols"]) == 1}
    for symbol in sorted(set(theirs) | set(mine)):
        if theirs.get(symbol) != mine.get(symbol):
            yield "docker", symbol, theirs.get(symbol), mine.get(symbol)
    print(f"docker: {len(theirs)} checks", file=sys.stderr)
    if len(theirs) < 60:
        sys.exit("Docker's script did not run")


def main():
    kconf, folder, script, config = sys.argv[1:]
    release, lists = ours(kconf, config)
    with tempfile.TemporaryDirectory() as room:
        for found in hardening(folder, config, release, lists["hardening"], room):
            print(*found[:2], str(found[2]).replace(" ", ""), str(found[3]).replace(" ", ""))
        for found in docker(script, config, release, lists["docker"], room):
            print(*found)


main()
