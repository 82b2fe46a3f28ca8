// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "app/commands/pair_places.h"
#include "core/study/transfer_study.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// Options of `transfer`. What is not given keeps the value of --study, or the default of the
/// method, which only the method's name tells.
class TransferOptions {
public:
    void declare(CLI::App& parser);
    /// @throws UsageError, and StudyError for a study file that cannot be used
    TransferStudy study(const CLI::App& parser, const CommonOptions& common) const;

    std::string out;
    bool force = false;
    bool dryRun = false;
    bool resume = false;

private:
    /// Adds an option that changes a study only when it is given.
    template <class Value>
    void add(CLI::App& parser, const std::string& name, const std::string& help, const char* type,
             std::function<void(TransferStudy&, const Value&)> apply);
    void addFlag(CLI::App& parser, const std::string& name, const std::string& help,
                 std::function<void(TransferStudy&)> apply);
    void declareSource(CLI::App& parser);
    void declareAdapter(CLI::App& parser);
    void declareUnaligned(CLI::App& parser);
    void declareTraining(CLI::App& parser);
    TransferStudy standard() const;

    std::string m_method;
    std::string m_studyFile;
    PairPlaces m_places;
    std::vector<std::function<void(TransferStudy&)>> m_changes; ///< of the options given
};

} // namespace neurograft
