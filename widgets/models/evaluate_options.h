// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <cstdint>

namespace neurograft {

/// How the tasks are asked.
struct EvaluateOptions {
    std::int64_t most = 200; ///< questions of each task, drawn by seed; 0 = all
    std::uint64_t seed = 42;
    bool asksTeacher = false; ///< scores of the teacher beside before and after
    bool executesCode = false; ///< generated code is run, isolated
    std::int64_t batch = 8; ///< rows computed together

    bool operator==(const EvaluateOptions& other) const
    {
        return most == other.most && seed == other.seed && asksTeacher == other.asksTeacher
            && executesCode == other.executesCode && batch == other.batch;
    }
};

/// Their keys of a view, beside others.
void writeOptions(const EvaluateOptions& options, QJsonObject& json);
/// Keys that are absent or make no sense are those of the standard.
EvaluateOptions evaluateOptionsFrom(const QJsonObject& json);

} // namespace neurograft
