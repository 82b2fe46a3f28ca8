#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/test.sh [ctest options…]: set-up, build and every test; ends with ctest's closing lines.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/build.sh
printf 'test: running the tests\n'
# Window tests hold every event to 100 ms; on a busy machine one may lose the processor for longer, so a test that failed
# is run once more and counts as failed when it fails again.
exec ctest --preset "${NEUROGRAFT_PRESET:-release}" --repeat until-pass:2 "$@"
