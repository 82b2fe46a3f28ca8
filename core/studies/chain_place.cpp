// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_place.h"

#include "core/studies/chain_tasks.h"

#include <algorithm>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Whether @p folder is the name of a cell of @p step with the labels of @p where.
bool isCellOf(const ChainStep& step, const std::map<std::string, std::string>& where,
              const std::string& folder)
{
    std::vector<std::size_t> values(step.sweep.size(), 0);
    const auto isMeant = [&] {
        for (std::size_t axis = 0; axis < values.size(); ++axis) {
            const auto wanted = where.find(step.sweep[axis].name);
            if (wanted != where.end()
                && wanted->second != step.sweep[axis].values[values[axis]].label) {
                return false;
            }
        }
        return true;
    };
    for (bool isDone = false; !isDone;) {
        if (isMeant() && cellName(step.sweep, values) == folder) {
            return true;
        }
        isDone = true;
        for (std::size_t axis = values.size(); axis-- > 0 && isDone;) {
            values[axis] = (values[axis] + 1) % step.sweep[axis].values.size();
            isDone = values[axis] == 0;
        }
    }
    return false;
}

} // namespace

bool isMeasuredBy(const ChainStudy& study, const PublishedNumber& number, const fs::path& result)
{
    const std::size_t slash = number.metric.find('/');
    const std::string name = number.metric.substr(0, slash);
    const auto step = std::find_if(study.steps.begin(), study.steps.end(),
                                   [&name](const ChainStep& each) { return each.name == name; });
    if (slash == std::string::npos || step == study.steps.end()) {
        return false;
    }
    const std::string rest = number.metric.substr(slash + 1); // "answers-seeking/score", "score"
    const std::string job = step->each.empty() ? name : rest.substr(0, rest.find('/'));
    std::error_code error;
    if (result.stem().string() != job
        || !fs::exists(fs::path(result).replace_extension(".step.json"), error)) {
        return false;
    }
    const fs::path cell = fs::absolute(result, error).lexically_normal().parent_path();
    return !step->isSweep()
        || (cell.parent_path().filename().string() == name
            && isCellOf(*step, number.where, cell.filename().string()));
}

} // namespace neurograft
