# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # the variables are vm-boot's
# What becomes of a boot once it is over: its record, the reason why it failed, its budget. Needs common.sh and what
# the options of vm-boot and its modes set.

# record: boot.json, from what the mode left. Returns 3 for one of a boot that did not come to its end.
record() {
    local code=0
    "$BOOTSTAT" record --target "$target" --mode "$mode" --unit "$unit" ${result:+--result "$result"} \
        --kernel "$kernel" --initrd "$initrd" --cmdline "$CMDLINE" --memory "$memory" --cpus "$cpus" \
        --console "$out/console.log" "${sources[@]}" > "$out/boot.json.part" || code=$?
    ((code == 0 || code == EXIT_FOUND)) || return "$EXIT_FAILED"
    mv "$out/boot.json.part" "$out/boot.json"
    return "$code"
}

# The record has been written; tell the person why it is not one of a good boot.
explain() {
    say "$target did not come to its end ($mode, limit $timeout s):" \
        "$(jq -r '[.result, .failure] | map(select(. != "")) | join(": ")' "$out/boot.json")"
    say "the console's last lines:"
    tail -n 20 "$out/console.log" >&2
    exit "$EXIT_FAILED"
}

# boot_within_budget TARGET PROVENANCE RECORD: exit 3 when a boot that counted instructions took more to /init than the
# flavor's budget.
boot_within_budget() {
    local over
    [[ -f $2 && $(jq -r .unit "$3") == instructions ]] || return 0
    over=$(jq -r --slurpfile built "$2" '(.stages[] | select(.name == "init").at) as $at |
        $built[0].init_instructions_max | select(. != null and $at > .) |
        "\($at) instructions to /init, the budget is \(.)"' "$3")
    [[ -z $over ]] || die "$EXIT_FOUND" "$1: $over"
}
