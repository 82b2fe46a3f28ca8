// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_changes.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <set>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;
using Values = std::vector<std::pair<QString, QString>>;

struct ChangeTexts {
    Q_DECLARE_TR_FUNCTIONS(StudyChanges)
};

QString valueText(const Json& value)
{
    if (value.is_array()) {
        QStringList words;
        for (const Json& word : value) {
            words << valueText(word);
        }
        return words.join(QStringLiteral(", "));
    }
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

void unfold(const Json& value, const QString& path, Values& values)
{
    if (!value.is_object()) {
        values.emplace_back(path, valueText(value));
        return;
    }
    for (const auto& [key, inner] : value.items()) {
        const QString name = QString::fromStdString(key);
        unfold(inner, path.isEmpty() ? name : path + QLatin1Char('/') + name, values);
    }
}

QString take(Values& values, const QString& key)
{
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (value->first == key) {
            const QString text = value->second;
            values.erase(value);
            return text;
        }
    }
    return {};
}

} // namespace

std::vector<ValuePair> valuePairs(const Json& a, const Json& b)
{
    Values left;
    Values right;
    unfold(a, {}, left);
    unfold(b, {}, right);
    std::vector<ValuePair> pairs;
    for (const auto& [key, text] : left) {
        pairs.push_back({key, text, take(right, key)});
    }
    for (const auto& [key, text] : right) {
        pairs.push_back({key, {}, text});
    }
    return pairs;
}

QStringList studyChanges(const StudyFolder& before, const StudyFolder& after)
{
    QStringList lines;
    const auto json = [](const StudyFolder& study) {
        return Json::parse(studyFileText(study.study, study.folder()));
    };
    for (const ValuePair& pair : valuePairs(json(before), json(after))) {
        if (pair.isDifferent()) {
            lines << QStringLiteral("%1: %2 → %3").arg(pair.key, pair.a, pair.b);
        }
    }
    std::set<std::string> keys;
    for (const ViewFile* view : {&before.view, &after.view}) {
        for (const auto& section : view->sections) {
            keys.insert(section.first);
        }
    }
    for (const std::string& key : keys) {
        const auto left = before.view.sections.find(key);
        const auto right = after.view.sections.find(key);
        const bool isSame = left != before.view.sections.end() && right != after.view.sections.end()
            && Json::parse(left->second) == Json::parse(right->second);
        if (!isSame && key != "places") {
            lines << ChangeTexts::tr("view: %1").arg(QString::fromStdString(key));
        }
    }
    return lines;
}

} // namespace neurograft
