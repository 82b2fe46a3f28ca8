#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed of bench_model against `transformers` on one folder, as ratios of alternating runs; one JSON object out.

    compare_transformers.py build/release/bench/bench_model FOLDER [--stored-folder FOLDER16] [--rounds 3]

Needs torch and transformers. Both programs do the same work in float32 on the same number of threads: a prefill of 512
tokens with the logits of the last position, and 64 greedy tokens behind prompts of 16 tokens at batch 1 and 8. The two
run in turns, each in a process of its own, so that a busy machine hurts both; the ratio of a round is ours / theirs and
the median of the rounds is reported. --stored-folder names the same model in float16: our decoding from it, its
weights widened on the fly, is compared with transformers' float32.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

PREFILL, PROMPT, DECODED = 512, 16, 64
KEYS = ("prefill_tokens_per_second", "decode_tokens_per_second", "decode_tokens_per_second_batch_8")


def measure_transformers(folder: str) -> dict:
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(1)

    def ids(rows: int, columns: int) -> "torch.Tensor":
        return torch.randint(3, model.config.vocab_size, (rows, columns), generator=generator)

    def seconds(work) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    def greedy(prompts, count: int) -> float:
        options = dict(do_sample=False, min_new_tokens=count, max_new_tokens=count, pad_token_id=0)
        mask = torch.ones_like(prompts)
        return seconds(lambda: model.generate(prompts, attention_mask=mask, **options))

    result = {"threads": torch.get_num_threads()}
    with torch.inference_mode():
        long = ids(1, PREFILL)
        prefill = lambda: model(long, logits_to_keep=1, use_cache=False)
        prefill()
        result[KEYS[0]] = PREFILL / min(seconds(prefill) for _ in range(3))
        for rows, key in ((1, KEYS[1]), (8, KEYS[2])):
            prompts = ids(rows, PROMPT)
            greedy(prompts, 2)
            first = greedy(prompts, 1)  # the prompt's own pass is not decoding
            result[key] = rows * DECODED / (greedy(prompts, DECODED + 1) - first)
    return result


def run(command: list) -> dict:
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench_model")
    parser.add_argument("folder")
    parser.add_argument("--stored-folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure_transformers(arguments.folder)))
        return
    rounds = []
    for _ in range(arguments.rounds):
        theirs = run([sys.executable, __file__, "--measure", arguments.bench_model, arguments.folder])
        one = {"transformers": theirs, "neurograft": run([arguments.bench_model, "--measure", "float32", arguments.folder])}
        if arguments.stored_folder:
            one["neurograft_stored_float16"] = run(
                [arguments.bench_model, "--measure", "float32", arguments.stored_folder])
        rounds.append(one)
        print(json.dumps(one), file=sys.stderr)
    ratios = {}
    for name in rounds[0]:
        if name != "transformers":
            ratios[name] = {key: statistics.median(r[name][key] / r["transformers"][key] for r in rounds) for key in KEYS}
    print(json.dumps({"ratios": ratios, "rounds": rounds}, indent=2))


if __name__ == "__main__":
    main()
