// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_task.h"

#include "core/evaluate/evaluation_protocol.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace neurograft {

namespace {

struct EvaluateTaskTexts {
    Q_DECLARE_TR_FUNCTIONS(EvaluateTask)
};

const QString kTask = QStringLiteral("task");
const QString kData = QStringLiteral("data");
const QString kChosen = QStringLiteral("chosen");
const QString kProtocol = QStringLiteral("protocol");
const QString kEvaluateTaskTemplate = QStringLiteral("template");
const QString kShots = QStringLiteral("shots");
const QString kShotsFile = QStringLiteral("shotsFile");
const QString kMaxNewTokens = QStringLiteral("maxNewTokens");

QString inside(const QString& folder, const QString& path)
{
    return !folder.isEmpty() && path.startsWith(folder + u'/') ? QDir(folder).relativeFilePath(path)
                                                               : path;
}

QString outside(const QString& folder, const QString& path)
{
    return path.isEmpty() || folder.isEmpty() ? path : QDir(folder).absoluteFilePath(path);
}

bool hasOwnRows(const QString& task)
{
    return task == QLatin1String("choice") || task == QLatin1String("exact");
}

} // namespace

QStringList taskNames()
{
    QStringList names;
    for (const std::string& word : taskWords()) {
        names << QString::fromStdString(word);
    }
    return names;
}

QString taskTitle(const QString& task)
{
    static const QHash<QString, const char*> titles{
        {QStringLiteral("mmlu"), "MMLU"},
        {QStringLiteral("gsm8k"), "GSM8K"},
        {QStringLiteral("humaneval"), "HumanEval"},
        {QStringLiteral("mbpp"), "MBPP"},
        {QStringLiteral("choice"), QT_TRANSLATE_NOOP("EvaluateTask", "multiple choice")},
        {QStringLiteral("exact"), QT_TRANSLATE_NOOP("EvaluateTask", "exact match")},
        {QString::fromLatin1(kPerplexityTask), QT_TRANSLATE_NOOP("EvaluateTask", "perplexity")},
    };
    return titles.contains(task) ? EvaluateTaskTexts::tr(titles.value(task)) : task;
}

QString EvaluateTask::title() const
{
    if (!hasOwnRows(task)) {
        return taskTitle(task);
    }
    const QFileInfo file(data);
    const QString folder = QFileInfo(file.absolutePath()).fileName();
    const QString stem = file.completeBaseName();
    // "test" says nothing; the folder it lies in does.
    return stem == QLatin1String("test") && !folder.isEmpty() ? folder + u' ' + stem : stem;
}

bool EvaluateTask::isCode() const
{
    return task == QLatin1String("humaneval") || task == QLatin1String("mbpp");
}

bool EvaluateTask::isChoice() const
{
    return task == QLatin1String("mmlu") || task == QLatin1String("choice");
}

bool EvaluateTask::isPerplexity() const
{
    return task == QLatin1String(kPerplexityTask);
}

std::int64_t EvaluateTask::asked(std::int64_t most) const
{
    return state != State::Ready ? 0 : most > 0 ? std::min(most, questions) : questions;
}

QString EvaluateTask::manner() const
{
    if (isPerplexity()) {
        return EvaluateTaskTexts::tr("of held-out responses");
    }
    QStringList parts;
    if (protocol.isEmpty()) {
        const auto words = protocolWords(taskFromWord(task.toStdString()));
        parts << QString::fromStdString(words.front());
    } else {
        parts << protocol;
    }
    if (!promptTemplate.isEmpty()) {
        parts << EvaluateTaskTexts::tr("template %1").arg(promptTemplate);
    }
    if (shots > 0) {
        parts << (shots == 1 ? EvaluateTaskTexts::tr("1 shot")
                             : EvaluateTaskTexts::tr("%1 shots").arg(shots));
    }
    if (maxNewTokens > 0 && !isChoice()) {
        parts << EvaluateTaskTexts::tr("at most %1 tokens").arg(maxNewTokens);
    }
    return parts.join(QStringLiteral(", "));
}

EvaluateTask taskOf(const EvaluateStudy& study)
{
    EvaluateTask task;
    task.task = QString::fromStdString(study.task);
    task.data = fromPath(study.data);
    task.protocol = QString::fromStdString(study.protocol);
    task.promptTemplate = QString::fromStdString(study.promptTemplate);
    task.shots = static_cast<int>(study.shots);
    task.shotsFile = fromPath(study.shotsFile);
    task.maxNewTokens = static_cast<int>(study.maxNewTokens);
    return task;
}

EvaluateStudy studyOf(const EvaluateTask& task, std::int64_t most, std::uint64_t seed)
{
    EvaluateStudy study;
    study.task = task.task.toStdString();
    study.data = toPath(task.data);
    study.protocol = task.protocol.toStdString();
    study.promptTemplate = task.promptTemplate.toStdString();
    study.shots = task.shots;
    study.shotsFile = task.shots > 0 ? toPath(task.shotsFile) : std::filesystem::path();
    study.maxNewTokens = task.isChoice() ? 0 : task.maxNewTokens;
    study.seed = study.rows.seed = seed;
    // All of them is another selection than as many as there are: the first needs no seed.
    study.rows.sample = most > 0 && (task.questions == 0 || most < task.questions) ? most : 0;
    return study;
}

QJsonObject toJson(const EvaluateTask& task, const QString& folder)
{
    return {{kTask, task.task},
            {kData, inside(folder, task.data)},
            {kChosen, task.isChosen},
            {kProtocol, task.protocol},
            {kEvaluateTaskTemplate, task.promptTemplate},
            {kShots, task.shots},
            {kShotsFile, inside(folder, task.shotsFile)},
            {kMaxNewTokens, task.maxNewTokens}};
}

EvaluateTask evaluateTaskFromJson(const QJsonObject& json, const QString& folder)
{
    EvaluateTask task;
    task.task = json.value(kTask).toString();
    task.data = outside(folder, json.value(kData).toString());
    task.isChosen = json.value(kChosen).toBool(true);
    task.protocol = json.value(kProtocol).toString();
    task.promptTemplate = json.value(kEvaluateTaskTemplate).toString();
    task.shots = std::max(0, json.value(kShots).toInt());
    task.shotsFile = outside(folder, json.value(kShotsFile).toString());
    task.maxNewTokens = std::max(0, json.value(kMaxNewTokens).toInt());
    return task;
}

} // namespace neurograft
