// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/evaluate_study.h"
#include "widgets/jobs/job_outcome.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace neurograft {

/// One line of the list of tasks: what is asked, of which file, how; and what is known of the file.
struct EvaluateTask {
    QString task; ///< mmlu | gsm8k | humaneval | mbpp | choice | exact | perplexity
    QString data; ///< absolute path of its file, mmlu: its folder
    bool isChosen = true;
    QString protocol; ///< empty = the task's own
    QString promptTemplate; ///< empty = the protocol's
    int shots = 0;
    QString shotsFile;
    int maxNewTokens = 0; ///< of a written answer; 0 = the protocol's

    enum class State { Reading, Ready, Failed };
    State state = State::Reading;
    std::int64_t questions = 0; ///< in the file, when ready
    JobOutcome problem; ///< when failed

    /// "MMLU", "GSM8K", "HumanEval", "MBPP"; of rows of one's own the file's name: "mc".
    QString title() const;
    bool isCode() const;
    bool isChoice() const; ///< a letter is chosen, nothing is written
    bool isPerplexity() const; ///< of held-out responses: nothing is asked, two models are measured
    /// How many questions are asked when at most @p most are (0 = all); 0 unless ready.
    std::int64_t asked(std::int64_t most) const;
    /// "train, tulu template, 5 shots": how it is asked, defaults said by name.
    QString manner() const;
    /// The same task of the same data, however it is asked.
    bool isSameTask(const EvaluateTask& other) const
    {
        return task == other.task && data == other.data;
    }
};

/// "MMLU", "GSM8K", "HumanEval", "MBPP", "multiple choice", "exact match".
QString taskTitle(const QString& task);
/// All tasks, in the order of the lists they stand in.
QStringList taskNames();

/// The task of held-out perplexity, which is no word of `evaluate`.
inline constexpr const char* kPerplexityTask = "perplexity";

/// What a study asks; its model, overlay and rows are left out.
EvaluateTask taskOf(const EvaluateStudy& study);
/// The study of a task without a model: @p most questions drawn by @p seed, 0 = all.
EvaluateStudy studyOf(const EvaluateTask& task, std::int64_t most, std::uint64_t seed);

/// Files inside @p folder (the study's) are written relative to it; an empty folder has none.
QJsonObject toJson(const EvaluateTask& task, const QString& folder);
EvaluateTask evaluateTaskFromJson(const QJsonObject& json, const QString& folder);

} // namespace neurograft
