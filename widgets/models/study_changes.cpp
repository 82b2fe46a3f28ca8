// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_changes.h"

#include "core/study/option_pairs.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <set>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;

struct ChangeTexts {
    Q_DECLARE_TR_FUNCTIONS(StudyChanges)
};

} // namespace

std::vector<ValuePair> valuePairs(const OrderedJson& a, const OrderedJson& b)
{
    std::vector<ValuePair> pairs;
    for (const OptionPair& pair : optionPairs(a, b)) {
        pairs.push_back({QString::fromStdString(pair.key), QString::fromStdString(pair.a),
                         QString::fromStdString(pair.b)});
    }
    return pairs;
}

QStringList studyChanges(const StudyFolder& before, const StudyFolder& after)
{
    QStringList lines;
    const auto json = [](const StudyFolder& study) {
        return OrderedJson::parse(studyFileText(study.study, study.folder()));
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
            && OrderedJson::parse(left->second) == OrderedJson::parse(right->second);
        if (!isSame && key != "places") {
            lines << ChangeTexts::tr("view: %1").arg(QString::fromStdString(key));
        }
    }
    return lines;
}

} // namespace neurograft
