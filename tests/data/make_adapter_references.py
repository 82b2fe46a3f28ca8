#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PEFT adapters over tiny-S, their logits, and a state dict saved by torch, for the tests of adapters and of the .bin reader.

    python3 make_adapter_references.py --out .        (torch 2.11.0, transformers 4.57.6, peft 0.21.2, safetensors, numpy)

Writes adapters/<case>/ as peft saves them, adapters/references.safetensors with <case>/logits [24,512] of the ids 7 i mod 512
(float32, computed by peft), and torch_state.bin: tensors of every type, one shared by two names, a parameter, and a slice.
"""
import argparse
import collections
import os
import pathlib

import peft
import torch
import transformers
from safetensors.torch import save_file

CASES = {
    "linear": dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "o_proj", "up_proj", "down_proj"]),
    "patterns": dict(r=4, lora_alpha=4, target_modules=["k_proj", "gate_proj", "down_proj"],
                     rank_pattern={"layers.1.mlp.down_proj": 2, r"model\.layers\.[23]\.self_attn\.k_proj": 3, r"self_attn\.k_proj": 5},
                     alpha_pattern={"down_proj": 16, "layers.0.mlp.down_proj": 1}),
    "rslora-embedding": dict(r=3, lora_alpha=6, use_rslora=True, target_modules=["embed_tokens", "lm_head", "v_proj"]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out.resolve()
    os.chdir(pathlib.Path(__file__).parent)  # so that no absolute path gets into the files
    torch.set_num_threads(1)
    ids = (torch.arange(24) * 7 % 512)[None]
    logits = {}
    for case, options in CASES.items():
        base = transformers.AutoModelForCausalLM.from_pretrained("tiny-S", dtype=torch.float32,
                                                                 attn_implementation="eager")
        torch.manual_seed(len(case))
        model = peft.get_peft_model(base, peft.LoraConfig(task_type="CAUSAL_LM", **options)).eval()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "lora_" in name:
                    parameter.copy_(0.2 * torch.randn_like(parameter))
            logits[f"{case}/logits"] = model(ids).logits[0].float().contiguous()
        model.save_pretrained(out / "adapters" / case, save_embedding_layers=False)
        (out / "adapters" / case / "README.md").unlink(missing_ok=True)
    plain = transformers.AutoModelForCausalLM.from_pretrained("tiny-S", dtype=torch.float32,
                                                              attn_implementation="eager").eval()
    with torch.no_grad():
        logits["base/logits"] = plain(ids).logits[0].contiguous()
    save_file(logits, out / "adapters" / "references.safetensors")

    state = collections.OrderedDict()
    state["float32"] = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8
    for name in ("float16", "bfloat16", "float64", "int64", "int32", "uint8"):
        state[name] = torch.arange(6).to(getattr(torch, name)).reshape(2, 3)
    state["bool"] = torch.tensor([True, False, True])
    state["shared"] = state["float32"]
    state["slice"] = state["float32"][1:]
    state["parameter"] = torch.nn.Parameter(torch.full((2,), 0.5))
    state["scalar"] = torch.tensor(3.5)
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    torch.save(state, out / "torch_state.bin")
    print({name: tuple(value.shape) for name, value in logits.items()})


if __name__ == "__main__":
    main()
