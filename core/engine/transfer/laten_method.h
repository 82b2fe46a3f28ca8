// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/laten_order.h"
#include "core/engine/transfer/laten_step.h"
#include "core/engine/transfer/neuron_delta.h"
#include "core/engine/transfer/selection_file.h"
#include "core/engine/transfer/step_trace.h"
#include "core/engine/transfer/transfer_method.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// What LaTen's steps look at.
struct LatenExamples {
    std::optional<LatenOrder> order; ///< nothing when nothing is trained
    std::vector<TokenizedRow> extract; ///< as the student learns them
    std::vector<TokenizedRow> align;
    std::vector<TokenizedRow> validation; ///< may be empty
    std::map<std::int64_t, PairSelection> located; ///< by place in extract, those a step asks for
    PairSelection seed; ///< what inference changes (transfer.md 6.8)
};

/// How a LaTen run is written down.
struct LatenLabels {
    DeltaLabel delta;
    SelectionLabel teacher;
    SelectionLabel student;
    bool savesNothing = false; ///< the delta file is empty, as the official release saves (6.8)
    std::int64_t steps = 0; ///< of the run
    bool accumulates = false; ///< it holds the sum of every kept step's change and the last one
    std::filesystem::path trace; ///< empty: none
};

/// LaTen (arXiv:2505.14436; transfer.md 6): translators from a teacher's neurons to changes of a
/// student's, trained by the loss of the changed student. Nothing is trained after the injection.
class LatenMethod : public TransferMethod {
public:
    /// @param targets of the modules, for norms; @param tables what is known of the selections
    LatenMethod(std::shared_ptr<TransformerModel> student, std::unique_ptr<DeltaMaker> maker,
                VectorSource source, const std::vector<AdapterTarget>& targets,
                LatenExamples examples, const LatenStepOptions& step, TrainerOptions trainer,
                LatenLabels labels, std::vector<Table> tables);

    std::vector<Parameter> parameters() const override { return m_maker->parameters(); }
    TrainerOptions trainerOptions(const RunContext& context) const override;
    StepLoss addGradients(std::int64_t step, double lossScale, const RunContext& context) override;
    void stepDone(std::int64_t step) override;
    /// The student with the change that the seed example's neurons get now.
    std::shared_ptr<TransformerModel> student() const override;
    void writeStart(const std::filesystem::path& folder) const override;
    /// `translator.safetensors`.
    void writeStep(const std::filesystem::path& folder) const override;
    /// `translator.safetensors`, `delta.safetensors`, `selection-teacher.json`,
    /// `selection-student.json` and the trace.
    void writeOutcome(const std::filesystem::path& folder) const override;
    /// Those given and, once training is over, transfer/<module>/norm_ratio [L]: RMS of the change
    /// over RMS of the weight.
    std::vector<Table> tables() const override;

private:
    PairDelta deltaOf(const PairSelection& pair) const;
    /// Mean (or sum) of the rows' losses in the unedited student, as LatenStep's.
    double uneditedLoss(const std::vector<const TokenizedRow*>& rows, const RunContext& context);
    ModelEdits accumulated(const std::filesystem::path& folder) const;
    const PairDelta& outcome() const;
    double weightSize(Module module) const;
    void logStep(std::int64_t step, const PairDelta& delta, const RunContext& context) const;

    std::shared_ptr<TransformerModel> m_plain;
    std::unique_ptr<DeltaMaker> m_maker;
    VectorSource m_source;
    std::vector<AdapterTarget> m_targets;
    std::vector<Module> m_modules;
    LatenExamples m_examples;
    LatenStep m_step;
    TrainerOptions m_trainer;
    LatenLabels m_labels;
    std::vector<Table> m_tables;
    std::map<std::string, double> m_weightNorms; ///< Frobenius, by parameter
    StepTrace m_trace;
    std::map<const TokenizedRow*, double> m_unedited; ///< mean loss of rows seen so far
    mutable std::optional<PairDelta> m_outcome; ///< of the parameters as they are; empty = not made
};

} // namespace neurograft
