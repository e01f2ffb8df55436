# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts share: progress, the packages the build needs, and the virtual environments of the Python tools.
# Source it. It works with bash 3.2 too, which is what macOS has.

HOURGLASS_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
# shellcheck disable=SC2034 # for the scripts that source this
VENV_PYTHON="$HOURGLASS_ROOT/.venv-local-aws/bin/python"

# Output ------------------------------------------------------------------------------------------------------------

BOLD='' DIM='' GREEN='' RED='' RESET=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    BOLD=$'\033[1m' DIM=$'\033[2m' GREEN=$'\033[32m' RED=$'\033[31m' RESET=$'\033[0m'
fi

STEP=0

# A numbered headline: what happens now, in plain words.
step() {
    STEP=$((STEP + 1))
    printf '\n%s%d. %s%s\n' "$BOLD" "$STEP" "$*" "$RESET"
}

note() { printf '%s%s%s\n' "$DIM" "$*" "$RESET"; }

ok() { printf '%s✓ %s%s\n' "$GREEN" "$*" "$RESET"; }

# What went wrong and, in further arguments, what to do about it.
fail() {
    printf '%s✗ %s%s\n' "$RED" "$1" "$RESET" >&2
    shift
    [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
    exit 1
}

# The comment at the top of a script is its help.
usage() {
    awk 'NR > 2 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
}

# What must be installed --------------------------------------------------------------------------------------------

require_swift() {
    command -v swift >/dev/null 2>&1 && return
    fail "swift is not installed." \
        "Install Swift 6.2 or newer from https://www.swift.org/install and put it on the PATH."
}

# Names the packages that are missing for the build (libcurl and libcrypto, found through pkg-config) and for the
# virtual environment. It asks for what is needed and not for packages, so that any other way to install it counts.
missing_packages() {
    if command -v pkg-config >/dev/null 2>&1; then
        pkg-config --exists libcurl || echo libcurl4-openssl-dev
        pkg-config --exists libcrypto || echo libssl-dev
    else
        echo pkg-config libcurl4-openssl-dev libssl-dev
    fi
    missing_python
}

missing_python() {
    python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || echo python3 python3-venv
}

# require_packages [function that names what is missing]
require_packages() {
    local missing
    # The names become separate words.
    missing=$("${1:-missing_packages}" | tr '\n' ' ')
    [ -n "${missing// /}" ] || return 0
    command -v apt-get >/dev/null 2>&1 ||
        fail "Missing: $missing(Debian's names)" "Install your system's packages of that kind, then try again."
    [ "$(id -u)" -eq 0 ] ||
        fail "Missing packages: $missing" "Run: sudo apt-get install -y $missing"
    note "Installing $missing"
    # shellcheck disable=SC2086
    apt_install $missing || { apt-get update -qq && apt_install $missing; } ||
        fail "apt-get could not install $missing" "Install them by hand, then try again."
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# require_venv [local-aws | sam | checkov | bench | package]
#
# The virtual environment of that name, made when it is missing and made anew when its requirements or its Python have
# changed. There are several because the SAM CLI and checkov each insist on a version of boto3 of their own.
# The stamp is a copy of the requirements it was made from.
require_venv() {
    local name=${1:-local-aws} venv requirements
    venv=$HOURGLASS_ROOT/.venv-$name requirements=$HOURGLASS_ROOT/scripts/requirements-$name.txt
    require_packages missing_python
    venv_is_current && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        fail "python3 is $(python3 -V 2>&1); $name needs 3.10 or newer." \
            "Install a newer one and put it first on the PATH."
    (
        # Two scripts started at once must not both make it.
        if command -v flock >/dev/null 2>&1; then
            exec 9<"$requirements"
            flock 9
        fi
        venv_is_current || make_venv
    )
}

# These two see the variables of require_venv.
venv_is_current() {
    cmp -s "$requirements" "$venv/requirements.stamp" && "$venv/bin/python" -c '' >/dev/null 2>&1
}

make_venv() {
    note "Installing $name into ${venv##*/} (once, about a minute)"
    rm -rf "$venv"
    python3 -m venv "$venv" || fail "python3 -m venv could not make $venv" "See the message above."
    local log="$venv/install.log"
    set -o pipefail # so that it is pip's status that counts
    "$venv/bin/python" -m pip install --progress-bar off --disable-pip-version-check -r "$requirements" 2>&1 |
        tee "$log" | sed -n -e 's/^Collecting \([A-Za-z0-9._-]*\).*/    \1/p' -e 's/^ERROR/    ERROR/p' ||
        fail "pip could not install $(basename "$requirements")." "The whole output is in $log"
    cp "$requirements" "$venv/requirements.stamp"
}

# What is deployed ---------------------------------------------------------------------------------------------------

# Ends the script if there is a policy that is wrong, or that does not do what its tests expect: with it Grant would give
# nothing. Says in one line what it lends.
check_policy() {
    [ -e policy.json ] || return 0
    require_swift
    require_packages
    swift build --quiet --product hourglass >&2 ||
        fail "The command that checks the policy could not be built." "The messages above say why."
    swift run --quiet hourglass policy check policy.json ||
        fail "The policy has findings." "Mend them, or look at each: docs/policy.md"
    [ -e policy.tests.json ] || return 0
    swift run --quiet hourglass policy test policy.tests.json ||
        fail "The policy does not do what policy.tests.json expects." "Mend the one or the other: docs/policy.md"
}

# The zips of the functions, packaged if one is missing or older than what it is made from.
require_zips() {
    local zip stale=no parts=("$HOURGLASS_ROOT/Sources" "$HOURGLASS_ROOT/Package.swift")
    [ ! -e "$HOURGLASS_ROOT/policy.json" ] || parts+=("$HOURGLASS_ROOT/policy.json")
    for zip in "$HOURGLASS_ROOT"/dist/{Grant,Revoke,Gateway,Notify}.zip; do
        if [ ! -e "$zip" ] ||
            [ -n "$(find "${parts[@]}" -newer "$zip" -print | head -n 1)" ]; then
            stale=yes
        fi
    done
    [ $stale = yes ] || return 0
    note "Packaging the functions (scripts/package)"
    "$HOURGLASS_ROOT/scripts/package"
}
