#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/run.sh [folder]: set-up, build, the demo study on the bundled pair of models, and the window on its result.
# Results and figures go to the folder (default: build/demo). Without a display the figures are written, and it says where.
set -euo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ $# -gt 1 || "${1:-}" == -* ]]; then
    sed -n '3,4s/^# \{0,1\}//p' packaging/run.sh
    if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then exit 0; fi
    exit 2
fi
out=${1:-$PWD/build/demo}
if [[ $out != /* ]]; then out=$here/$out; fi

packaging/build.sh neurograft neurograft-cli
program=build/${NEUROGRAFT_PRESET:-release}/bin/neurograft
printf 'run: the demo study, into %s\n' "$out"
"$program" demo --out "$out"
if [[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; then
    printf 'run: opening the window on %s\n' "$out/similarity.h5"
    exec "$program" "$out/similarity.h5"
fi
printf 'run: there is no display; the figures lie in %s\n' "$out/figures"
