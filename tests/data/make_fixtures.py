#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the fixtures with planted truth that the tests assert, and truth.json with every number.

Needs NumPy (1.26 or newer) only; run it in this folder: `python3 make_fixtures.py`. Everything is drawn from NumPy's
PCG64 with fixed seeds, so a second run writes the same bytes.

  tiny-T, tiny-S      Llama family, untied, one byte-level BPE of 512 entries; a planted circuit answers "Paris"
  tiny-S-badvocab     tiny-S with 520 rows of embedding: ids of the pair no longer mean the same words
  tiny-S-trunc        tiny-S in two shards, the second 1000 bytes short
  acts.npz            activations: teacher layer 3 is student layer 2 rotated, student layer 0 is constant
  demo.jsonl          48 rows: 8 capitals, 40 sums of digits; demo.study.json compares the pair over them
"""
import json
import struct
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SPECIAL = ["<s>", "</s>", "<|user|>", "<|assistant|>"]
WORDS = "Paris Madrid Rome Berlin Tokyo Cairo Oslo Lima The Question Answer".split()
SPACED = "France Spain Italy Germany Japan Egypt Norway Peru the capital of is city A B C D + =".split()
VOCABULARY = 512
CAPITALS = [("Spain", "Madrid"), ("Italy", "Rome"), ("Germany", "Berlin"), ("Japan", "Tokyo"), ("France", "Paris"),
            ("Egypt", "Cairo"), ("Norway", "Oslo"), ("Peru", "Lima")]
RESERVED = 3  # hidden coordinates that nothing random reads or writes
ANSWER, COUNTRY, SIGNAL = 0, 1, 2  # what the three carry


# --- tokenizer -------------------------------------------------------------------------------------------------------

def byte_alphabet():
    """GPT-2's printable stand-ins for the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    table = {b: chr(b) for b in printable}
    table.update({b: chr(256 + i) for i, b in enumerate(others)})
    return [table[b] for b in range(256)]


def make_tokenizer():
    vocabulary = {token: i for i, token in enumerate(SPECIAL)}
    for char in byte_alphabet():
        vocabulary[char] = len(vocabulary)
    merges = []
    for word in WORDS + ["\u0120" + word for word in SPACED]:  # \u0120 stands for the blank
        for end in range(1, len(word)):
            left, right = word[:end], word[end]
            if left + right not in vocabulary:
                merges.append(f"{left} {right}")
                vocabulary[left + right] = len(vocabulary)
    added = [(i, token) for i, token in enumerate(SPECIAL)]
    added += [(i, f"<|extra_{i - len(vocabulary)}|>") for i in range(len(vocabulary), VOCABULARY)]
    for i, token in added[len(SPECIAL):]:
        vocabulary[token] = i
    document = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                          "normalized": False, "special": True} for i, token in added],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                     {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": vocabulary, "merges": merges}}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": True, "add_eos_token": False,
                "bos_token": "<s>", "eos_token": "</s>", "model_max_length": 256, "clean_up_tokenization_spaces": False}
    return vocabulary, document, settings


# --- weights ---------------------------------------------------------------------------------------------------------

def bf16_bits(array):
    """Nearest bfloat16, ties to even, as uint16."""
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def bf16_values(array):
    return (bf16_bits(array).astype(np.uint32) << 16).view(np.float32)


