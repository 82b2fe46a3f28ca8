// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/neuron_delta.h"
#include "core/engine/transfer/transfer_method.h"

#include <memory>
#include <vector>

namespace neurograft {

/// Table [2] of a result: perplexity of the align rows without and with the change.
inline constexpr const char* kAlignPerplexity = "transfer/align_perplexity";

/// Unaligned injection (transfer.md 5): a change that nothing is trained for.
class UnalignedMethod : public TransferMethod {
public:
    /// @param edits of some of the targets, on the CPU
    /// @param tables what there is to say about the change
    UnalignedMethod(std::shared_ptr<TransformerModel> student,
                    const std::vector<AdapterTarget>& targets, ModelEdits edits, DeltaLabel label,
                    std::vector<Table> tables);

    std::vector<Parameter> parameters() const override { return {}; }
    TrainerOptions trainerOptions(const RunContext& context) const override;
    StepLoss addGradients(std::int64_t step, double lossScale, const RunContext& context) override;
    std::shared_ptr<TransformerModel> student() const override;
    void writeStart(const std::filesystem::path& folder) const override;
    void writeStep(const std::filesystem::path& folder) const override;
    /// `delta.safetensors`.
    void writeOutcome(const std::filesystem::path& folder) const override;
    /// Those given and transfer/<module>/norm_ratio [L]: RMS of the change over RMS of the weight.
    std::vector<Table> tables() const override { return m_tables; }

private:
    std::shared_ptr<TransformerModel> m_plain;
    ModelEdits m_edits;
    DeltaLabel m_label;
    std::vector<Table> m_tables;
};

} // namespace neurograft
