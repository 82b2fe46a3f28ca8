#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/test.sh [ctest options…]: set-up, build and every test; ends with ctest's closing lines.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/build.sh
printf 'test: running the tests\n'
exec ctest --preset "${NEUROGRAFT_PRESET:-release}" "$@"
