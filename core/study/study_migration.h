// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Turns the JSON of a study of one schema into that of the next; `schema` itself is set by
/// migrateStudy().
using StudyMigration = void (*)(nlohmann::json& study);

/// The steps of this program: entry 0 leads from schema 1 to 2, the last one to kStudySchema. One
/// is added whenever kStudySchema grows, with a study of the old schema under
/// tests/data/study-v<schema>.
const std::vector<StudyMigration>& studyMigrations();

/// Applies the steps from @p schema (at least 1) on; a study that is newer than all of them is
/// left as it is.
void migrateStudy(nlohmann::json& study, std::int64_t schema,
                  const std::vector<StudyMigration>& steps);

} // namespace neurograft
