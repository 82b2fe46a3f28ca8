#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/build.sh [targets…]: set-up, configure and build (preset release); what run.sh, test.sh and bench.sh begin with.
# Without targets everything is built. NEUROGRAFT_PRESET chooses another preset, NEUROGRAFT_TORCH_DIR another LibTorch.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${NEUROGRAFT_PRESET:-release}

packaging/setup.sh
printf 'build: configuring preset %s\n' "$preset"
torch_option=()
if [[ -n "${NEUROGRAFT_TORCH_DIR:-}" ]]; then torch_option=("-DNEUROGRAFT_TORCH_DIR=$NEUROGRAFT_TORCH_DIR"); fi
configure_log=$(mktemp)
trap 'rm -f "$configure_log"' EXIT
if ! cmake --preset "$preset" "${torch_option[@]}" >"$configure_log" 2>&1; then
    cat "$configure_log" >&2
    printf 'build: configuring failed, see the message above.\n' >&2
    exit 1
fi

# One compiler takes up to about 1.5 GB with LibTorch's headers: no more of them than memory holds.
jobs=$(nproc)
available_mb=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
if ((available_mb / 1500 < jobs)); then jobs=$((available_mb / 1500)); fi
if ((jobs < 1)); then jobs=1; fi
printf 'build: building in build/%s with %d jobs (the first time takes a while)\n' "$preset" "$jobs"
target_option=()
if [[ $# -gt 0 ]]; then target_option=(--target "$@"); fi
if ! cmake --build --preset "$preset" -j "$jobs" "${target_option[@]}"; then
    printf 'build: the build failed, see the first error above.\n' >&2
    exit 1
fi
