// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "app/commands/pair_places.h"
#include "app/commands/transfer_changes.h"
#include "core/study/transfer_study.h"

#include <string>

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
    void declareSource(CLI::App& parser);
    void declareAdapter(CLI::App& parser);
    void declareUnaligned(CLI::App& parser);
    void declareTraining(CLI::App& parser);
    TransferStudy standard() const;
    TransferStudy withPreset(TransferStudy study) const;

    std::string m_method;
    std::string m_mode; ///< empty when not given
    std::string m_preset; ///< empty when not given
    std::string m_studyFile;
    PairPlaces m_places;
    TransferChanges m_changes;
};

} // namespace neurograft
