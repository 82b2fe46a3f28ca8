#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether peft and transformers compute with our files what we do: adapters of every kind that
# `transfer` writes, merged folders, and deltas read without us. Runs where Python has both; says so where it has not.
#   packaging/check-interop.sh [NEUROGRAFT_CLI]   default build/release/bin/neurograft-cli
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build/release/bin/neurograft-cli}
python=${PYTHON:-python3}
if ! "$python" -c 'import peft, transformers, safetensors' 2>/dev/null; then
    echo "skipped: $python has no peft, transformers and safetensors"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
model=tests/data/tiny-S
rows=tests/data/demo.jsonl
common=(--student "$model" --train "$rows" --limit 24 --batch 8 --epochs 4 --lr 3e-3 --device cpu --quiet)
teacher=(--teacher tests/data/tiny-T --extract "$rows" --extract-limit 4)
"$program" transfer lora "${common[@]}" --modules q_proj,down_proj,embed_tokens,lm_head --out "$folder/lora"
"$program" transfer gaussian-lora "${common[@]}" --rank 4 --alpha 8 --out "$folder/gaussian-lora"
"$program" transfer pissa "${common[@]}" --rank 40 --modules k_proj,up_proj --out "$folder/pissa"
"$program" transfer seeking "${common[@]}" "${teacher[@]}" --out "$folder/seeking"
"$program" merge --model "$model" --adapter "$folder/seeking/converted" --out "$folder/merged" --quiet
for variant in d1 d2 d3 d4; do # whole matrices, then neurons
    "$program" transfer unaligned --variant "$variant" --student "$model" "${teacher[@]}" --rank 4 --device cpu --quiet --out "$folder/$variant"
    "$program" merge --model "$model" --delta "$folder/$variant/delta.safetensors" --out "$folder/merged-$variant" --quiet
done
"$python" packaging/check_interop.py "$program" "$model" "$folder"
