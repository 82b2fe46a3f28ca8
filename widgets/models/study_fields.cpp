// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_fields.h"

#include "widgets/models/chain_text.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct StudyFieldText {
    Q_DECLARE_TR_FUNCTIONS(StudyForm)
};

StudyField sweepField(const ChainStep& step, const SweepAxis& axis, const QString& caption)
{
    return {{},
            pointerOf(step) + QStringLiteral("/sweep/") + QString::fromStdString(axis.name),
            caption,
            StudyFieldText::tr("values of the sweep, a list in JSON")};
}

} // namespace

std::vector<StudyField> fieldsOfStudy(const ChainStudy& study)
{
    std::vector<StudyField> fields;
    for (const auto& [role, path] : study.paths) {
        fields.push_back({QString::fromStdString(role),
                          {},
                          QString::fromStdString(role),
                          QString::fromStdString(path.about)});
    }
    for (const std::string& option : chainCommonOptions()) {
        const QString name = QString::fromStdString(option);
        fields.push_back(
            {{},
             QStringLiteral("/common/") + name,
             name,
             StudyFieldText::tr("of all steps that do not state it; empty: the default")});
    }
    for (const ChainStep& step : study.steps) {
        for (const SweepAxis& axis : step.sweep) {
            fields.push_back(
                sweepField(step, axis,
                           StudyFieldText::tr("%1: %2").arg(QString::fromStdString(step.name),
                                                            QString::fromStdString(axis.name))));
        }
    }
    return fields;
}

std::vector<StudyField> fieldsOfStep(const ChainStep& step,
                                     const std::map<std::string, std::string>& help)
{
    std::vector<StudyField> fields;
    for (const SweepAxis& axis : step.sweep) {
        fields.push_back(sweepField(
            step, axis, StudyFieldText::tr("over %1").arg(QString::fromStdString(axis.name))));
    }
    for (const auto& [option, value] : step.options.items()) {
        const QString name = QString::fromStdString(option);
        const auto words = help.find(option);
        fields.push_back({{},
                          pointerOf(step) + QLatin1Char('/') + jsonPointerPart(name),
                          name,
                          words == help.end() ? QString() : QString::fromStdString(words->second)});
    }
    return fields;
}

const ChainStep* chainStepAt(const std::vector<ChainStep>& steps, const QString& pointer)
{
    for (const ChainStep& step : steps) {
        const ChainStep* inner = chainStepAt(step.each, pointer);
        if (inner != nullptr || pointerOf(step) == pointer) {
            return inner != nullptr ? inner : &step;
        }
    }
    return nullptr;
}

QString jsonPointerPart(QString key)
{
    return key.replace(QLatin1Char('~'), QStringLiteral("~0"))
        .replace(QLatin1Char('/'), QStringLiteral("~1"));
}

QString fieldJson(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || nlohmann::json::accept(trimmed.toStdString())) {
        return trimmed;
    }
    return QString::fromStdString(nlohmann::json(trimmed.toStdString()).dump());
}

QString fieldText(const nlohmann::ordered_json* json, const QString& pointer)
{
    const nlohmann::ordered_json::json_pointer place(pointer.toStdString());
    if (json == nullptr || !json->contains(place)) {
        return {};
    }
    const nlohmann::ordered_json& value = json->at(place);
    const QString plain =
        value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
    const QString inJson = QString::fromStdString(value.dump());
    return value.is_string() && fieldJson(plain) == inJson ? plain : inJson;
}

} // namespace neurograft
