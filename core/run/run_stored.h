// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/studies/stored_study.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What a study of any kind would need, from headers only.
struct StoredPlan {
    std::vector<std::string> problems; ///< empty = ok
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`.
/// @param out as for runStored(); may be empty
StoredPlan planStored(const StoredStudy& study, const std::filesystem::path& out);

/// Runs a study by the façade of its kind.
/// @param out the result file, of a transfer its folder; must be free unless @p overwrite
/// @return the result file that was written; of a transfer with several seeds that of the first
/// @throws as the façades: Canceled, Error family
std::filesystem::path runStored(const StoredStudy& study, const std::filesystem::path& out,
                                bool overwrite, const RunContext& context);

/// Names of the tables in which two results differ in any byte, or that only one of them has.
/// @throws StoreError for a file that is no result
std::vector<std::string> differingTables(const std::filesystem::path& a,
                                         const std::filesystem::path& b);

} // namespace neurograft
