// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

struct TransferStudy;

/// What the distillation baselines `seqkd` and `gkd` have beside the fields of every adapter
/// (transfer.md 8; GKD: arXiv:2306.13649 with the divergence of its TRL trainer). Supervised
/// distillation is `gkd` with a student's share of 0.
struct DistillationStudy {
    /// Of the generalised Jensen-Shannon divergence: 0 = KL(teacher || student), 1 = KL(student ||
    /// teacher), else the mixture's share of the teacher.
    double beta = 0.0;
    double studentShare = 1.0; ///< lambda: probability that a step learns the student's own samples
    bool teacherAnswers = false; ///< the other steps learn samples of the teacher, not the data's
    double temperature = 0.9; ///< of samples; 0 = greedy. The divergence is always taken at 1
    double topP = 1.0; ///< of samples
    std::int64_t maxNewTokens = 512; ///< of a sample
};

/// Whether a method is one of section 8: sft, seqkd, gkd.
bool isDistillation(const TransferStudy& study);
/// Whether the rows of each step are those LaTen would see: --extract and --align in place of
/// --train, one step per row of --extract.
bool takesLatenRows(const TransferStudy& study);
/// Whether texts are written by a model before or while the student learns them.
bool samplesAnswers(const TransferStudy& study);

/// Settings of a distillation method: section 1 of transfer.md, samples of section 8.
TransferStudy distillationDefaults(const TransferStudy& adapter);
/// The run of the rebuttal of arXiv:2505.14436 (transfer.md 8), whose completions of 32 tokens and
/// rows of 64 are far shorter than an answer: for repeating it, not for comparing with it.
void applyRebuttal(TransferStudy& study);

/// @throws UsageError naming the option, as checkTransferStudy()
void checkDistillation(const TransferStudy& study);

} // namespace neurograft
