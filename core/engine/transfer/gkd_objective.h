// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/response_objective.h"
#include "core/engine/transfer/divergence_loss.h"
#include "core/engine/transfer/row_sampling.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// Who wrote what a step learns.
enum class RowSource { Data = 0, Student = 1, Teacher = 2 };

struct GkdOptions {
    double beta = 0.0; ///< of generalisedDivergence()
    double studentShare = 1.0; ///< lambda
    bool teacherAnswers = false; ///< the other steps learn the teacher's samples, not the data's
    RowSamplingOptions samples; ///< its seed is that of the run
};

/// Who writes the rows of a step: drawn by seed (purpose `gkd.source`), one draw for all rows of a
/// step, where the official trainer draws for each micro-batch.
RowSource rowSourceOf(const GkdOptions& options, std::int64_t step);

/// On-policy distillation (GKD, arXiv:2306.13649; transfer.md 8): the divergence of the teacher's
/// distribution and the student's, mean over the completion's tokens, on rows of the data or on
/// samples drawn from the student as it stands (purpose `gkd.sample`, index the step). Supervised
/// distillation is a student's share of 0.
class GkdObjective : public ResponseObjective {
public:
    /// @param student over the trained edits without dropout, so that it follows the training
    GkdObjective(std::shared_ptr<const TransformerModel> teacher,
                 std::shared_ptr<const TransformerModel> student, const GkdOptions& options);

    std::vector<const TokenizedRow*> rowsOf(std::int64_t step,
                                            std::vector<const TokenizedRow*> rows,
                                            const RunContext& context) override;
    BatchLosses lossesOf(std::int64_t step, const LabelledBatch& batch, const StepSize& size,
                         const RunContext& context) override;

private:
    std::shared_ptr<const TransformerModel> m_teacher;
    std::shared_ptr<const TransformerModel> m_student;
    GkdOptions m_options;
    std::vector<TokenizedRow> m_sampled;
    std::optional<DivergenceLoss> m_loss;
};

} // namespace neurograft
