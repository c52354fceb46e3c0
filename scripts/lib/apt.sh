# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2016 # apt expands $(…) in its formats itself
# Debian's signed package indexes, read through an apt of our own. Needs common.sh.
#
# apt runs on a private state folder below $HVKIT_CACHE/apt with a private list of sources. The machine's
# keyring, proxies and credentials stay in force; its apt state is neither read nor written.

# The private state folder, and why the archive is out of reach ('' when it is not).
APT_HOME='' APT_TROUBLE=''

# apt_open [--refresh]: package indexes younger than a day and a lock that keeps them so while this process
# lives. When they cannot be refreshed APT_TROUBLE says why, and old ones serve on.
apt_open() {
    local given='' key=machine lock
    want_program apt-get apt
    if [[ -n ${HVKIT_APT_SOURCES:-} ]]; then
        [[ -r $HVKIT_APT_SOURCES ]] || die "$EXIT_USAGE" "HVKIT_APT_SOURCES: cannot read $HVKIT_APT_SOURCES"
        given=$(realpath "$HVKIT_APT_SOURCES")
        key=$(sha256sum < "$given" | cut -c 1-12)
    fi
    APT_HOME=$HVKIT_CACHE/apt/$key
    mkdir -p "$APT_HOME"/{lists,archives,probe}/partial || die "$EXIT_FAILED" "cannot write to $HVKIT_CACHE"
    chmod 700 "$APT_HOME" # the addresses of mirrors may hold passwords
    exec {lock}>> "$APT_HOME/lock"
    flock -s "$lock"
    if [[ ${1:-} == --refresh ]] || ! apt_is_fresh; then
        flock "$lock"
        status 'reading the package indexes'
        rm -f "$APT_HOME/fresh"
        apt_write_config "${given:-$APT_HOME/sources.list}"
        apt_refresh "$given" || true
        status
        [[ -z $APT_TROUBLE ]] || ! apt_has_indexes || say "not all package indexes are fresh: $APT_TROUBLE"
        flock -s "$lock"
    fi
}

# apt_is_fresh: there are indexes, read in the last day. What was read may be gone: file: sources are not copied.
apt_is_fresh() { [[ -n $(find "$APT_HOME/fresh" -mmin -1440 2> /dev/null) ]] && apt_has_indexes; }
apt_has_indexes() { [[ -n $(apt_cache pkgnames | head -n 1) ]]; }

# apt_get ARG... and apt_cache ARG...: the two programs on the private state, in the words we look for. That the
# indexes have no answer is no failure.
apt_get() { LC_ALL=C apt-get -c "$APT_HOME/apt.conf" "$@"; }
apt_cache() { apt-cache -c "$APT_HOME/apt.conf" "$@" 2> /dev/null || true; }

# apt_write_config SOURCES: hooks of the machine's apt go, for they act on the machine; unsigned repositories
# are refused whatever the machine allows; the running release is preferred to newer ones.
apt_write_config() {
    printf 'Package: *\nPin: release n=%s\nPin-Priority: 990\n\n' \
        "$(apt_release)"{,-updates,-security} > "$APT_HOME/preferences"
    : > "$APT_HOME/status"
    cat > "$APT_HOME/apt.conf" << END
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
#clear Acquire::IndexTargets::deb::DEP-11;
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::GzipIndexes "false";
Acquire::Languages "none";
Acquire::Retries "1";
Dir::State "$APT_HOME";
Dir::State::status "$APT_HOME/status";
Dir::Cache "$APT_HOME";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "$1";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "$APT_HOME/preferences";
Dir::Etc::preferencesparts "/dev/null";
END
}

# apt_release: the codename of the release this machine runs.
apt_release() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | grep . || echo trixie; }

# apt_refresh GIVEN: sources and indexes anew. A suite that a mirror of ours lacks is no trouble.
apt_refresh() {
    local lacking=' does not have a Release file'
    if [[ -n $1 ]]; then
        lacking='^$'
    elif ! apt_write_sources; then
        return 1
    fi
    apt_update "$lacking" && touch "$APT_HOME/fresh" && return
    # Of a mirror that stands still a person is told once a day, not at each run.
    [[ $APT_TROUBLE != *' is expired '* ]] || touch "$APT_HOME/fresh"
    return 1
}