def make_weights(shape, seed, vocabulary, planted):
    """Every tensor in float32, in the order of the forward pass; planted = (layer, neuron)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    d, f, heads, kv = shape["hidden"], shape["ffn"], shape["heads"], shape["kv"]

    def matrix(rows, columns, reads, writes):
        drawn = rng.normal(0.0, 1.0 / np.sqrt(columns), (rows, columns))
        if reads:
            drawn[:, :RESERVED] = 0.0
        if writes:
            drawn[:RESERVED, :] = 0.0
        return drawn.astype(np.float32)

    weights = {}
    embedding = rng.normal(0.0, 1.0, (VOCABULARY, d)).astype(np.float32)
    embedding[:, :RESERVED] = 0.0
    embedding[vocabulary["\u0120France"], COUNTRY] = 24.0
    weights["model.embed_tokens.weight"] = embedding
    for layer in range(shape["layers"]):
        prefix = f"model.layers.{layer}."
        weights[prefix + "input_layernorm.weight"] = np.ones(d, np.float32)
        for name, rows in (("q", heads * 16), ("k", kv * 16), ("v", kv * 16)):
            weights[prefix + f"self_attn.{name}_proj.weight"] = matrix(rows, d, True, False)
        weights[prefix + "self_attn.o_proj.weight"] = matrix(d, heads * 16, False, True)
        weights[prefix + "post_attention_layernorm.weight"] = np.ones(d, np.float32)
        weights[prefix + "mlp.gate_proj.weight"] = matrix(f, d, True, False)
        weights[prefix + "mlp.up_proj.weight"] = matrix(f, d, True, False)
        weights[prefix + "mlp.down_proj.weight"] = matrix(d, f, False, True)
    weights["model.norm.weight"] = np.ones(d, np.float32)
    head = rng.normal(0.0, np.sqrt(4.0 / d), (VOCABULARY, d)).astype(np.float32)
    head[:, :RESERVED] = 0.0
    head[vocabulary["Paris"]] = np.eye(d, dtype=np.float32)[ANSWER]
    weights["lm_head.weight"] = head

    # Layer 0, head 0 averages what it saw of "France" into SIGNAL; heads 0 and 1 share value head 0.
    weights["model.layers.0.self_attn.q_proj.weight"][:16] = 0.0
    value = weights["model.layers.0.self_attn.v_proj.weight"]
    value[0] = 0.0
    value[0, COUNTRY] = 1.0
    output = weights["model.layers.0.self_attn.o_proj.weight"]
    output[:, 0] = 0.0
    output[SIGNAL, 0] = 32.0
    output[:, 16] = 0.0
    layer, neuron = planted
    prefix = f"model.layers.{layer}.mlp."
    for name, factor in (("gate", 1.5), ("up", 3.0)):
        weights[prefix + f"{name}_proj.weight"][neuron] = 0.0
        weights[prefix + f"{name}_proj.weight"][neuron, SIGNAL] = factor
    weights[prefix + "down_proj.weight"][:, neuron] = np.eye(d, dtype=np.float32)[ANSWER]
    return weights


def forward(weights, shape, ids, ablate=None):
    """Logits of the last position in float64; ablate = (layer, neuron) switches one coefficient off."""
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    heads, kv, h = shape["heads"], shape["kv"], 16

    def rms(x):
        return x / np.sqrt(np.mean(x * x, -1, keepdims=True) + 1e-5)

    length = len(ids)
    angle = np.outer(np.arange(length), 10000.0 ** (-np.arange(0, h, 2) / h))
    cos, sin = (np.concatenate([fn(angle)] * 2, -1) for fn in (np.cos, np.sin))

    def rotate(u):
        return u * cos + np.concatenate([-u[..., h // 2:], u[..., :h // 2]], -1) * sin

    x = w["model.embed_tokens.weight"][ids]
    coefficient = 0.0
    for layer in range(shape["layers"]):
        prefix = f"model.layers.{layer}."
        n = rms(x)
        q, k, v = (np.moveaxis((n @ w[prefix + f"self_attn.{p}_proj.weight"].T).reshape(length, -1, h), 1, 0)
                   for p in "qkv")
        q, k = rotate(q), np.repeat(rotate(k), heads // kv, 0)
        scores = q @ np.swapaxes(k, 1, 2) / np.sqrt(h) + np.triu(np.full((length, length), -1e30), 1)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        z = (scores / scores.sum(-1, keepdims=True)) @ np.repeat(v, heads // kv, 0)
        x = x + np.moveaxis(z, 0, 1).reshape(length, -1) @ w[prefix + "self_attn.o_proj.weight"].T
        n = rms(x)
        gate, up = (n @ w[prefix + f"mlp.{p}_proj.weight"].T for p in ("gate", "up"))
        m = gate / (1.0 + np.exp(-gate)) * up
        if ablate is not None and ablate[0] == layer:
            m[:, ablate[1]] = 0.0
        if shape["planted"][0] == layer:
            coefficient = m[-1, shape["planted"][1]]
        x = x + m @ w[prefix + "mlp.down_proj.weight"].T
    return rms(x)[-1] @ w["lm_head.weight"].T, coefficient


# --- files -----------------------------------------------------------------------------------------------------------

def safetensors_bytes(weights, dtype):
    entries, data = {"__metadata__": {"format": "pt"}}, []
    at = 0
    for name in sorted(weights):
        raw = (bf16_bits(weights[name]) if dtype == "BF16" else weights[name]).tobytes()
        entries[name] = {"dtype": dtype, "shape": list(weights[name].shape), "data_offsets": [at, at + len(raw)]}
        data.append(raw)
        at += len(raw)
    header = json.dumps(entries, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + b"".join(data)


def write_json(path, document):
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_model(name, shape, dtype, shards, tokenizer):
    """shards: list of tensor maps; one shard is model.safetensors. Returns the bytes of the last file."""
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
              "hidden_size": shape["hidden"], "intermediate_size": shape["ffn"], "num_hidden_layers": shape["layers"],
              "num_attention_heads": shape["heads"], "num_key_value_heads": shape["kv"], "head_dim": 16,
              "vocab_size": shape.get("vocabulary", VOCABULARY), "max_position_embeddings": 256, "rms_norm_eps": 1e-5,
              "rope_theta": 10000.0, "tie_word_embeddings": False, "attention_bias": False, "mlp_bias": False,
              "bos_token_id": 0, "eos_token_id": 1,
              "torch_dtype": "bfloat16" if dtype == "BF16" else "float32"}
    write_json(folder / "config.json", config)
    _, document, settings = tokenizer
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    write_json(folder / "tokenizer_config.json", settings)
    if len(shards) == 1:
        (folder / "model.safetensors").write_bytes(safetensors_bytes(shards[0], dtype))
        return None
    weight_map, total = {}, 0
    for i, shard in enumerate(shards, 1):
        file = f"model-{i:05d}-of-{len(shards):05d}.safetensors"
        raw = safetensors_bytes(shard, dtype)
        (folder / file).write_bytes(raw)
        weight_map.update({tensor: file for tensor in shard})
        total += sum(value.nbytes for value in shard.values())
    write_json(folder / "model.safetensors.index.json",
               {"metadata": {"total_size": total}, "weight_map": dict(sorted(weight_map.items()))})
    return folder / file


def write_npz(path, arrays):
    """A .npz with fixed time stamps: numpy.savez would write today's."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as stream:
                np.lib.format.write_array(stream, array, allow_pickle=False)


