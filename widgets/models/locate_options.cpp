// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/locate_options.h"

#include "core/run/error.h"

#include <QJsonDocument>

#include <utility>

namespace neurograft {

namespace {

} // namespace

QStringList LocateOptions::allModules()
{
    QStringList names;
    for (const std::string& module : LocateStudy().modules) {
        names << QString::fromStdString(module);
    }
    return names;
}

bool LocateOptions::operator==(const LocateOptions& other) const
{
    LocateStudy own;
    LocateStudy others;
    writeOptions(*this, own);
    writeOptions(other, others);
    return studyText(own) == studyText(others);
}

LocateOptions optionsOf(const LocateStudy& study)
{
    LocateOptions options;
    options.score = QString::fromStdString(study.score);
    options.mode = QString::fromStdString(study.mode);
    options.policy = QString::fromStdString(study.target);
    options.coefficient = QString::fromStdString(study.coefficient);
    options.budget = QString::fromStdString(study.budget);
    options.rate = study.rate;
    options.fullScores = study.fullScores;
    options.steps = static_cast<int>(study.steps);
    options.layerOrder = QString::fromStdString(study.layerOrder);
    options.structure = QString::fromStdString(study.structure);
    options.maxLength = static_cast<int>(study.maxLength);
    options.modules.clear();
    for (const std::string& module : study.modules) {
        options.modules << QString::fromStdString(module);
    }
    return options;
}

void writeOptions(const LocateOptions& options, LocateStudy& study)
{
    study.score = options.score.toStdString();
    study.mode = options.mode.toStdString();
    study.target = options.policy.toStdString();
    study.coefficient = options.coefficient.toStdString();
    study.budget = options.budget.toStdString();
    study.rate = options.rate;
    study.fullScores = options.fullScores;
    study.steps = options.steps;
    study.layerOrder = options.layerOrder.toStdString();
    study.structure = options.structure.toStdString();
    study.maxLength = options.maxLength;
    study.modules.clear();
    for (const QString& module : options.modules) {
        study.modules.push_back(module.toStdString());
    }
}

QJsonObject toJson(const LocateOptions& options)
{
    LocateStudy study;
    writeOptions(options, study);
    QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(studyText(study))).object();
    const QJsonObject standard =
        QJsonDocument::fromJson(QByteArray::fromStdString(studyText(LocateStudy()))).object();
    for (auto entry = standard.begin(); entry != standard.end(); ++entry) {
        if (json.value(entry.key()) == entry.value()) {
            json.remove(entry.key()); // also all that is none of the options
        }
    }
    return json;
}

LocateOptions locateOptionsFromJson(const QJsonObject& json, const LocateOptions& standard)
{
    QJsonObject text = json;
    text.insert(QStringLiteral("command"), QStringLiteral("locate"));
    try {
        LocateStudy study = parseLocateStudy(QJsonDocument(text).toJson().toStdString(), "view");
        LocateStudy checked = study;
        checked.teacher = checked.student = checked.data = "any"; // options alone are looked at
        checkLocateStudy(checked);
        return optionsOf(study);
    } catch (const Error&) {
        return standard;
    }
}

} // namespace neurograft
