// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/response_training.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/engine/transfer/transfer_method.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace neurograft {

/// What an adapter learns from, and how.
struct AdapterTraining {
    std::vector<TokenizedRow> rows; ///< each with a label; empty when nothing is trained
    std::vector<TokenizedRow> validation; ///< may be empty
    ResponseTrainingOptions options;
    TrainerOptions trainer; ///< of everything but validation
    /// What is minimised, made from the student as it is trained but without dropout; empty =
    /// cross-entropy.
    std::function<std::shared_ptr<ResponseObjective>(std::shared_ptr<const TransformerModel>)>
        objective = nullptr;
    /// The one layer whose factors a step trains; empty = all.
    std::function<std::int64_t(std::int64_t step)> layerOf = nullptr;
};

/// LoRA, Gaussian LoRA, PiSSA, Seeking and its controls, SemAlign and distillation: low-rank
/// factors over a frozen student, trained on responses (transfer.md 1 to 4, 7, 8). They differ in
/// their start, in what is minimised and in which rows are learned.
class AdapterMethod : public TransferMethod {
public:
    /// @param startTables what is known of the start (startAdapter(), SourceMatrices::tables())
    AdapterMethod(std::shared_ptr<TransformerModel> student, TrainableAdapter adapter,
                  AdapterLabel label, AdapterTraining training, std::vector<Table> startTables);

    const TrainableAdapter& adapter() const { return m_adapter; }

    std::vector<Parameter> parameters() const override { return m_adapter.parameters(); }
    TrainerOptions trainerOptions(const RunContext& context) const override;
    StepLoss addGradients(std::int64_t step, double lossScale, const RunContext& context) override;
    std::shared_ptr<TransformerModel> student() const override;
    /// `initial/`, when something was taken out of the weights.
    void writeStart(const std::filesystem::path& folder) const override;
    void writeStep(const std::filesystem::path& folder) const override;
    /// The PEFT folder, with `initial/` and `converted/` where it has a base of its own.
    void writeOutcome(const std::filesystem::path& folder) const override;
    /// Those of the start and transfer/<module>/norm_ratio [L]: RMS of the change over RMS of the
    /// weight.
    std::vector<Table> tables() const override;

private:
    bool isSubtracted() const;
    std::int64_t lowestLayer() const;

    std::shared_ptr<TransformerModel> m_plain;
    TrainableAdapter m_adapter;
    AdapterLabel m_label;
    AdapterTraining m_training;
    std::vector<Table> m_startTables;
    std::shared_ptr<InputDropout> m_dropout; ///< null = none
    std::unique_ptr<ResponseTraining> m_response; ///< null when nothing is trained
    std::vector<double> m_weightNorms; ///< of the targets, in their order
};

} // namespace neurograft
