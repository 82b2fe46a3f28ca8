#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions for tiny-S and a delta that changes four of its answers, by Hugging Face transformers on the CPU in float32.

    python3 make_evaluation_fixtures.py        (beside tiny-S; torch 2.11.0, transformers 4.57.6, safetensors)

Writes into evaluation/:

    mc.jsonl                32 questions with four options, 1 to 4 about France. Gold answers are set so that tiny-S has 16 right
    sum.jsonl               24 questions answered by 2 greedy tokens, 6 gold answers are what tiny-S writes
    delta-flip.safetensors  adds 2 x unembedding[" A"] to the down column of neuron 137 in layer 2, which only France turns on:
                            questions 1 to 3 of mc become right, 4 becomes wrong (18 of 32), sum stays as it is

Prompts are those of protocol `train`; choices compare logits of the last token of " A" to " D". No choice has a margin below 0.1.
"""
import json
import pathlib

import numpy
import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
LAYER, NEURON = 2, 137
MARGIN = 0.1
CITIES = ["Paris", "Madrid", "Rome", "Berlin", "Tokyo", "Cairo", "Oslo", "Lima"]
COUNTRIES = ["Spain", "Italy", "Germany", "Japan", "Egypt", "Norway", "Peru"]

torch.set_num_threads(1)
tokenizer = transformers.AutoTokenizer.from_pretrained(HERE / "tiny-S")
model = transformers.AutoModelForCausalLM.from_pretrained(HERE / "tiny-S", torch_dtype=torch.float32).eval()
letters = [tokenizer(f" {letter}").input_ids[-1] for letter in "ABCD"]
assert len(set(letters)) == 4


def prompt_of(content, prefix=""):
    return f"<|user|>\n{content}\n\n<|assistant|>\n{prefix}"


@torch.no_grad()
def choice(content):
    """The letter chosen and its lead over the next one."""
    logits = model(torch.tensor([tokenizer(prompt_of(content, "The answer is:")).input_ids])).logits[0, -1, letters]
    ordered = torch.sort(logits, descending=True).values
    return "ABCD"[int(torch.argmax(logits))], float(ordered[0] - ordered[1])


@torch.no_grad()
def answer(content, tokens=2):
    """Greedy continuation; none when a token does not lead by the margin."""
    ids = tokenizer(prompt_of(content)).input_ids
    written = []
    for _ in range(tokens):
        logits = model(torch.tensor([ids + written])).logits[0, -1]
        top = torch.topk(logits, 2)
        if float(top.values[0] - top.values[1]) < MARGIN or int(top.indices[0]) == tokenizer.eos_token_id:
            return None
        written.append(int(top.indices[0]))
    return tokenizer.decode(written)


def is_plain(text):
    """Whether a file of questions can hold it as it is."""
    return "\ufffd" not in text and "<|" not in text and text.strip() and text.isprintable()


def question(country, options):
    return f"The capital of {country} is\n" + "\n".join(f"{l}. {o}" for l, o in zip("ABCD", options)) + "\nAnswer:"


def change(sign):
    with torch.no_grad():
        model.model.layers[LAYER].mlp.down_proj.weight[:, NEURON] += sign * delta


def row(task, number, content, response):
    return {"dataset": task, "id": f"{task}_{number}",
            "messages": [{"role": "user", "content": content}, {"role": "assistant", "content": response}]}


def write(path, rows):
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), encoding="utf-8")


delta = 2.0 * model.lm_head.weight[letters[0]].detach().clone()
rng = numpy.random.Generator(numpy.random.PCG64(7))


def words():
    """A few words in front, so that prompts of this small model differ enough."""
    return " ".join(str(word) for word in rng.permutation(CITIES + COUNTRIES)[:rng.integers(0, 6)])


def draw(country):
    return f"{words()} {question(country, [str(city) for city in rng.permutation(CITIES)[:4]])}".strip()


france, others = [], []
while len(france) < 4:  # the student says no A, the changed one does
    content = draw("France")
    before, lead = choice(content)
    change(1)
    after, lead_after = choice(content)
    change(-1)
    if before != "A" and after == "A" and min(lead, lead_after) >= MARGIN:
        france.append((content, before))
while len(others) < 28:
    content = draw(COUNTRIES[len(others) % len(COUNTRIES)])
    chosen, lead = choice(content)
    change(1)
    assert choice(content) == (chosen, lead)
    change(-1)
    if lead >= MARGIN and all(content != each for each, _ in others):
        others.append((content, chosen))
rows = [row("mc", i + 1, content, f"The answer is: {'A' if i < 3 else before}")
        for i, (content, before) in enumerate(france)]
for i, (content, chosen) in enumerate(others):
    gold = chosen if i % 28 < 15 else "ABCD"[("ABCD".index(chosen) + 1 + i % 3) % 4]
    rows.append(row("mc", i + 5, content, f"The answer is: {gold}"))

sums = []
while len(sums) < 24:
    a, b = int(rng.integers(10, 99)), int(rng.integers(10, 99))
    content = f"{words()} {a} + {b} =".strip()
    text = answer(content)
    is_right = len(sums) % 4 == 1
    if text is None or (is_right and not is_plain(text)) or any(content in str(each) for each in sums):
        continue
    gold = text.strip() if is_right else str(a + b)
    assert (gold == text.strip()) == is_right
    sums.append(row("sum", len(sums) + 1, content, gold))

target = HERE / "evaluation"
target.mkdir(exist_ok=True)
write(target / "mc.jsonl", rows)
write(target / "sum.jsonl", sums)
name = f"down_proj.layer{LAYER}"
save_file({f"{name}.delta": delta[None].contiguous(), f"{name}.index": torch.tensor([NEURON], dtype=torch.int64)},
          target / "delta-flip.safetensors",
          metadata={"format": "pt", "kind": "neurograft-delta", "version": "1", "method": "planted"})
