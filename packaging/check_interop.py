# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits of our adapters, deltas and merged folders: ours against those of peft and transformers.

Called by check-interop.sh with the program, the model the adapters belong to, and the folder they
lie in. Exits with 1 when any logit is off by more than 1e-4.
"""
import pathlib
import subprocess
import sys

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

TOLERANCE = 1e-4
IDS = [(7 * i) % 512 for i in range(24)]


def ours(program, model, *overlay):
    """Logits [T, V] as `logits --out` writes them."""
    path = FOLDER / "logits.safetensors"
    subprocess.run(
        [program, "logits", "--model", model, *overlay, "--ids", ",".join(map(str, IDS)),
         "--device", "cpu", "--dtype", "float32", "--out", path, "--force", "--quiet", "--json"],
        check=True, stdout=subprocess.DEVNULL)
    return load_file(path)["logits"].clone()


def logits_of(model):
    with torch.no_grad():
        return model(torch.tensor([IDS])).logits[0].float()


def base(model):
    return AutoModelForCausalLM.from_pretrained(model, torch_dtype=torch.float32).eval()


def relieved(model, initial):
    """The model minus what an adapter began with."""
    wrapped = PeftModel.from_pretrained(base(model), initial)
    for module in wrapped.modules():
        if hasattr(module, "lora_A"):
            for name in module.lora_A:
                module.lora_A[name].weight.data.neg_()
    return wrapped.merge_and_unload()


def injected(model, path):
    """The model plus a delta file, by the words of its format alone (docs/transfer.md)."""
    changed = base(model)
    layers = changed.model.layers
    tensors = load_file(path)
    for name, delta in tensors.items():
        module, layer, kind = name.split(".")
        if kind != "delta":
            continue
        block = layers[int(layer[len("layer"):])]
        weight = getattr(block.mlp if module in ("gate_proj", "up_proj", "down_proj")
                         else block.self_attn, module).weight.data
        index = tensors.get(f"{module}.{layer}.index")
        if index is None:
            weight += delta
        elif module in ("o_proj", "down_proj"):
            weight[:, index] += delta.t()
        else:
            weight[index] += delta
    return changed


PROGRAM, MODEL, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
checks = {}
for name in ("lora", "gaussian-lora", "pissa/converted", "seeking/converted"):
    peft = PeftModel.from_pretrained(base(MODEL), FOLDER / name).eval()
    checks["adapter " + name] = (ours(PROGRAM, MODEL, "--adapter", FOLDER / name), logits_of(peft))
for name in ("pissa", "seeking"):
    peft = PeftModel.from_pretrained(relieved(MODEL, FOLDER / name / "initial"),
                                     FOLDER / name).eval()
    checks["adapter " + name + " over its base"] = (
        ours(PROGRAM, MODEL, "--residual-adapter", FOLDER / name), logits_of(peft))
checks["merged folder"] = (ours(PROGRAM, FOLDER / "merged"), logits_of(base(FOLDER / "merged")))
checks["merged is the overlay"] = (
    checks["merged folder"][0],
    ours(PROGRAM, MODEL, "--adapter", FOLDER / "seeking/converted"))

for name in ("d1", "d2", "d3", "d4"):
    delta = FOLDER / name / "delta.safetensors"
    mine = ours(PROGRAM, MODEL, "--delta", delta)
    checks["delta " + name] = (mine, logits_of(injected(MODEL, delta)))
    checks["merged " + name] = (mine, logits_of(base(FOLDER / ("merged-" + name))))

plain = logits_of(base(MODEL))
is_good = True
for name, (mine, theirs) in checks.items():
    error = (mine - theirs).abs().max().item()
    moved = (theirs - plain).abs().max().item()
    is_fine = error <= TOLERANCE and moved > 100 * TOLERANCE
    is_good = is_good and is_fine
    print(f"{'ok  ' if is_fine else 'FAIL'} {name}: largest difference {error:.1e}, "
          f"the student moved by {moved:.2f}")
sys.exit(0 if is_good else 1)
