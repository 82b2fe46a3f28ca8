#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference logits (docs/parity.md) of the bundled demo pair and of tiny-S, from a forward pass that shares nothing with ours:
NumPy in float64 over the stored weights. Models of users get theirs from transformers (packaging/make_reference_logits.py).

    python3 make_parity_references.py            (NumPy, tokenizers; run it in this folder)
    python3 make_parity_references.py --check    compares this pass with logits that transformers computed
    python3 make_parity_references.py --halves   how far passes rounded to halves stray, in the unit of docs/parity.md

Writes reference_logits.safetensors into resources/demo/teacher, resources/demo/student and tests/data/parity.
"""
import argparse
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent.parent / "resources" / "demo"
NAME = "reference_logits.safetensors"
TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
WORDS = {np.dtype(np.float32): "F32", np.dtype(np.int64): "I64"}


# --- safetensors -----------------------------------------------------------------------------------------------------

def read_tensors(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":
            values = (np.frombuffer(data[begin:end], np.uint16).astype(np.uint32) << 16).view(np.float32)
        else:
            values = np.frombuffer(data[begin:end], TYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def write_tensors(path, tensors, metadata):
    header, offset = {"__metadata__": {"format": "pt", **metadata}}, 0
    for name in sorted(tensors):
        values = tensors[name]
        header[name] = {"dtype": WORDS[values.dtype], "shape": list(values.shape),
                        "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(tensors[n].tobytes() for n in sorted(tensors)))


# --- the pass: decoder of the Llama family, one text -----------------------------------------------------------------

def exact(values):
    return values


def as_float16(values):
    return values.astype(np.float16).astype(np.float64)


def as_bfloat16(values):
    bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return bits.astype(np.uint32).view(np.float32).astype(np.float64)


class Model:
    def __init__(self, folder, rounded=exact):
        self.config = json.loads((folder / "config.json").read_text())
        files = sorted(set(json.loads((folder / "model.safetensors.index.json").read_text())["weight_map"].values())) \
            if (folder / "model.safetensors.index.json").exists() else ["model.safetensors"]
        self.weights = {n: v.astype(np.float64) for f in files for n, v in read_tensors(folder / f).items()}
        self.rounded = rounded

    def linear(self, x, path):
        y = x @ self.weights[path + ".weight"].T
        return self.rounded(y + self.weights.get(path + ".bias", 0.0))

    def norm(self, x, path):
        scale = 1.0 / np.sqrt((x * x).mean(-1, keepdims=True) + self.config["rms_norm_eps"])
        return self.rounded(self.rounded(x * scale) * self.weights[path + ".weight"])

    def rotate(self, x):
        """x [heads,T,h]: halves (not neighbours) are rotated against each other."""
        half = x.shape[-1] // 2
        theta = self.config.get("rope_theta", 10000.0)
        angles = np.arange(x.shape[1])[:, None] * theta ** (-np.arange(half) / half)
        a, b = x[..., :half], x[..., half:]
        return self.rounded(np.concatenate([a * np.cos(angles) - b * np.sin(angles),
                                            b * np.cos(angles) + a * np.sin(angles)], -1))

    def attention(self, x, path):
        heads, groups = self.config["num_attention_heads"], self.config["num_key_value_heads"]
        width = self.config.get("head_dim") or self.config["hidden_size"] // heads
        split = lambda y, n: y.reshape(len(x), n, width).transpose(1, 0, 2)
        q = self.rotate(split(self.linear(x, path + ".q_proj"), heads))
        k = self.rotate(split(self.linear(x, path + ".k_proj"), groups)).repeat(heads // groups, 0)
        v = split(self.linear(x, path + ".v_proj"), groups).repeat(heads // groups, 0)
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(width)
        scores[:, np.triu(np.ones(scores.shape[1:], bool), 1)] = -np.inf
        p = np.exp(scores - scores.max(-1, keepdims=True))
        z = self.rounded((p / p.sum(-1, keepdims=True)) @ v)
        return self.linear(z.transpose(1, 0, 2).reshape(len(x), heads * width), path + ".o_proj")

    def feed_forward(self, x, path):
        gate = self.linear(x, path + ".gate_proj")
        active = self.rounded(gate / (1.0 + np.exp(-gate)))
        return self.linear(self.rounded(active * self.linear(x, path + ".up_proj")), path + ".down_proj")

    def last_logits(self, ids):
        x = self.weights["model.embed_tokens.weight"][ids]
        for layer in range(self.config["num_hidden_layers"]):
            path = f"model.layers.{layer}"
            x = self.rounded(x + self.attention(self.norm(x, path + ".input_layernorm"), path + ".self_attn"))
            x = self.rounded(x + self.feed_forward(self.norm(x, path + ".post_attention_layernorm"), path + ".mlp"))
        head = "lm_head" if "lm_head.weight" in self.weights else "model.embed_tokens"
        return self.linear(self.norm(x[-1:], "model.norm"), head)[0]


# --- what is asked ---------------------------------------------------------------------------------------------------

def demo_prompts():
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(DEMO / "student" / "tokenizer.json"))
    rows = []
    for task in ("mmlu", "gsm", "humaneval", "mbpp"):
        for line in (DEMO / "data" / task / "test.jsonl").read_text().splitlines()[:3]:
            question = json.loads(line)["messages"][0]["content"].strip()
            rows.append(tokenizer.encode(f"<|user|>\n{question}\n\n<|assistant|>\n").ids)
    return rows


def tiny_prompts():
    return [[1 + (31 * row + 7 * place) % 500 for place in range(length)] for row, length in enumerate((1, 5, 9))]


def write_reference(target, folder, rows):
    model = Model(folder)
    ids = np.full((len(rows), max(map(len, rows))), -1, np.int64)
    for row, padded in zip(rows, ids):
        padded[:len(row)] = row
    logits = np.stack([model.last_logits(row) for row in rows]).astype(np.float32)
    write_tensors(target, {"ids": ids, "logits": logits}, {"numpy": np.__version__, "dtype": "float32"})
    print(f"{target.relative_to(HERE.parent.parent)}: ids {ids.shape}, logits {logits.shape}, "
          f"largest {np.abs(logits).max():.2f}, {target.stat().st_size} bytes")


def check():
    stored = read_tensors(HERE / "model_references.safetensors")
    ids = stored["tiny-qwen2-sharded/ids"][0]
    ours = Model(HERE / "tiny-qwen2-sharded").last_logits(ids)
    print("largest difference to transformers:", np.abs(ours - stored["tiny-qwen2-sharded/logits"][-1]).max())


def halves():
    """Largest difference over u sqrt((10 L + 1) / 3) sigma: the factor that docs/parity.md allows is 6."""
    for name, folder, rows in (("teacher", DEMO / "teacher", demo_prompts()), ("student", DEMO / "student", demo_prompts()),
                               ("tiny-S", HERE / "tiny-S", tiny_prompts()), ("tiny-T", HERE / "tiny-T", tiny_prompts())):
        reference = np.stack([Model(folder).last_logits(row) for row in rows])
        sigma = np.sqrt(reference.var(-1).mean())
        layers = json.loads((folder / "config.json").read_text())["num_hidden_layers"]
        for word, rounded, u in (("float16", as_float16, 2.0**-11), ("bfloat16", as_bfloat16, 2.0**-8)):
            other = np.stack([Model(folder, rounded).last_logits(row) for row in rows])
            largest = np.abs(other - reference).max()
            print(f"{name} {word}: sigma {sigma:.2f}, largest logit {np.abs(reference).max():.1f}, "
                  f"largest difference {largest:.2e}, factor {largest / (u * np.sqrt((10 * layers + 1) / 3) * sigma):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--halves", action="store_true")
    options = parser.parse_args()
    if options.check or options.halves:
        check() if options.check else halves()
        return
    for role in ("teacher", "student"):
        write_reference(DEMO / role / NAME, DEMO / role, demo_prompts())
    write_reference(HERE / "parity" / NAME, HERE / "tiny-S", tiny_prompts())


if __name__ == "__main__":
    main()
