// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_folder.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>
#include <QStringList>

#include <vector>

namespace neurograft {

/// One value of two JSON objects side by side, by its path: "rows/limit".
struct ValuePair {
    QString key;
    QString a; ///< as text; empty when that side lacks it
    QString b;
    bool isDifferent() const { return a != b; }
};
/// All values of both, objects unfolded, lists in one piece; in the order of @p a, what only @p b
/// has last.
std::vector<ValuePair> valuePairs(const nlohmann::ordered_json& a, const nlohmann::ordered_json& b);

/// What differs between two states of a study, one line each: "seed: 42 → 43"; sections of the
/// view by name: "view: runs".
QStringList studyChanges(const StudyFolder& before, const StudyFolder& after);

} // namespace neurograft
