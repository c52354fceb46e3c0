# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for every program of hvkit: the options are those its --help shows, so it cannot be wrong.

_hvkit() {
    local words=("$1") command=${COMP_WORDS[1]-}
    COMPREPLY=()
    [[ $2 == -* ]] || return 0
    [[ $command == -* ]] || words+=("$command")
    mapfile -t COMPREPLY < <(compgen -W "$("${words[@]}" --help 2> /dev/null | grep -oE '^ {2}(-., |    )--[a-z0-9-]+' |
        grep -oE -- '--[a-z0-9-]+')" -- "$2")
}
complete -o default -F _hvkit bootstat hvhost hvkit hvkvp irfs kconf lsvmbus