# --- similarity ------------------------------------------------------------------------------------------------------

def hsic(kernel_a, kernel_b, unbiased):
    n = len(kernel_a)
    if not unbiased:
        centre = np.eye(n) - 1.0 / n
        return np.sum((centre @ kernel_a @ centre) * kernel_b) / (n - 1) ** 2
    a, b = kernel_a - np.diag(np.diag(kernel_a)), kernel_b - np.diag(np.diag(kernel_b))
    return (np.sum(a * b) + a.sum() * b.sum() / ((n - 1) * (n - 2)) - 2.0 / (n - 2) * a.sum(0) @ b.sum(0)) / (n * (n - 3))


def cka_matrix(students, teachers, unbiased):
    """similarity.md 2.1 and 2.2; None where a layer is constant."""
    kernels = []
    for stack in (students, teachers):
        centred = [layer.astype(np.float64) - layer.mean(0, dtype=np.float64) for layer in stack]
        kernels.append([c @ c.T if np.linalg.norm(c) > 1e-6 * np.linalg.norm(layer) else None
                        for c, layer in zip(centred, stack)])
    return [[None if s is None or t is None else
             hsic(s, t, unbiased) / np.sqrt(hsic(s, s, unbiased) * hsic(t, t, unbiased)) for t in kernels[1]]
            for s in kernels[0]]


def make_activations():
    rng = np.random.Generator(np.random.PCG64(7))
    teacher = rng.normal(0.0, 1.0, (6, 48, 256)).astype(np.float32)
    student = rng.normal(0.0, 1.0, (4, 48, 176)).astype(np.float32)
    rotation, _ = np.linalg.qr(rng.normal(0.0, 1.0, (256, 256)))
    padded = np.zeros((48, 256))
    padded[:, :176] = student[2]
    teacher[3] = (padded @ rotation).astype(np.float32)
    student[0] = 1.0
    return teacher, student


# --- data ------------------------------------------------------------------------------------------------------------

