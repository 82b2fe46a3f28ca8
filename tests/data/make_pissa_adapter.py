#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An untrained PiSSA adapter over tiny-S as peft writes it, from NumPy and safetensors alone.

    python3 make_pissa_adapter.py --out .

Writes adapters/pissa/ (r 8, alpha 8, up_proj and down_proj) with the factors it began with in initial/. B A is the sum of the
eight largest singular triplets of each matrix: over the residual base (the matrix minus that sum) the model is tiny-S again.
"""
import argparse
import json
import pathlib

import numpy as np
from safetensors.numpy import load_file, save_file

RANK = 8
ALPHA = 8


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out / "adapters" / "pissa"
    base = load_file(pathlib.Path(__file__).parent / "tiny-S" / "model.safetensors")
    factors = {}
    for name, weight in sorted(base.items()):
        module = name.removesuffix(".weight")
        if not module.endswith(("up_proj", "down_proj")):
            continue
        u, s, v = np.linalg.svd(weight.astype(np.float64), full_matrices=False)
        root = np.sqrt(s[:RANK] * RANK / ALPHA)
        factors[f"base_model.model.{module}.lora_A.weight"] = np.ascontiguousarray(root[:, None] * v[:RANK], dtype=np.float32)
        factors[f"base_model.model.{module}.lora_B.weight"] = np.ascontiguousarray(u[:, :RANK] * root, dtype=np.float32)
    config = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "tiny-S", "r": RANK, "lora_alpha": ALPHA,
              "lora_dropout": 0.0, "target_modules": ["up_proj", "down_proj"], "bias": "none", "fan_in_fan_out": False,
              "inference_mode": True, "init_lora_weights": "pissa", "use_rslora": False, "rank_pattern": {},
              "alpha_pattern": {}, "modules_to_save": None}
    for folder in (out, out / "initial"):
        folder.mkdir(parents=True, exist_ok=True)
        save_file(factors, folder / "adapter_model.safetensors")
        (folder / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
