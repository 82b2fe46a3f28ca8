#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference logits of tiny Llama, Qwen2, Qwen3 and Mistral models, computed by Hugging Face transformers on the CPU in float32.

    python3 make_model_references.py --out .        (torch 2.11.0, transformers 4.57.6, safetensors, numpy)

Writes model_references.safetensors and the folder tiny-qwen2-sharded. Weights of the cases are not stored: value i of tensor
NAME is made from splitmix64(fnv1a64(NAME) + i) here and in tests/core/model/tiny_models.h alike. Per case:

    <case>/ids             [2,33] int64: row 0 has 33 tokens, row 1 13 tokens of padding (id 0) and 20 real ones
    <case>/logits          [33,97] row 0 alone
    <case>/logits_padded   [2,33,97] both rows in one batch, left padded, positions counted from the first real token

tiny-qwen2-sharded is a model saved by transformers itself in bfloat16, in several shards; the case of that name holds its
logits computed in float32.
"""
import argparse
import pathlib

import numpy
import torch
import transformers
from safetensors.numpy import save_file

SMALL = dict(hidden_size=64, intermediate_size=160, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
             vocab_size=97, max_position_embeddings=128, attn_implementation="eager")
CASES = {
    "llama": ("llama", dict(rms_norm_eps=1e-5)),
    "llama-linear": ("llama", dict(rope_scaling={"rope_type": "linear", "factor": 4.0}, attention_bias=True,
                                   tie_word_embeddings=True)),
    "llama-llama3": ("llama", dict(rope_theta=500000.0, mlp_bias=True, head_dim=32, rope_scaling={
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64})),
    "qwen2": ("qwen2", dict(rope_theta=1000000.0)),
    "qwen2-tied": ("qwen2", dict(rope_theta=1000000.0, tie_word_embeddings=True, num_key_value_heads=1)),
    "llama-dynamic": ("llama", dict(max_position_embeddings=24, rope_scaling={"rope_type": "dynamic", "factor": 2.0})),
    "mistral": ("mistral", dict(num_key_value_heads=1, sliding_window=6)),
    "qwen2-window": ("qwen2", dict(rope_theta=10000.0, use_sliding_window=True, sliding_window=7, max_window_layers=1)),
    "qwen3": ("qwen3", dict(rope_theta=1000000.0, head_dim=32)),
    "qwen3-window": ("qwen3", dict(rope_theta=1000000.0, head_dim=32, attention_bias=True, tie_word_embeddings=True,
                                   use_sliding_window=True, sliding_window=5,
                                   layer_types=["full_attention", "sliding_attention", "full_attention"])),
}
TOKENS, PADDING = 33, 13


def fnv1a64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def planted(name, shape):
    """Uniform values in [-1,1) times a scale: 0.1 around 1 for norms, 0.2 for biases, sqrt(3/inputs) for matrices."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(fnv1a64(name)) + numpy.arange(numpy.prod(shape), dtype=numpy.uint64)
        z = z + numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    values = (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-52 - 1.0
    if name.endswith("norm.weight"):
        values = 1.0 + 0.1 * values
    elif name.endswith("bias"):
        values = 0.2 * values
    else:
        values = values * numpy.sqrt(3.0 / shape[1])
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


def build(family, options):
    name = {"llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3", "mistral": "Mistral"}[family]
    config = getattr(transformers, name + "Config")(**{**SMALL, **options})
    return getattr(transformers, name + "ForCausalLM")(config).eval()


def build_planted(case):
    model = build(*CASES[case])
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(planted(name, tuple(parameter.shape)))
    return model


def references(case, model):
    ids = torch.from_numpy(numpy.array([[1 + fnv1a64(f"{case} {r} {t}") % 96 for t in range(TOKENS)] for r in range(2)]))
    ids[1, :PADDING] = 0
    mask = torch.ones_like(ids)
    mask[1, :PADDING] = 0
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    with torch.no_grad():
        alone = model(ids[:1]).logits[0]
        if case == "llama-dynamic":  # each row by its own length; transformers would stretch both by the longest
            padded = torch.zeros(2, TOKENS, alone.shape[-1])
            padded[0] = alone
            padded[1, PADDING:] = build_planted(case)(ids[1:, PADDING:]).logits[0]
        else:
            padded = model(ids, attention_mask=mask, position_ids=positions).logits
    return {f"{case}/ids": ids.numpy(), f"{case}/logits": alone.numpy().copy(), f"{case}/logits_padded": padded.numpy().copy()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    torch.set_num_threads(1)
    tensors = {}
    for case in CASES:
        tensors.update(references(case, build_planted(case)))

    torch.manual_seed(20250501)
    stored = build("qwen2", dict(CASES["qwen2-tied"][1], hidden_size=32, intermediate_size=80, initializer_range=0.3))
    folder = out / "tiny-qwen2-sharded"
    stored.to(torch.bfloat16).save_pretrained(folder, max_shard_size="40KB")
    # Read back: conversion rounds the rotary buffers of the model in memory, which no file holds.
    read = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    tensors.update(references("tiny-qwen2-sharded", read.eval()))
    save_file(tensors, out / "model_references.safetensors")
    print({name: tuple(value.shape) for name, value in tensors.items()})


if __name__ == "__main__":
    main()
