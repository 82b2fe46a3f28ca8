// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/transfer_method.h"
#include "core/run/run_context.h"
#include "core/store/result_file.h"
#include "core/study/transfer_parts.h"

#include <chrono>
#include <string>
#include <vector>

namespace neurograft {

/// Trains one method in one folder: saved state after every step, kept steps, curves, result file,
/// outcome.
class TransferRun {
public:
    /// @param createdUtc of a continued run: that of its first session
    TransferRun(const TransferInputs& inputs, const TransferPart& part, TransferMethod& method,
                std::string createdUtc, const RunContext& context);

    /// @param isContinued goes on from the folder's state
    /// @return what stands in the result file at the end
    /// @throws Canceled, everything begun is kept; Error family
    ResultFile run(bool isContinued);

private:
    void train(bool isContinued);
    void afterStep(const StepReport& report);
    void keepStep(std::int64_t step);
    ResultFile store(const std::string& status);
    RunManifest manifest(const std::string& status) const;

    const TransferInputs& m_inputs;
    const TransferPart& m_part;
    TransferMethod& m_method;
    std::string m_createdUtc;
    const RunContext& m_context;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_stored;
    std::vector<StepReport> m_reports; ///< of all steps, earlier sessions included
};

/// What a method's losses are called in a result file.
struct LossNames {
    const char* lossUnit = "nats per label";
    const char* addedName = "penalty"; ///< what was added to the loss
    const char* addedUnit = "";
};

/// Group `training` of cli.md section 3: curves [steps, 2] of what was measured.
std::vector<Table> trainingTables(const std::vector<StepReport>& reports,
                                  const LossNames& names = {});

} // namespace neurograft
