// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_row.h"

#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <cmath>

namespace neurograft {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(EvaluationRow)
};

QString percent(double share)
{
    return numberText(100.0 * share, 1);
}

} // namespace

QString sideWord(EvaluationSide side)
{
    switch (side) {
    case EvaluationSide::Before:
        return Texts::tr("before");
    case EvaluationSide::After:
        return Texts::tr("after");
    case EvaluationSide::Teacher:
        return Texts::tr("teacher");
    }
    return {};
}

QString scoreText(const EvaluationScore& score)
{
    return score.n > 0 ? Texts::tr("%1 %").arg(percent(score.score)) : QStringLiteral("–");
}

QString scoreSentence(const EvaluationScore& score)
{
    const QString unscored = score.notScored > 0
        ? Texts::tr("%1 not scored").arg(countText(score.notScored))
        : QString();
    if (score.n == 0) {
        return unscored.isEmpty() ? Texts::tr("no answers yet") : unscored;
    }
    const QString text = Texts::tr("%1 %, 95 % %2 … %3, n %4")
                             .arg(percent(score.score), percent(score.interval.low),
                                  percent(score.interval.high), countText(score.n));
    return unscored.isEmpty() ? text : text + QStringLiteral(", ") + unscored;
}

QString pointsText(double share)
{
    return signedNumberText(100.0 * share, 1);
}

QString pointsIntervalText(const Interval& interval)
{
    return Texts::tr("95 % %1 … %2").arg(pointsText(interval.low), pointsText(interval.high));
}

QString verdictText(const PairedComparison& comparison)
{
    if (!comparison.isSignificant) {
        return {};
    }
    return !*comparison.isSignificant ? Texts::tr("not distinguishable")
        : comparison.difference > 0.0 ? Texts::tr("better")
                                      : Texts::tr("worse");
}

QString findingText(const PairedComparison& comparison)
{
    if (comparison.n == 0) {
        return Texts::tr("No question is scored on both sides, so nothing can be compared.");
    }
    const QString test = comparison.test == "mcnemar" ? Texts::tr("McNemar", "name of a test")
                                                      : Texts::tr("bootstrap");
    return Texts::tr("%1 points (%2 gained, %3 lost of %4), %5: %6 (%7, p %8).")
        .arg(pointsText(comparison.difference), countText(comparison.better),
             countText(comparison.worse), countText(comparison.n),
             pointsIntervalText(comparison.interval), verdictText(comparison), test,
             QString::fromStdString(probabilityText(comparison.p)));
}

} // namespace neurograft
