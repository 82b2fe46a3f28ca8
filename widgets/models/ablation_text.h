// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/ablation_session.h"

namespace neurograft {

/// "demo-top100: 100 neurons switched off"; with a factor "… scaled by 0.5".
QString ablationTitle(const AblationRequest& request);
/// Model and row of an answer: "S tiny-S", with several rows "S tiny-S row 3" (counted from 1).
QString ablationRowName(const AblatedModel& model, std::size_t row);
/// "0.8512"; what is smaller than that shows has two digits: "1.2e−06".
QString shownProbability(double probability);
/// What changed in the continuations, as rich text, one paragraph per row with an anchor "r0",
/// "r1", …; @p isDark as diffHtml().
QString ablationHtml(const AblationResult& result, bool isDark);
/// Everything, parted by tabs, headed: model, neurons, factor, row, target, p before, p after,
/// p with random neurons, continuation before and after.
QString ablationTsv(const AblationResult& result);

} // namespace neurograft