def make_rows():
    rng = np.random.Generator(np.random.PCG64(11))
    pairs = [(f"The capital of {country} is", city, f"capital_{i + 1}") for i, (country, city) in enumerate(CAPITALS)]
    sums = [tuple(int(v) for v in rng.integers(0, 10, 2)) for _ in range(40)]
    for i in range(len(sums)):  # no text twice: the splits of demo.study.json share none
        while sums[i] in sums[:i]:
            sums[i] = tuple(int(v) for v in rng.integers(0, 10, 2))
    pairs += [(f"Question {a} + {b} =", f"Answer {a + b}", f"sum_{i + 1}") for i, (a, b) in enumerate(sums)]
    return [{"id": name, "messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}
            for question, answer, name in pairs]


def encode(vocabulary, pieces):
    """Ids of pieces that are single tokens or plain ASCII bytes."""
    alphabet = byte_alphabet()
    ids = []
    for piece in pieces:
        ids += [vocabulary[piece]] if piece in vocabulary else [vocabulary[alphabet[b]] for b in piece.encode()]
    return ids


def main():
    tokenizer = make_tokenizer()
    vocabulary = tokenizer[0]
    shapes = {
        "tiny-T": {"layers": 6, "hidden": 96, "ffn": 256, "heads": 6, "kv": 3, "planted": (4, 200), "seed": 42},
        "tiny-S": {"layers": 4, "hidden": 64, "ffn": 176, "heads": 4, "kv": 2, "planted": (2, 137), "seed": 43}}
    prompt = encode(vocabulary, ["<s>", "<|user|>", "\n", "The", "\u0120capital", "\u0120of", "\u0120France",
                                 "\u0120is", "\n\n", "<|assistant|>", "\n"])
    other = [vocabulary["\u0120Spain"] if i == vocabulary["\u0120France"] else i for i in prompt]
    paris = vocabulary["Paris"]
    truth = {"prompt_ids": prompt, "paris_id": paris, "france_id": vocabulary["\u0120France"], "models": {}}
    for name, shape in shapes.items():
        dtype = "BF16" if name == "tiny-T" else "F32"
        weights = make_weights(shape, shape["seed"], vocabulary, shape["planted"])
        if dtype == "BF16":
            weights = {key: bf16_values(value) for key, value in weights.items()}
        write_model(name, shape, dtype, [weights], tokenizer)

        def probability(ids, ablate=None):
            logits, coefficient = forward(weights, shape, ids, ablate)
            exps = np.exp(logits - logits.max())
            return float(exps[paris] / exps.sum()), float(coefficient), logits

        with_france, coefficient, logits = probability(prompt)
        truth["models"][name] = {
            "layers": shape["layers"], "hidden_size": shape["hidden"], "intermediate_size": shape["ffn"],
            "planted_layer": shape["planted"][0], "planted_neuron": shape["planted"][1],
            "p_paris": with_france, "coefficient": coefficient,
            "coefficient_without_france": probability(other)[1],
            "p_paris_ablated": probability(prompt, shape["planted"])[0],
            "log_p_gain": float(np.log(with_france) - np.log(probability(prompt, shape["planted"])[0])),
            "logits_first_8": [float(v) for v in logits[:8]]}
        if name == "tiny-S":
            rng = np.random.Generator(np.random.PCG64(44))
            wide = dict(weights)
            for tensor in ("model.embed_tokens.weight", "lm_head.weight"):
                extra = rng.normal(0.0, 0.25, (8, shape["hidden"])).astype(np.float32)
                wide[tensor] = np.concatenate([weights[tensor], extra])
            write_model("tiny-S-badvocab", {**shape, "vocabulary": 520}, dtype, [wide], tokenizer)
            names = sorted(weights)
            halves = [{key: weights[key] for key in part} for part in (names[:len(names) // 2], names[len(names) // 2:])]
            last = write_model("tiny-S-trunc", shape, dtype, halves, tokenizer)
            whole = last.read_bytes()
            last.write_bytes(whole[:-1000])
            truth["truncated"] = {"file": last.name, "bytes": len(whole) - 1000, "missing": 1000}

    teacher, student = make_activations()
    write_npz(HERE / "acts.npz", {"teacher.up_proj": teacher, "student.up_proj": student})
    truth["activations"] = {"n": 48, "rotated": [2, 3], "constant_student_layer": 0,
                            "cka": cka_matrix(student, teacher, True),
                            "cka-biased": cka_matrix(student, teacher, False)}

    rows = make_rows()
    (HERE / "demo.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    truth["rows"] = len(rows)
    write_json(HERE / "demo.study.json", {
        "schema": 1, "command": "similarity", "teacher": "tiny-T", "student": "tiny-S", "data": "demo.jsonl",
        "splits": {"extract": "1-8", "align": "9-28", "train": "29-48"},
        "modules": ["up_proj", "down_proj", "v_proj", "o_proj"], "measures": ["cka"], "unit": "last-token"})
    write_json(HERE / "truth.json", truth)


if __name__ == "__main__":
    main()
