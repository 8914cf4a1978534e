#!/bin/sh
# Reads what claimgraph exports with the programs that people open it with.
#
#   tests/interop/run.sh [BINARY [GRAPH.json ...]]
#
# BINARY is a built claimgraph (else target/debug/claimgraph is built), each GRAPH a graph.json that it wrote; without
# one, the sample articles are analysed. Every script beside this file whose name does not begin with "_" is run as
#   python SCRIPT BINARY GRAPH...
# and says in its first lines what it needs: "# needs: networkx igraph" (Python packages, versions in
# requirements.txt), "# commands: node npm" (programs). What cannot be had is skipped with a message; a script that fails makes
# this one fail. SCRIPTS="a b" runs only a.py and b.py. VENV=DIR keeps the packages for the next time.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

binary=${1:-}
[ $# -gt 0 ] && shift
if [ -z "$binary" ]; then
    (cd "$root" && cargo build) || exit 1
    binary=$root/target/debug/claimgraph
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
venv=${VENV:-$scratch/venv}

if [ $# -eq 0 ]; then
    "$binary" build "$root/data/articles" --format json --out "$scratch/sample" --quiet || exit 1
    set -- "$scratch/sample/graph.json"
fi

if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv" || { echo "skipped: python3 with venv is not here"; exit 0; }
fi

# The words after "# KEY:" in the first lines of a script.
header() {
    sed -n "1,5s/^# $1: *//p" "$2"
}

# Why a script cannot run; nothing when it can.
missing() {
    for command in $(header commands "$1"); do
        command -v "$command" >/dev/null || { echo "$command is not here"; return; }
    done
    for package in $(header needs "$1"); do
        "$venv/bin/pip" install --quiet --disable-pip-version-check --constraint "$here/requirements.txt" "$package" \
            >"$scratch/pip.log" 2>&1 || { echo "the Python package $package cannot be installed"; return; }
    done
}

failed=
for script in "$here"/[!_]*.py; do
    name=$(basename "$script" .py)
    case " ${SCRIPTS:-$name} " in *" $name "*) ;; *) continue ;; esac
    why=$(missing "$script")
    if [ -n "$why" ]; then
        echo "SKIPPED $name: $why"
    elif PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$script" "$binary" "$@"; then
        echo "PASSED $name"
    else
        echo "FAILED $name"
        failed="$failed $name"
    fi
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
