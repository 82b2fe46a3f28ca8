// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_migration.h"

#include "core/study/study_io.h"

#include <nlohmann/json.hpp>

namespace neurograft {

const std::vector<StudyMigration>& studyMigrations()
{
    static const std::vector<StudyMigration> steps{
        [](nlohmann::json&) {}, // 2 adds `overlays`, of which there were none
    };
    static_assert(kStudySchema == 2, "every schema needs the step that leads to it");
    return steps;
}

void migrateStudy(nlohmann::json& study, std::int64_t schema,
                  const std::vector<StudyMigration>& steps)
{
    for (auto at = static_cast<std::size_t>(schema - 1); at < steps.size(); ++at) {
        steps[at](study);
        study["schema"] = static_cast<std::int64_t>(at) + 2;
    }
}

} // namespace neurograft
