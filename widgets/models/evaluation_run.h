// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_result.h"
#include "core/study/evaluate_study.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// One task as one model did it, as a run stored it. Plain data.
struct EvaluationRun {
    QString path; ///< absolute
    qint64 modifiedMs = 0; ///< of the file when it was read
    EvaluateStudy study; ///< what it was made from
    bool isPartial = false;
    QDateTime created;
    QString modelSha256; ///< of the weights; empty for predictions
    EvaluationScore score;
    QString protocol;
    QString promptTemplate;
    QString itemsSha256; ///< runs with equal ones asked the same questions
    std::vector<double> values; ///< of each question, NaN where not scored
    QString notScored; ///< why the first item without a score has none; empty when all have one
    std::shared_ptr<const Evaluation>
        evaluation; ///< items and all; null when only scores were read

    QString name() const; ///< "run 7"; the file's name when it has no number
};

/// Reads an evaluation. Any thread.
/// @param keepsItems prompts and answers stay in memory, too
/// @throws StoreError, StudyError when the file is none
EvaluationRun readEvaluationRun(const QString& path, bool keepsItems);

/// "LaTen run 5", "delta-flip": what lies over the model, by method and name; empty for a model as
/// it is.
QString overlayTitle(const ModelOverlay& overlay);
/// "tiny-S", "tiny-S + LaTen run 5".
QString subjectTitle(const EvaluateStudy& study);

/// The question asked, whoever answers: the study without model, overlay, predictions and what
/// changes no number.
EvaluateStudy askedStudy(EvaluateStudy study);
/// Whether two studies ask the same.
bool isSameQuestion(const EvaluateStudy& a, const EvaluateStudy& b);
/// Whether a stored run is what @p study would give: the same study, complete, and neither model
/// nor overlay nor data was changed after it. Looks at the disk.
bool isAnswerTo(const EvaluationRun& run, const EvaluateStudy& study);

} // namespace neurograft
