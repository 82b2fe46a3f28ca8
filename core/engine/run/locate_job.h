// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/run/locate_inputs.h"
#include "core/run/run_locate.h"
#include "core/store/result_file.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// One locate run by scores of neurons: takes one model after the other through its rows and keeps
/// the result file up to date.
class LocateJob {
public:
    /// @param start when the run began, inputs included
    LocateJob(LocateInputs inputs, std::filesystem::path out,
              std::chrono::steady_clock::time_point start, const RunContext& context);

    /// @param isResumed models that the file has finished are kept
    /// @throws Canceled, Error family; the file is valid and partial then
    LocateOutcome run(bool isResumed);

private:
    void keepFinished();
    void locate(const LocateModel& model);
    void locateSensitivity();
    ModelAttribution attribute(const LocateModel& model, const TransformerModel& transformer,
                               const RunContext& context);
    void setTables(const std::string& role, std::vector<Table> tables);
    bool isFinished(const std::string& role) const;
    void store(const std::string& status);
    ResultFile result(const std::string& status) const;
    RunManifest manifest(const std::string& status) const;

    LocateInputs m_inputs;
    std::filesystem::path m_out;
    const RunContext& m_context;
    std::vector<std::pair<std::string, std::vector<Table>>> m_tables; ///< by role, in order
    std::vector<std::string> m_finished;
    bool m_isStored = false;
    std::string m_createdUtc;
    std::chrono::steady_clock::time_point m_start;
};

} // namespace neurograft
