#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Take each symbol that a flavor requires out of its fragments: does kconf check name it?

kconf_required.py KCONF CONFIGS WORK [OPTION...] -- FLAVOR...

For each symbol there is a copy of CONFIGS below WORK whose fragments do not set it, with the flavors that require it,
and all of them are checked in one run of kconf, which gets OPTION. A symbol that no fragment sets, as it cannot be
asked for, is on because others select it: their lines go in its place. One that stays on all the same, by its default,
is set to n in a second run. Prints what that was, and a line for each flavor, series and architecture whose missing
symbol is not named; exit code 1 when there is one.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys


def symbol_of(word):
    return re.split("[=@]", word)[0]


def meant(word, series, arch):
    """Is the requirement, SYMBOL[=VALUE][@CONDITION,...], meant for that kernel?"""
    number = [int(part) for part in series.split(".")]
    for condition in filter(None, word.partition("@")[2].split(",")):
        low, dots, high = condition.partition("..")
        if not dots:
            if condition != arch:
                return False
        elif low and number < [int(part) for part in low.split(".")]:
            return False
        elif high and number > [int(part) for part in high.split(".")]:
            return False
    return True


def selectors(kconf, symbol, series):
    """The symbols that select it, in any of these series."""
    names = set()
    for one in series:
        said = subprocess.run([kconf, "explain", "--json", "-s", one, symbol], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
        names |= {entry["text"].split()[0] for entry in json.loads(said.stdout)["selected_by"]}
    return names


def take_out(fragments, symbols, off):
    """Drop the lines that set one of them, or make an n of them; and paragraphs that set nothing any more, with their
    conditions. Returns how many lines that were."""
    setting = re.compile(r"^CONFIG_(%s)=(?!n$).*\n" % "|".join(map(re.escape, symbols)), re.M)
    found = 0
    for fragment in fragments.glob("*.config"):
        paragraphs = []
        for paragraph in re.split(r"(?<=\n)\n+", fragment.read_text()):
            paragraph, n = setting.subn(r"# CONFIG_\1 is not set\n" if off else "", paragraph)
            found += n
            if not n or re.search(r"^(# )?CONFIG_", paragraph, re.M):
                paragraphs.append(paragraph)
        fragment.write_text("\n".join(paragraphs))
    return found


def copies(kconf, configs, work, wanted, off):
    """Of WANTED, (flavor, word) pairs: per symbol a folder. Returns the flavor files, and their words by name."""
    files, words = [], {}
    series = sorted({one for flavor, _ in wanted for one in flavor["series"]})
    for symbol in sorted({symbol_of(word) for _, word in wanted}):
        folder = work / symbol
        shutil.copytree(configs / "fragments", folder / "fragments")
        (folder / "flavors").mkdir()
        if not take_out(folder / "fragments", {symbol}, off):
            others = selectors(kconf, symbol, series)
            assert others and take_out(folder / "fragments", others, off), f"nothing sets {symbol}"
        for flavor, word in wanted:
            if symbol_of(word) == symbol:
                name = f"{flavor['name']}-without-{symbol}"
                files.append(folder / "flavors" / f"{name}.flavor")
                shutil.copy(configs / "flavors" / f"{flavor['name']}.flavor", files[-1])
                words[name] = (flavor, word)
    return files, words


def unnamed(kconf, options, files, words):
    """The (flavor, word) pairs, each with a config in which nothing is said of the symbol, and the number looked at."""
    said = subprocess.run([kconf, "check", "--json", *options, *files], stdout=subprocess.PIPE, check=False)
    assert said.returncode == 3, f"kconf check ended with {said.returncode}"
    silent, looked = [], 0
    for case in json.loads(said.stdout)["configs"]:
        flavor, word = words[case["flavor"]]
        if meant(word, case["series"], case["arch"]):
            looked += 1
            if not any(finding["symbol"] == symbol_of(word) for finding in case["findings"]):
                silent.append((flavor, word, f"{flavor['name']} {case['series']} {case['arch']}"))
    return silent, looked


def main():
    kconf, configs, work, *rest = sys.argv[1:]
    configs, work, middle = pathlib.Path(configs), pathlib.Path(work), rest.index("--")
    wanted = []
    for name in rest[middle + 1:]:
        said = subprocess.check_output([kconf, "flavor", "--json", configs / "flavors" / f"{name}.flavor"])
        flavor = json.loads(said)
        wanted += [(flavor, word) for word in flavor["requires"]]
    silent, looked = unnamed(kconf, rest[:middle], *copies(kconf, configs, work / "dropped", wanted, False))
    print(f"{len(wanted)} requirements, taken out of {looked} configs")
    if silent:
        print("on by default:", *sorted({symbol_of(word) for _, word, _ in silent}))
        again = [(flavor, word) for flavor, word in wanted if any(flavor is f and word is w for f, w, _ in silent)]
        silent, _ = unnamed(kconf, rest[:middle], *copies(kconf, configs, work / "off", again, True))
    for _, word, place in silent:
        print(f"{place}: {word} is not missed")
    return 1 if silent or not looked else 0


if __name__ == "__main__":
    sys.exit(main())
