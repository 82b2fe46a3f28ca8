// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_run.h"

#include "core/run/error.h"
#include "core/study/transfer_study.h"
#include "widgets/models/path_text.h"
#include "widgets/models/transfer_fields.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

struct EvaluationRunTexts {
    Q_DECLARE_TR_FUNCTIONS(EvaluationRun)
};

/// "seeking" of "seeking/seed-42/converted": the first part that is not what every transfer calls
/// its files, so that the seeds of one method have one name.
fs::path ownName(fs::path path)
{
    static const QRegularExpression common(
        QStringLiteral("^(converted|initial|delta\\.safetensors|seed-\\d+)$"));
    while (common.match(fromPath(path.filename())).hasMatch() && path.has_parent_path()
           && path.parent_path().has_filename()) {
        path = path.parent_path();
    }
    return path;
}

/// "LaTen run 5" of what lies in a run's folder "0005-laten", else its own name.
QString changeTitle(const fs::path& path)
{
    static const QRegularExpression numbered(QStringLiteral("^0*(\\d+)-(.+)$"));
    const std::vector<std::string>& methods = transferMethods();
    for (fs::path folder = path; folder.has_relative_path(); folder = folder.parent_path()) {
        const QRegularExpressionMatch match = numbered.match(fromPath(folder.filename()));
        const std::string method = match.captured(2).toStdString();
        if (match.hasMatch()
            && std::find(methods.begin(), methods.end(), method) != methods.end()) {
            return EvaluationRunTexts::tr("%1 run %2")
                .arg(transferMethodTitle(method), match.captured(1));
        }
    }
    const QFileInfo file(fromPath(ownName(path)));
    return file.suffix() == QLatin1String("safetensors") ? file.completeBaseName()
                                                         : QDir(file.filePath()).dirName();
}

/// Last change of a file, or of what lies in a folder; the epoch when there is none.
fs::file_time_type lastChange(const fs::path& path)
{
    std::error_code problem;
    fs::file_time_type last = fs::last_write_time(path, problem);
    if (problem) {
        return fs::file_time_type::min();
    }
    if (fs::is_directory(path, problem)) {
        for (const auto& entry : fs::recursive_directory_iterator(path, problem)) {
            last = std::max(last, entry.last_write_time(problem));
        }
    }
    return last;
}

} // namespace

QString EvaluationRun::name() const
{
    const QString stem = QFileInfo(path).completeBaseName();
    const int number = stem.section(u'-', 0, 0).toInt(); // "0003-evaluate", see RunFolder
    return number > 0 ? EvaluationRunTexts::tr("run %1").arg(number) : stem;
}

EvaluationRun readEvaluationRun(const QString& path, bool keepsItems)
{
    const QFileInfo file(path);
    EvaluationRun run;
    run.path = file.absoluteFilePath();
    run.modifiedMs = file.lastModified().toMSecsSinceEpoch();
    const ResultFile result = readResult(toPath(path));
    run.study = parseEvaluateStudy(result.manifest.study, path.toStdString());
    run.isPartial = result.manifest.status != "complete";
    run.created =
        QDateTime::fromString(QString::fromStdString(result.manifest.createdUtc), Qt::ISODate);
    run.modelSha256 = QString::fromStdString(result.manifest.studentSha256);
    auto evaluation = std::make_shared<Evaluation>(
        readEvaluation(result, taskFromWord(run.study.task), path.toStdString()));
    run.score = scoreOf(evaluation->items);
    run.values = questionValues(evaluation->items);
    run.protocol = QString::fromStdString(evaluation->protocol.name);
    run.promptTemplate = QString::fromLatin1(evaluation->protocol.promptTemplate.name());
    run.itemsSha256 = QString::fromStdString(evaluation->itemsSha256);
    const auto unscored = std::find_if(
        evaluation->items.begin(), evaluation->items.end(), [](const EvaluationItem& item) {
            return item.isAnswered && item.verdict == Verdict::NotScored && !item.detail.empty();
        });
    if (unscored != evaluation->items.end()) {
        run.notScored = QString::fromStdString(unscored->detail);
    }
    if (keepsItems) {
        run.evaluation = std::move(evaluation);
    }
    return run;
}

QString overlayTitle(const ModelOverlay& overlay)
{
    QStringList titles;
    for (const auto* paths : {&overlay.adapters, &overlay.residualAdapters, &overlay.deltas}) {
        for (const fs::path& path : *paths) {
            titles << changeTitle(path);
        }
    }
    return titles.join(QStringLiteral(" + "));
}

QString subjectTitle(const EvaluateStudy& study)
{
    if (study.model.empty()) {
        return fromPath(study.predictions.filename());
    }
    const QString model = QDir(fromPath(study.model)).dirName();
    return study.overlay.isEmpty()
        ? model
        : QStringLiteral("%1 + %2").arg(model, overlayTitle(study.overlay));
}

EvaluateStudy askedStudy(EvaluateStudy study)
{
    study.model.clear();
    study.predictions.clear();
    study.overlay = {};
    study.device = "auto";
    study.dtype = "auto";
    study.threads = 0;
    study.batch = EvaluateStudy().batch;
    study.isDeterministic = false;
    study.executesCode = false;
    return study;
}

bool isSameQuestion(const EvaluateStudy& a, const EvaluateStudy& b)
{
    return studyText(askedStudy(a)) == studyText(askedStudy(b));
}

bool isAnswerTo(const EvaluationRun& run, const EvaluateStudy& study)
{
    if (run.isPartial || studyText(run.study) != studyText(study)) {
        return false;
    }
    const fs::file_time_type answered = lastChange(toPath(run.path));
    std::vector<fs::path> sources{study.model, study.data, study.shotsFile};
    for (const auto* paths :
         {&study.overlay.adapters, &study.overlay.residualAdapters, &study.overlay.deltas}) {
        sources.insert(sources.end(), paths->begin(), paths->end());
    }
    return std::all_of(sources.begin(), sources.end(), [&answered](const fs::path& source) {
        return source.empty() || lastChange(source) < answered;
    });
}

} // namespace neurograft
