# SPDX-License-Identifier: GPL-2.0-only
# The table of tests/bench/footprint from what the guest told, and its exit code.

function kind(name) {
    return name ~ /kvp/ ? "kvp" : name ~ /vss/ ? "vss" : name ~ /fcopy/ ? "fcopy" : "all three"
}

function put(side, daemon, row, value) {
    figure[side, daemon, row] = value
    if (daemon != "all three")
        figure[side, "all three", row] += value
}

$1 == "memory" {
    daemon = kind($4)
    put($2, daemon, "private, " $3, $7 + $8)
    put($2, daemon, "private and written to, " $3, $8)
    put($2, daemon, "PSS, " $3, $6)
    put($2, daemon, "RSS, " $3, $5)
}

$1 == "size" { put($2, kind($3), "program", $4) }

$1 == "calls" && NF == 4 { put($2, kind($3), "system calls", $4) }

$1 == "steps" && NF == 4 { put($2, kind($3), "instructions", $4) }

function cell(side, daemon, row, theirs, ours) {
    theirs = figure["upstream", daemon, row]
    if (!((side, daemon, row) in figure))
        return "-"
    ours = figure[side, daemon, row]
    return side == "upstream" || !theirs ? ours : sprintf("%d (%.0f %%)", ours, 100 * ours / theirs)
}

# rows ROW UNIT: one for each daemon, and their sum.
function rows(row, unit, i) {
    for (i = 1; i <= 4; i++)
        printf "| %s | %s | %s | %s | %s | %s |\n", i == 1 ? row unit : "", daemons[i],
            cell("upstream", daemons[i], row), cell("shared", daemons[i], row), cell("separate", daemons[i], row),
            cell("dynamic", daemons[i], row)
}

function third(side) {
    return 3 * figure[side, "all three", "private, idle"] <= figure["upstream", "all three", "private, idle"]
}

END {
    split("kvp,vss,fcopy,all three", daemons, ",")
    printf "| %s | | upstream | ours, as installed | DAEMONS=separate | DAEMONS=dynamic |\n", target
    print "|:---|:---|---:|---:|---:|---:|"
    rows("private, idle", ", KiB")
    rows("private, worked", ", KiB")
    rows("private and written to, idle", ", KiB")
    rows("private and written to, worked", ", KiB")
    rows("PSS, idle", ", KiB")
    rows("RSS, idle", ", KiB")
    rows("program", ", bytes")
    rows("system calls", " to start")
    rows("instructions", " to start")
    if (!figure["upstream", "all three", "private, idle"])
        exit 1
    exit third("shared") ? 0 : 3
}
