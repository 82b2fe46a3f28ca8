#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A study whose sweeps are shared by an array of jobs. Submit three times, each after the one before:
#
#   sbatch --job-name before slurm-array.sh prepare STUDY OUT translators   # steps that cells need
#   sbatch --array 1-8 --dependency afterok:ID slurm-array.sh share STUDY OUT
#   sbatch --dependency afterok:ID slurm-array.sh finish STUDY OUT
#
# A job that was killed is submitted again with its own number (--array 5): finished cells are passed
# over and the cell at work goes on. Without Slurm: SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=8.
#SBATCH --gres gpu:1
#SBATCH --time 24:00:00
set -eu
what=$1
study=$2
out=$3
program=${NEUROGRAFT:-neurograft-cli}
paths=${NEUROGRAFT_PATHS:-paths.json}

case $what in
prepare)
    "$program" run "$study" --out "$out" --paths "$paths" --only "$4"
    ;;
share)
    "$program" run "$study" --out "$out" --paths "$paths" \
        --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
    ;;
finish) # joins the cells and computes what comes after them
    "$program" run "$study" --out "$out" --paths "$paths"
    ;;
*)
    echo "$0: prepare, share or finish, not $what" >&2
    exit 2
    ;;
esac
