#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores what Hugging Face transformers computes beside a model, so that Neurograft can compare itself with it.

    python3 make_reference_logits.py MODEL_FOLDER [--prompts FILE] [--dtype float32] [--max-tokens 64] [--force]

Needs torch, transformers, numpy and safetensors; opens no network connection. Writes MODEL_FOLDER/reference_logits.safetensors
(docs/parity.md): `ids` [P,T] int64 padded with -1 on the right, `logits` [P,V] float32 of the last position of each prompt.
"""
import argparse
import pathlib
import sys

import numpy
import torch
import transformers
from safetensors.numpy import save

NAME = "reference_logits.safetensors"
PROMPTS = [
    "The capital of France is",
    "Question: What is 17 + 25?\nAnswer:",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return",
    "Die Hauptstadt von Italien ist",
    "1, 1, 2, 3, 5, 8, 13,",
    "She opened the door, looked at the empty room and",
]


def read_prompts(path):
    if path is None:
        return PROMPTS
    prompts = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not prompts:
        sys.exit(f"[{path}] expected one text per line, got none")
    return prompts


def encode(tokenizer, prompts, max_tokens):
    rows = [tokenizer(text)["input_ids"][:max_tokens] for text in prompts]
    for text, row in zip(prompts, rows):
        if not row:
            sys.exit(f"[{text!r}] expected at least one token, got none")
    ids = numpy.full((len(rows), max(map(len, rows))), -1, dtype=numpy.int64)
    for row, target in zip(rows, ids):
        target[:len(row)] = row
    return ids


def last_logits(model, ids):
    """[P,V] float32, each prompt alone: no padding can change it."""
    with torch.inference_mode():
        rows = [model(torch.from_numpy(row[row >= 0])[None]).logits[0, -1].float().numpy() for row in ids]
    return numpy.stack(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path, help="Hugging Face folder")
    parser.add_argument("--prompts", type=pathlib.Path, help="text file, one prompt per line")
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--force", action="store_true", help="replace an existing reference")
    options = parser.parse_args()
    target = options.model / NAME
    if target.exists() and not options.force:
        sys.exit(f"[{target}] expected a name that is free, got an existing file; pass --force to replace it")
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.model, local_files_only=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        options.model, dtype=getattr(torch, options.dtype), local_files_only=True, attn_implementation="eager").eval()
    ids = encode(tokenizer, read_prompts(options.prompts), options.max_tokens)
    logits = numpy.ascontiguousarray(last_logits(model, ids), dtype=numpy.float32)
    # Written as bytes: save_file would make a file that nobody else can read.
    target.write_bytes(save({"ids": ids, "logits": logits}, metadata={
        "transformers": transformers.__version__, "torch": torch.__version__, "dtype": options.dtype}))
    print(f"{target}: {ids.shape[0]} prompts, vocabulary {logits.shape[1]}, {options.dtype}")


if __name__ == "__main__":
    main()
