#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/bench.sh [file.json]: builds the programs in tests/bench, runs each and writes one JSON object of their results
# (standard output without a file). Every program prints one JSON object; it stands under the program's name.
set -euo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-}
if [[ -n $out && $out != /* ]]; then out=$here/$out; fi
preset=${NEUROGRAFT_PRESET:-release}
packaging/build.sh neurograft_bench >&2

partial=$(mktemp)
trap 'rm -f "$partial"' EXIT
{
    printf '{\n  "machine": {"cpu": "%s", "cores": %d, "memory_mb": %d},\n' \
        "$(awk -F': ' '/^model name/ { gsub(/["\\]/, "", $2); print $2; exit }' /proc/cpuinfo)" \
        "$(nproc)" "$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)"
    printf '  "commit": "%s"' "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
    for program in "build/$preset"/bench/bench_*; do
        [[ -x $program ]] || continue
        name=$(basename "$program")
        printf 'bench: %s\n' "$name" >&2
        printf ',\n  "%s": ' "${name#bench_}"
        "$program"
    done
    printf '\n}\n'
} >"$partial"
if [[ -n $out ]]; then
    cp "$partial" "$out"
    printf 'bench: results in %s\n' "$out" >&2
else
    cat "$partial"
fi
