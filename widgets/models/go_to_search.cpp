// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/go_to_search.h"

#include <QAction>
#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kMostActions = 10;
constexpr int kMostSets = 8;

struct GoToSearchTexts {
    Q_DECLARE_TR_FUNCTIONS(GoTo)
};

QStringList wordsOf(const QString& text)
{
    static const QRegularExpression kBreak(QStringLiteral("[^\\w−✓✗≥≤]+"),
                                           QRegularExpression::UseUnicodePropertiesOption);
    return text.toLower().split(kBreak, Qt::SkipEmptyParts);
}

/// How well the words typed begin words of the action: 0 = not all of them do, 3 = its text begins
/// with all of them in a row, 2 = with the first, 1 otherwise.
int matchOf(const QStringList& typed, const GoToAction& action, const QString& text)
{
    const QStringList words = wordsOf(action.menu + QLatin1Char(' ') + text);
    const bool areAllThere = std::all_of(typed.begin(), typed.end(), [&words](const QString& one) {
        return std::any_of(words.begin(), words.end(),
                           [&one](const QString& word) { return word.startsWith(one); });
    });
    if (!areAllThere || typed.isEmpty()) {
        return 0;
    }
    const QStringList own = wordsOf(text);
    if (own.join(QLatin1Char(' ')).startsWith(typed.join(QLatin1Char(' ')))) {
        return 3;
    }
    return own.value(0).startsWith(typed.front()) ? 2 : 1;
}

QString plainText(const QAction& action)
{
    return action.text().remove(QLatin1Char('&'));
}

void addActions(const QString& words, const std::vector<GoToAction>& actions,
                std::vector<GoToResult>& results)
{
    const QStringList typed = wordsOf(words);
    std::vector<std::pair<int, GoToResult>> found;
    for (const GoToAction& candidate : actions) {
        if (candidate.action == nullptr) {
            continue;
        }
        const QString text = plainText(*candidate.action);
        const int match = matchOf(typed, candidate, text);
        if (match > 0) {
            const int rank = match + (candidate.obstacle.isEmpty() ? 3 : 0);
            found.push_back({rank,
                             {GoToResult::Group::Action,
                              GoToSearchTexts::tr("%1: %2").arg(candidate.menu, text),
                              candidate.action->shortcut().toString(QKeySequence::NativeText),
                              candidate.obstacle, GoToTarget(), candidate.action}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    const auto count = std::min<std::size_t>(found.size(), kMostActions);
    for (std::size_t i = 0; i < count; ++i) {
        results.push_back(std::move(found[i].second));
    }
}

/// Adds what an id names when it exists.
void addId(const QString& id, GoToResult::Group group, const QString& detail,
           const GoToSizes& sizes, std::vector<GoToResult>& results)
{
    const std::optional<GoToTarget> target = parseGoTo(id, sizes);
    if (target && !std::holds_alternative<NoTarget>(*target)) {
        results.push_back({group, id, detail, {}, *target, nullptr});
    }
}

QString detailOf(const GoToTarget& target)
{
    struct Words {
        QString operator()(const SelectionItem& item) const { return kindWord(item); }
        QString operator()(const RunTarget&) const { return GoToSearchTexts::tr("run"); }
        QString operator()(const SetTarget&) const { return GoToSearchTexts::tr("set"); }
        QString operator()(const TokenTarget&) const
        {
            return GoToSearchTexts::tr("neurons that promote a token");
        }
        QString operator()(const ActionTarget&) const { return {}; }
        QString operator()(const NoTarget&) const { return {}; }
    };
    return std::visit(Words(), target);
}

} // namespace

std::vector<GoToResult> searchGoTo(const QString& text, const GoToSizes& sizes,
                                   const std::vector<GoToAction>& actions)
{
    std::vector<GoToResult> results;
    const QString typed = text.simplified();
    if (const std::optional<GoToTarget> target = parseGoTo(text, sizes)) {
        if (const auto* action = std::get_if<ActionTarget>(&*target)) {
            addActions(action->words, actions, results);
            return results;
        }
        const auto* problem = std::get_if<NoTarget>(&*target);
        QString obstacle = problem != nullptr ? problem->why : QString();
        const bool isAnyOpen = sizes.teacher.layers != 0 || sizes.student.layers != 0;
        if (std::holds_alternative<TokenTarget>(*target) && !isAnyOpen) {
            obstacle = GoToSearchTexts::tr("Open a teacher or a student first.");
        }
        const auto* item = std::get_if<SelectionItem>(&*target);
        results.push_back({GoToResult::Group::Id, item != nullptr ? goToText(*item) : typed,
                           detailOf(*target), obstacle, *target, nullptr});
        return results;
    }
    addActions(typed, actions, results);
    static const QRegularExpression kNumber(QStringLiteral("^(?:L|layer +)?(\\d{1,6})$"),
                                            QRegularExpression::CaseInsensitiveOption);
    if (const auto match = kNumber.match(typed); match.hasMatch()) {
        const QString number = match.captured(1);
        if (sizes.teacher.layers > 0) {
            addId(QStringLiteral("T L") + number, GoToResult::Group::Layer,
                  GoToSearchTexts::tr("layer of the teacher"), sizes, results);
        }
        if (sizes.student.layers > 0) {
            addId(QStringLiteral("S L") + number, GoToResult::Group::Layer,
                  GoToSearchTexts::tr("layer of the student"), sizes, results);
        }
        if (typed == number && sizes.runs > 0) {
            addId(QStringLiteral("run ") + number, GoToResult::Group::Run,
                  GoToSearchTexts::tr("run"), sizes, results);
        }
        if (typed == number && sizes.rows > 0) {
            addId(QStringLiteral("item %1 %2").arg(sizes.data, number), GoToResult::Group::Row,
                  GoToSearchTexts::tr("row of the data"), sizes, results);
        }
    }
    int sets = 0;
    for (const QString& name : sizes.sets) {
        if (!typed.isEmpty() && name.contains(typed, Qt::CaseInsensitive) && sets < kMostSets) {
            ++sets;
            addId(QStringLiteral("set ") + name, GoToResult::Group::Set, GoToSearchTexts::tr("set"),
                  sizes, results);
        }
    }
    std::stable_sort(results.begin(), results.end(),
                     [](const GoToResult& a, const GoToResult& b) { return a.group < b.group; });
    return results;
}

QString groupTitle(GoToResult::Group group)
{
    switch (group) {
    case GoToResult::Group::Id:
        return GoToSearchTexts::tr("Go to");
    case GoToResult::Group::Action:
        return GoToSearchTexts::tr("Actions");
    case GoToResult::Group::Layer:
        return GoToSearchTexts::tr("Layers");
    case GoToResult::Group::Run:
        return GoToSearchTexts::tr("Runs");
    case GoToResult::Group::Set:
        return GoToSearchTexts::tr("Sets");
    case GoToResult::Group::Row:
        return GoToSearchTexts::tr("Rows");
    }
    return {};
}

} // namespace neurograft
