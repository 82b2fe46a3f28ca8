#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the located neurons hold the answer? Asked of many facts of the demo pair (docs/locate.md).

For each of the first questions about facts: locate on that question alone, then p(answer) of the
teacher as it is, with the located neurons switched off, and with as many random neurons of the
same layers and kinds switched off (five draws).

  tests/bench/ablate_facts.py build/release/bin/neurograft-cli --facts 50 --rate 0.1
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

DEMO = pathlib.Path(__file__).resolve().parents[2] / "resources" / "demo"


def located(program, demo, row, rate, out):
    """Ablation rows of both models for one question."""
    command = [program, "locate", "--teacher", demo / "teacher", "--student", demo / "student",
               "--data", demo / "data" / "mmlu" / "test.jsonl", "--rows", str(row), "--rate",
               str(rate), "--ablate", "--device", "cpu", "--json", "--quiet", "--force", "--out",
               out]
    answer = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, check=True)
    return {model["role"]: model["ablation"][0] for model in json.loads(answer.stdout)["models"]}


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return {"mean": statistics.fmean(values), "sd": statistics.stdev(values), "median": middle,
            "quartiles": [low, high], "least": min(values), "most": max(values)}


def nats(before, after):
    """Loss of ln p; a probability that is no more than float64's least counts as that."""
    return math.log(max(before, sys.float_info.min)) - math.log(max(after, sys.float_info.min))


def summary(rows):
    draws = [value for row in rows for value in row["random_draws"]]
    return {
        "facts": len(rows),
        "draws": len(draws),
        "p_before": spread([row["before"] for row in rows]),
        "p_without_located": spread([row["after"] for row in rows]),
        "p_without_random": spread(draws),
        "p_without_random_per_fact": spread([row["random"] for row in rows]),
        "nats_lost_located": spread([nats(row["before"], row["after"]) for row in rows]),
        "nats_lost_random": spread([nats(row["before"], value)
                                    for row in rows for value in row["random_draws"]]),
        "facts_where_located_is_below_every_draw":
            sum(row["after"] < min(row["random_draws"]) for row in rows),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="neurograft-cli")
    parser.add_argument("--demo", type=pathlib.Path, default=DEMO, help="folder of the demo pair")
    parser.add_argument("--facts", type=int, default=50)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--rows", action="store_true", help="every fact's numbers, too")
    options = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for row in range(options.facts):
            for role, ablated in located(options.program, options.demo, row, options.rate,
                                         pathlib.Path(folder) / "fact.h5").items():
                found.setdefault(role, []).append(ablated)
    report = {"rate": options.rate}
    for role, rows in found.items():
        report[role] = summary(rows)
        if options.rows:
            report[role]["rows"] = rows
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
