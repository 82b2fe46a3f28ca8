// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_row.h"

#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <array>
#include <charconv>
#include <cmath>

namespace neurograft {

namespace {

struct EvaluationRowTexts {
    Q_DECLARE_TR_FUNCTIONS(EvaluationRow)
};

} // namespace

const PairedComparison* EvaluationRow::paired() const
{
    const PairedComparison* found = heldOut ? &heldOut->row.paired
        : comparison                        ? &comparison->paired
                                            : nullptr;
    return found != nullptr && found->n > 0 ? found : nullptr;
}

QString percentText(double share)
{
    if (std::isnan(share)) {
        return QStringLiteral("undefined");
    }
    // Not QString::number(), which rounds ties away from zero: 56.25 is 56.2 in every table.
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                   100.0 * std::abs(share), std::chars_format::fixed, 1);
    const QString digits = QString::fromLatin1(buffer.data(), end.ptr - buffer.data());
    const bool isZero = digits == QLatin1String("0.0");
    return share < 0.0 && !isZero ? QChar(0x2212) + digits : digits;
}

QString sideWord(EvaluationSide side)
{
    switch (side) {
    case EvaluationSide::Before:
        return EvaluationRowTexts::tr("before");
    case EvaluationSide::After:
        return EvaluationRowTexts::tr("after");
    case EvaluationSide::Teacher:
        return EvaluationRowTexts::tr("teacher");
    }
    return {};
}

QString scoreText(const EvaluationScore& score)
{
    return score.n > 0 ? EvaluationRowTexts::tr("%1 %").arg(percentText(score.score))
                       : QStringLiteral("–");
}

QString scoreSentence(const EvaluationScore& score)
{
    const QString unscored = score.notScored > 0
        ? EvaluationRowTexts::tr("%1 not scored").arg(countText(score.notScored))
        : QString();
    if (score.n == 0) {
        return unscored.isEmpty() ? EvaluationRowTexts::tr("no answers yet") : unscored;
    }
    const QString text = EvaluationRowTexts::tr("%1 %, 95 % %2 … %3, n %4")
                             .arg(percentText(score.score), percentText(score.interval.low),
                                  percentText(score.interval.high), countText(score.n));
    return unscored.isEmpty() ? text : text + QStringLiteral(", ") + unscored;
}

QString pointsText(double share)
{
    const QString text = percentText(share);
    return share > 0.0 && text != QLatin1String("0.0") ? QLatin1Char('+') + text : text;
}

QString pointsIntervalText(const Interval& interval)
{
    return EvaluationRowTexts::tr("95 % %1 … %2")
        .arg(pointsText(interval.low), pointsText(interval.high));
}

QString verdictText(const PairedComparison& comparison)
{
    if (!comparison.isSignificant) {
        return {};
    }
    return !*comparison.isSignificant ? EvaluationRowTexts::tr("not distinguishable")
        : comparison.difference > 0.0 ? EvaluationRowTexts::tr("better")
                                      : EvaluationRowTexts::tr("worse");
}

QString findingText(const PairedComparison& comparison)
{
    if (comparison.n == 0) {
        return EvaluationRowTexts::tr(
            "No question is scored on both sides, so nothing can be compared.");
    }
    const QString test = comparison.test == "mcnemar"
        ? EvaluationRowTexts::tr("McNemar", "name of a test")
        : EvaluationRowTexts::tr("bootstrap");
    return EvaluationRowTexts::tr("%1 points (%2 gained, %3 lost of %4), %5: %6 (%7, p %8).")
        .arg(pointsText(comparison.difference), countText(comparison.better),
             countText(comparison.worse), countText(comparison.n),
             pointsIntervalText(comparison.interval), verdictText(comparison), test,
             QString::fromStdString(probabilityText(comparison.p)));
}

} // namespace neurograft
