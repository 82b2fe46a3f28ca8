// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/weight_text.h"

#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace neurograft {

namespace {

constexpr std::size_t kWeightTextMostLines = 40;

struct WeightTextTexts {
    Q_DECLARE_TR_FUNCTIONS(WeightText)
};

QString sentenceOf(const WeightDifference& difference)
{
    const QString name = QString::fromStdString(difference.tensor);
    switch (difference.kind) {
    case WeightDifference::Kind::Missing:
        return WeightTextTexts::tr("%1 is missing.").arg(name);
    case WeightDifference::Kind::Added:
        return WeightTextTexts::tr("%1 was not there.").arg(name);
    case WeightDifference::Kind::Header:
        return WeightTextTexts::tr("%1 has another shape or type.").arg(name);
    case WeightDifference::Kind::Values:
        break;
    }
    return WeightTextTexts::tr("%1 has other values.").arg(name);
}

} // namespace

QString weightDifferenceText(const std::vector<WeightDifference>& differences)
{
    if (differences.empty()) {
        return {};
    }
    const QString first = sentenceOf(differences.front());
    return differences.size() == 1
        ? first
        : WeightTextTexts::tr("%1 tensors differ; the first: %2")
              .arg(countText(static_cast<qint64>(differences.size())), first);
}

QString weightDifferenceLines(const std::vector<WeightDifference>& differences)
{
    QStringList lines;
    for (const WeightDifference& difference : differences) {
        if (static_cast<std::size_t>(lines.size()) == kWeightTextMostLines) {
            lines << WeightTextTexts::tr("and %1 more")
                         .arg(countText(
                             static_cast<qint64>(differences.size() - kWeightTextMostLines)));
            break;
        }
        lines << sentenceOf(difference);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace neurograft
