#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every method of transfer on the bundled demo pair, every task, three seeds: docs/demo-results.md.

    tests/bench/demo_results.py PROGRAM WORK [--jobs 2] [--tasks mmlu,gsm] [--steps 32] [--page FILE] [--figures DIR]

PROGRAM is neurograft or neurograft-cli; figures are drawn by neurograft alone. Runs and scores lie in the folder WORK; what is finished there is not
computed again, what was begun goes on, so the script can be stopped at any time. Python's standard
library is all it needs.
"""
import argparse
import concurrent.futures
import json
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAIR = ROOT / "resources" / "demo"
SEEDS = (42, 43, 44)
TRAIN_ROWS = 1000
TASKS = {"mmlu": "choice", "gsm": "exact", "humaneval": "exact", "mbpp": "exact"}
OTHER = {"mmlu": "gsm", "gsm": "mmlu", "humaneval": "mmlu", "mbpp": "gsm"}  # seed examples of C5

# Name on the page, method, options, seeds. Controls C1 to C6 as in the specification of transfers.
TRAINED = (
    ("LoRA (C6)", "lora", ()),
    ("Gaussian LoRA (C6)", "gaussian-lora", ()),
    ("PiSSA", "pissa", ()),
    ("Seeking", "seeking", ()),
    ("C1 random submatrix, random layers", "random-submatrix", ()),
    ("C2 rows and columns shuffled", "shuffled", ()),
    ("C3 noise of the same norm", "noise", ()),
    ("C4 the student's own matrices", "self", ()),
    ("C5 seed examples of another task", "other-task", ()),
)
DISTILLED = (
    ("SFT", "sft", ()),
    ("SeqKD", "seqkd", ()),
    ("Supervised KD", "gkd", ("--lambda", "0")),
    ("GKD", "gkd", ()),
    ("SemAlign v1", "semalign", ()),
)
UNALIGNED = (
    ("D1 low-rank factors, λ = 0.01", ("--variant", "d1", "--lambda", "0.01")),
    ("D1 low-rank factors, λ = 0.1", ("--variant", "d1", "--lambda", "0.1")),
    ("D1 low-rank factors, λ = 1", ("--variant", "d1")),
    ("D2 whole submatrices", ("--variant", "d2")),
    ("D3 neurons cut, added", ("--variant", "d3")),
    ("D3 neurons cut, substituted", ("--variant", "d3", "--substitute")),
    ("D4 neurons projected, added", ("--variant", "d4")),
    ("D4 neurons projected, substituted", ("--variant", "d4", "--substitute")),
)
LATEN = (
    ("LaTen", ()),
    ("noise for the teacher's vectors", ("--vectors", "noise")),
    ("free change without a teacher", ("--delta-source", "free")),
    ("mean change of each layer", ("--delta-source", "mean")),
)
LATEN_SCHEDULES = (
    ("LaTen, 8 steps, rate 0.1, learning rate 3e-5 (default)", ("--steps", "8")),
    ("LaTen, 20 steps, rate 0.3, learning rate 3e-3",
     ("--steps", "20", "--rate", "0.3", "--lr", "3e-3")),
)


class Bench:
    def __init__(self, program, work, steps, batch, rate):
        self.program, self.work = program, work
        self.steps, self.batch, self.rate = steps, batch, rate

    def call(self, *arguments):
        """The one JSON object that the program prints."""
        command = [self.program, *map(str, arguments), "--device", "cpu", "--threads", "1",
                   "--quiet", "--json"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def data(self, task, split):
        return PAIR / "data" / task / f"{split}.jsonl"

    def transfer(self, task, name, arguments, seeds):
        """Runs one method for all seeds; finished seeds are passed over by the program."""
        out = self.work / "runs" / task / name
        several = ("--seeds", ",".join(map(str, seeds))) if len(seeds) > 1 else ("--seed", seeds[0])
        self.call("transfer", *arguments, *several, "--student", PAIR / "student", "--out", out,
                  "--resume")
        return {seed: out / f"seed-{seed}" if len(seeds) > 1 else out for seed in seeds}

    def score(self, task, name, model, overlay=()):
        """Perplexity of the test responses and right answers, kept in a file once known."""
        folder = self.work / "scores" / task
        kept = folder / f"{name}.json"
        if kept.exists():
            return json.loads(kept.read_text())
        folder.mkdir(parents=True, exist_ok=True)
        model = ("--model", PAIR / model, *overlay)
        test = self.data(task, "test")
        perplexity = self.call("perplexity", *model, "--data", test)
        answers = self.call("evaluate", *model, "--task", TASKS[task], "--data", test, "--batch",
                            50, "--out", folder / f"{name}.h5", "--force")
        scores = {"perplexity": perplexity["perplexity"], "score": answers["score"],
                  "items": answers["n"]}
        kept.with_suffix(".tmp").write_text(json.dumps(scores))
        kept.with_suffix(".tmp").rename(kept)
        return scores


def slug(text):
    return "".join(c if c.isalnum() else "-" for c in text.replace("λ", "lambda"))


def trained(bench, task, label, method, options):
    arguments = [method, "--train", bench.data(task, "train"), "--steps-limit", bench.steps,
                 "--epochs", bench.steps * bench.batch / TRAIN_ROWS, "--batch", bench.batch,
                 "--lr", bench.rate, *options]
    if method in ("seeking", "shuffled", "noise", "other-task"):
        source = OTHER[task] if method == "other-task" else task
        arguments += ["--extract", bench.data(source, "extract")]
    if method not in ("lora", "gaussian-lora", "pissa", "self", "sft"):
        arguments += ["--teacher", PAIR / "teacher"]
    folders = bench.transfer(task, slug(label), arguments, SEEDS)
    is_plain = method in ("lora", "gaussian-lora", *(each[1] for each in DISTILLED))
    return [bench.score(task, f"{slug(label)}-{seed}", "student",
                        ("--adapter", folder if is_plain else folder / "converted"))
            for seed, folder in folders.items()]


def with_delta(bench, task, label, arguments, seeds):
    arguments += ["--teacher", PAIR / "teacher", "--extract", bench.data(task, "extract"),
                  "--align", bench.data(task, "align")]
    folders = bench.transfer(task, slug(label), arguments, seeds)
    return [bench.score(task, f"{slug(label)}-{seed}", "student",
                        ("--delta", folder / "delta.safetensors"))
            for seed, folder in folders.items()]


def jobs_of(bench, task):
    """What is to be computed for a task, in the order of the page: (group, label, call)."""
    yield "The pair", "student", lambda: [bench.score(task, "student", "student")]
    yield "The pair", "teacher", lambda: [bench.score(task, "teacher", "teacher")]
    for label, method, options in TRAINED:
        yield ("Adapters, trained", label,
               lambda l=label, m=method, o=options: trained(bench, task, l, m, o))
    for label, method, options in DISTILLED:
        yield ("Language and logits, adapters trained alike", label,
               lambda l=label, m=method, o=options:
               trained(bench, task, l, m, (*o, "--max-new-tokens", "64")
                       if m in ("seqkd", "gkd") else o))
    for label, options in UNALIGNED:
        seeds = SEEDS if "d4" in options else SEEDS[:1]  # the others draw nothing
        yield ("Injected without alignment", label,
               lambda l=label, o=options, s=seeds:
               with_delta(bench, task, l, ["unaligned", *o], s))
    for group, schedule in LATEN_SCHEDULES:
        for label, options in LATEN:
            yield (group, label,
                   lambda l=f"{group}, {label}", o=(*schedule, *options):
                   with_delta(bench, task, l, ["laten", "--train", bench.data(task, "train"), *o],
                              SEEDS))


# Bars of a task's figure: the pair, what is trained alike, injected, edited.
DRAWN = ("student", "LoRA (C6)", "PiSSA", "Seeking", "C3 noise of the same norm", "SeqKD", "GKD",
         "D1 low-rank factors, λ = 1", "D3 neurons cut, added",
         f"{LATEN_SCHEDULES[1][0]}, LaTen", f"{LATEN_SCHEDULES[1][0]}, free change without a teacher")


def draw(bench, task, folder):
    """The scores of a task with intervals, as an SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    files, names = [], []
    for label in DRAWN:
        found = sorted((bench.work / "scores" / task).glob(f"{slug(label)}-4?.h5"))
        found = found or [bench.work / "scores" / task / f"{label}.h5"]
        files += found
        names += [label.split(", ")[-1] if label.startswith("LaTen") else label] * len(found)
    recipe = {"schema": 1, "kind": "evaluation", "evaluation": {"names": names},
              "selection": {"measure": "", "modules": []}, "spec": {"preset": "acl-full", "attach_data": False, "side_cars": False}}
    file = folder / f"demo-{task}.recipe.json"
    file.write_text(json.dumps(recipe))
    bench.call("figure", *files, "--recipe", file, "--format", "svg", "--out",
               folder / f"demo-{task}.svg", "--force")
    file.unlink()