# apt_update HARMLESS [OPTION...]: false, with APT_TROUBLE set, when apt complained of anything else.
apt_update() {
    local harmless=$1 log
    shift
    log=$(apt_get -qq "$@" update 2>&1) && return
    APT_TROUBLE=$(sed -n 's/^[EW]: //p' <<< "$log" | grep -v -m 1 -e "$harmless") || APT_TROUBLE=''
    [[ -z $APT_TROUBLE ]]
}

# apt_write_sources: the machine's own mirrors of Debian's archives, with every suite that may hold a kernel.
# A mirror is Debian's when its Release file says so and the signature by Debian's keyring vouches for it.
apt_write_sources() {
    local uri file label suite keyring=/usr/share/keyrings/debian-archive-keyring.gpg list=$APT_HOME/sources.list
    local -a probe=(-o "Dir::State::lists=$APT_HOME/probe" -o "Dir::Etc::sourcelist=$APT_HOME/probe.list") suites
    local -a releases=(bookworm trixie)
    [[ " ${releases[*]} " == *" $(apt_release) "* ]] || releases+=("$(apt_release)")
    apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        awk '$3 == "main" && !seen[$1]++' | sed "s|^|deb [signed-by=$keyring] |" > "$APT_HOME/probe.list"
    apt_update '^$' "${probe[@]}" -o Acquire::IndexTargets::deb::Packages::DefaultEnabled=false || true
    while read -r uri file; do
        label=$(sed -n 's/^Label: //p' "${file/_main_binary-*/_InRelease}" 2> /dev/null) || continue
        case $label in
            Debian) suites=("${releases[@]}" "${releases[@]/%/-updates}" "${releases[@]/%/-backports}" sid) ;;
            Debian-Security) suites=("${releases[@]/%/-security}") ;;
            *) continue ;;
        esac
        for suite in "${suites[@]}"; do
            printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$uri" "$suite"
        done
    done > "$list" < <(apt_get "${probe[@]}" indextargets --no-release-info --format '$(REPO_URI) $(FILENAME)' \
        'Identifier: Packages' 'Architecture: amd64')
    : "${APT_TROUBLE:=no mirror of Debian among the sources of this machine}"
    [[ -s $list ]] && APT_TROUBLE=''
}

# apt_newest REGEX: "VERSION NAME" of the newest package whose whole name matches; nothing when there is none.
apt_newest() {
    local -a names
    mapfile -t names < <(apt_cache pkgnames | grep -Ex "$1")
    apt_cache show "${names[@]}" | awk '/^Package:/ { n = $2 } /^Version:/ { print $2, n }' | sort -k 1,1V | tail -n 1
}

# apt_candidate NAME SUITE: "VERSION" of the package in that suite or, with SUITE empty, of the one preferred.
apt_candidate() {
    apt_cache show --no-all-versions "$1${2:+/$2}" | sed -n 's/^Version: //p' | head -n 1
}

# apt_field NAME=VERSION FIELD: a field of the signed index.
apt_field() {
    apt_cache show "$1" | awk -v want="$2:" '$1 == want && !seen++ { sub(/^[^ ]* /, ""); print }'
}

# apt_missing WORDS: there is no such package: exit 1 when the archive could not be asked, 2 when it was.
apt_missing() {
    [[ -z $APT_TROUBLE ]] || die "$EXIT_FAILED" "$APT_TROUBLE"
    die "$EXIT_USAGE" "$*"
}

# series_regex SERIES: what matches a series such as 6.12, and any 7.N for 7.x; anything else is refused.
series_regex() {
    [[ $1 =~ ^[0-9]+\.([0-9]+|x)$ ]] || die "$EXIT_USAGE" "'$1' is not a series, which looks like 6.12 or 7.x"
    sed 's/\./\\./; s/x$/[0-9]+/' <<< "$1"
}
