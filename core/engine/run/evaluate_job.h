// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/run/evaluate_inputs.h"
#include "core/run/run_evaluate.h"
#include "core/store/result_file.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One evaluation: asks the questions batch by batch, scores the answers and keeps the result file
/// up to date.
class EvaluateJob {
public:
    /// @param start when the run began, inputs included
    EvaluateJob(EvaluateInputs inputs, std::filesystem::path out,
                std::chrono::steady_clock::time_point start, const RunContext& context);

    /// @param isResumed items that the file has answered are kept
    /// @throws Canceled, Error family; the file is valid and partial then
    EvaluateOutcome run(bool isResumed);

private:
    std::string modelSha256() const;
    void keepAnswered();
    void answer();
    std::vector<PromptBatch> openBatches() const;
    void answerChoices(ChoiceScorer& scorer, const PromptBatch& batch, const RunContext& context);
    void generate(const TransformerModel& model, const PromptBatch& batch,
                  const RunContext& context);
    void runCode();
    void storeSometimes();
    void store(const std::string& status);
    ResultFile result(const std::string& status) const;
    RunManifest manifest(const std::string& status) const;
    EvaluateOutcome outcome() const;
    std::vector<EvaluationItem>& items() { return m_inputs.evaluation.items; }
    const EvaluationProtocol& protocol() const { return m_inputs.evaluation.protocol; }

    EvaluateInputs m_inputs;
    std::filesystem::path m_out;
    const RunContext& m_context;
    std::int64_t m_generatedTokens = 0;
    bool m_isBegun = false; ///< something is worth storing
    std::string m_createdUtc;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_stored; ///< when the file was written last
};

} // namespace neurograft