def spread(values, digits):
    text = f"{statistics.mean(values):.{digits}f}"
    return text + (f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else "")


def page(bench, results, tasks, seconds):
    lines = ["<!-- SPDX-License-Identifier: GPL-3.0-or-later -->", "# What the methods do to the demo pair", "",
             "Every method of `transfer` on the bundled pair, each of its tasks, by one command:", "",
             "    tests/bench/demo_results.py build/release/bin/neurograft-cli WORK", "",
             "Perplexity is that of the responses of the 200 test rows, the score the share of right answers: the letter of the highest logit (`evaluate --task choice`, chance 0.25) for",
             "mmlu, else the greedy answer (`--task exact`). Means ± standard deviation over the seeds "
             + ", ".join(map(str, SEEDS)) + "; one value where nothing is drawn. One standard error of a",
             "score of 0.5 on 200 rows is 0.035: smaller differences say nothing.", "",
             f"Adapters: rank 16, {bench.steps} steps of {bench.batch} of the {TRAIN_ROWS} train rows, learning rate {bench.rate:g}, the defaults otherwise; all of them alike. Answers that SeqKD and GKD learn from have at most 64 tokens. D3, D4: rate 0.1.", ""]
    for task in tasks:
        lines += [f"## {task}", "", "| method | perplexity | score |", "|---|---|---|"]
        group = ""
        for this, label, scores in results[task]:
            if this != group:
                group = this
                lines.append(f"| **{group}** | | |")
            lines.append(f"| {label} | {spread([s['perplexity'] for s in scores], 3)} "
                         f"| {spread([s['score'] for s in scores], 3)} |")
        lines.append("")
    if seconds is not None:
        lines += [f"Computed in {seconds / 60:.0f} minutes.", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2, help="programs at a time, one thread each")
    parser.add_argument("--tasks", default=",".join(TASKS))
    parser.add_argument("--steps", type=int, default=32, help="of the adapters")
    parser.add_argument("--batch", type=int, default=16, help="rows of a step")
    parser.add_argument("--lr", type=float, default=3e-3, help="of the adapters")
    parser.add_argument("--only", default="", help="labels that contain this")
    parser.add_argument("--figures", type=pathlib.Path, help="folder of an SVG per task")
    parser.add_argument("--page", type=pathlib.Path, help="where the page goes; else printed")
    options = parser.parse_args()
    bench = Bench(options.program, options.work, options.steps, options.batch,
                  options.lr)
    tasks = options.tasks.split(",")
    begun = time.monotonic()
    results = {task: [] for task in tasks}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = [(task, group, label, pool.submit(call)) for task in tasks
                   for group, label, call in jobs_of(bench, task)
                   if options.only.lower() in label.lower()]
        try:
            for task, group, label, job in waiting:
                results[task].append((group, label, job.result()))
                print(f"{time.monotonic() - begun:6.0f} s  {task}: {label}", file=sys.stderr)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for task in tasks if options.figures else ():
        draw(bench, task, options.figures)
    text = page(bench, results, tasks, time.monotonic() - begun)
    if options.page:
        options.page.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
