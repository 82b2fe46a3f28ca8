// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_difference.h"

#include <QCoreApplication>

#include <limits>

namespace neurograft {

namespace {

struct HeatmapDifferenceTexts {
    Q_DECLARE_TR_FUNCTIONS(HeatmapDifference)
};

/// "cka" for "cka", "cka-biased" and "cka-minibatch": estimators of one quantity.
QString measureFamily(const QString& measure)
{
    for (const char* ending : {"-biased", "-minibatch"}) {
        if (measure.endsWith(QLatin1String(ending))) {
            return measure.chopped(static_cast<qsizetype>(qstrlen(ending)));
        }
    }
    return measure;
}

} // namespace

QString differenceObstacle(const HeatmapData& a, const HeatmapData& b)
{
    if (a.students != b.students || a.teachers != b.teachers) {
        return HeatmapDifferenceTexts::tr(
                   "%1 has %2 × %3 layers in A and %4 × %5 in B; only maps of the same shape "
                   "can be subtracted.")
            .arg(a.module)
            .arg(a.students)
            .arg(a.teachers)
            .arg(b.students)
            .arg(b.teachers);
    }
    if (measureFamily(a.measure) != measureFamily(b.measure)) {
        return HeatmapDifferenceTexts::tr("A shows %1 and B %2; a difference needs one measure.")
            .arg(measureTitle(a.measure), measureTitle(b.measure));
    }
    if (a.difference || b.difference) {
        return HeatmapDifferenceTexts::tr("A or B is itself a difference.");
    }
    return {};
}

HeatmapData heatmapDifference(const HeatmapData& a, const HeatmapData& b, const QString& nameA,
                              const QString& nameB)
{
    Q_ASSERT(differenceObstacle(a, b).isEmpty());
    HeatmapData result = a;
    auto sources = std::make_shared<HeatmapSources>();
    sources->nameA = nameA;
    sources->nameB = nameB;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    result.reasons.assign(result.values.size(), 0);
    for (int student = 0; student < a.students; ++student) {
        for (int teacher = 0; teacher < a.teachers; ++teacher) {
            const HeatmapCell cell{student, teacher};
            const std::size_t at = a.offset(cell);
            const std::uint8_t reasonA = a.reason(cell);
            const std::uint8_t reasonB = b.reason(cell);
            const bool isPending = reasonA == kNotComputed || reasonB == kNotComputed;
            result.reasons[at] = isPending ? kNotComputed : reasonA != 0 ? reasonA : reasonB;
            sources->a.push_back(reasonA == 0 ? a.value(cell) : nan);
            sources->b.push_back(reasonB == 0 ? b.value(cell) : nan);
            result.values[at] =
                result.reasons[at] == 0 ? sources->a.back() - sources->b.back() : nan;
        }
    }
    if (result.reasonWords.empty()) {
        result.reasonWords = b.reasonWords;
    }
    // What only one of them has, or both differently, is not said of the difference.
    if (a.estimator != b.estimator) {
        result.estimator.clear();
    }
    if (a.unit != b.unit) {
        result.unit.clear();
    }
    if (a.n != b.n) {
        result.n = 0;
    }
    result.selfCheck.reset();
    result.shuffledMean.reset();
    result.shuffledError.reset();
    result.intervals.reset();
    result.difference = sources;
    return result;
}

} // namespace neurograft
