// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_data.h"

#include "widgets/plots/heatmap_chance.h"

#include "core/study/layer_mask.h"
#include "widgets/plots/number_text.h"

#include <cmath>
#include <limits>

namespace neurograft {

namespace {

QString moduleWord(const QString& module)
{
    const QString suffix = QStringLiteral("_proj");
    return module.endsWith(suffix) ? module.chopped(suffix.size()) : module;
}

QString statisticsText(const char* first, const HeatmapStatistics& statistics)
{
    return QStringLiteral("%1 %2  sd %3")
        .arg(QLatin1String(first), shortNumberText(statistics.mean),
             shortNumberText(statistics.deviation));
}

QString cellPlaceText(const HeatmapData& data, const HeatmapCell& cell)
{
    return QStringLiteral("%1 × %2").arg(data.rows.place(cell.student),
                                         data.columns.place(cell.teacher));
}

/// "A − B +0.120  (A 0.530, B 0.410)", or which of them has no value.
QString differenceCellText(const HeatmapData& data, const HeatmapCell& cell)
{
    const double a = data.difference->a[data.offset(cell)];
    const double b = data.difference->b[data.offset(cell)];
    if (const std::uint8_t reason = data.reason(cell)) {
        const QString where = std::isnan(a) && std::isnan(b) ? QStringLiteral("A and B")
            : std::isnan(a)                                  ? QStringLiteral("A")
                                                             : QStringLiteral("B");
        return QStringLiteral("in %1 %2").arg(where, data.reasonText(reason));
    }
    return QStringLiteral("A − B %1  (A %2, B %3)")
        .arg(signedNumberText(data.value(cell), 3), numberText(a, 3), numberText(b, 3));
}

} // namespace

QString HeatmapData::table() const
{
    return tablePath.isEmpty() ? QStringLiteral("similarity/%1/%2").arg(module, measure)
                               : tablePath;
}

QString HeatmapData::measureName() const
{
    return quantity.isEmpty() ? measureTitle(measure) : quantity;
}

std::uint8_t HeatmapData::reason(const HeatmapCell& cell) const
{
    const std::size_t at = offset(cell);
    const std::uint8_t code = reasons.empty() ? std::uint8_t{0} : reasons[at];
    return code == 0 && std::isnan(values[at])
        ? static_cast<std::uint8_t>(UndefinedReason::Degenerate)
        : code;
}

QString HeatmapData::reasonText(std::uint8_t code) const
{
    switch (static_cast<UndefinedReason>(code)) {
    case UndefinedReason::Defined:
        return QStringLiteral("defined");
    case UndefinedReason::TooFewSamples:
        return QStringLiteral("undefined: too few samples");
    case UndefinedReason::ZeroVariance:
        return QStringLiteral("undefined: HSIC(X,X) ≤ 0, a layer has no variance");
    case UndefinedReason::Degenerate:
        return QStringLiteral("undefined: HSIC(X,X) ≤ 0");
    case UndefinedReason::NotFinite:
        return QStringLiteral("undefined: NaN or infinity in a layer");
    case UndefinedReason::BelowWidths:
        return QStringLiteral("undefined: fewer samples than widths");
    case UndefinedReason::NoSuchModule:
        return QStringLiteral("undefined: the layer has no such module");
    case UndefinedReason::NotComputed:
        return QStringLiteral("not computed yet");
    }
    return code < reasonWords.size() && !reasonWords[code].isEmpty()
        ? QStringLiteral("undefined: ") + reasonWords[code]
        : QStringLiteral("undefined: code %1").arg(code);
}

HeatmapStatistics heatmapStatistics(const HeatmapData& data, bool visibleOnly)
{
    // A value beside a reason code does not count, so the codes are made NaN first.
    std::vector<double> values = data.values;
    std::int64_t pending = 0;
    for (std::size_t i = 0; i < data.reasons.size(); ++i) {
        if (data.reasons[i] != 0) {
            values[i] = std::numeric_limits<double>::quiet_NaN();
            const bool counts = !visibleOnly || data.visible.empty() || data.visible[i] != 0;
            pending += data.reasons[i] == kNotComputed && counts ? 1 : 0;
        }
    }
    const GridStatistics grid =
        gridStatistics(values, visibleOnly ? data.visible : std::vector<std::uint8_t>());
    HeatmapStatistics statistics;
    statistics.count = grid.count;
    statistics.undefined = grid.undefined - pending;
    statistics.pending = pending;
    statistics.mean = grid.mean;
    statistics.deviation = grid.deviation;
    statistics.low = grid.low;
    statistics.high = grid.high;
    if (grid.count > 0 && data.teachers > 0) {
        const auto cellOf = [&](std::int64_t at) {
            return HeatmapCell{static_cast<int>(at / data.teachers),
                               static_cast<int>(at % data.teachers)};
        };
        statistics.highest = cellOf(grid.highestAt);
        statistics.lowest = cellOf(grid.lowestAt);
    }
    return statistics;
}

std::optional<bool> passesSelfCheck(const HeatmapData& data)
{
    constexpr double kLargestSelfError = 1e-6;
    constexpr double kStandardErrors = 3.0;
    std::optional<bool> passes;
    if (data.selfCheck) {
        passes = *data.selfCheck <= kLargestSelfError; // a NaN fails
    }
    const bool isShuffleKnown =
        data.shuffledMean && data.shuffledError && !std::isnan(*data.shuffledMean);
    if (isShuffleKnown) {
        passes = passes.value_or(true)
            && std::abs(*data.shuffledMean) <= kStandardErrors * *data.shuffledError;
    }
    return passes;
}

QString heatmapFinding(const HeatmapData& data)
{
    const HeatmapStatistics shown = heatmapStatistics(data, true);
    const bool areLayers = !data.rows.hasNames() && !data.columns.hasNames();
    QString text = (areLayers ? QStringLiteral("%1 × %2 layers") : QStringLiteral("%1 × %2 cells"))
                       .arg(data.students)
                       .arg(data.teachers);
    if (shown.count > 0 && data.difference) {
        const bool isAbove = shown.high >= -shown.low;
        text += QStringLiteral(", largest difference %1 at %2")
                    .arg(signedNumberText(isAbove ? shown.high : shown.low, 2),
                         cellPlaceText(data, isAbove ? shown.highest : shown.lowest));
    } else if (shown.count > 0) {
        text += QStringLiteral(", highest %1 at %2")
                    .arg(numberText(shown.high, 2), cellPlaceText(data, shown.highest));
    } else {
        text += QStringLiteral(", no value yet");
    }
    if (shown.undefined > 0) {
        text += QStringLiteral(", %1 undefined").arg(shown.undefined);
    }
    if (shown.pending > 0 && shown.count > 0) {
        text += QStringLiteral(", %1 not computed").arg(shown.pending);
    }
    return text;
}

QString cellGoTo(const HeatmapData& data, const HeatmapCell& cell)
{
    return QStringLiteral("%1 %2 x %3")
        .arg(moduleWord(data.module), data.rows.place(cell.student),
             data.columns.place(cell.teacher));
}

QString cellText(const HeatmapData& data, const HeatmapCell& cell)
{
    const QString place = cellGoTo(data, cell);
    const std::uint8_t reason = data.reason(cell);
    QStringList parts{place};
    if (data.difference) {
        parts << differenceCellText(data, cell);
    } else if (reason != 0) {
        parts << data.reasonText(reason);
    } else {
        parts << (data.quantity.isEmpty() ? shortMeasureTitle(data.measure) : data.quantity) + u' '
                + numberText(data.value(cell), 3);
        parts << intervalTexts(data, cell);
    }
    if (reason != 0) {
        return parts.join(QStringLiteral("  "));
    }
    if (!data.estimator.isEmpty()) {
        parts << data.estimator;
    }
    if (data.n > 0) {
        parts << QStringLiteral("n ") + countText(data.n);
    }
    if (!data.unit.isEmpty()) {
        parts << unitTitle(data.unit);
    }
    const QString text = parts.join(QStringLiteral("  "));
    return data.isVisible(cell) ? text : text + QStringLiteral("  (masked)");
}

QStringList boxLines(const HeatmapData& data)
{
    const HeatmapStatistics all = heatmapStatistics(data, false);
    if (all.count == 0) {
        return {};
    }
    QStringList lines{statisticsText("mean", all)};
    const HeatmapStatistics shown = heatmapStatistics(data, true);
    const bool hasMask =
        shown.count + shown.undefined + shown.pending != all.count + all.undefined + all.pending;
    if (hasMask && shown.count > 0) {
        lines << statisticsText("shown", shown);
    }
    if (all.undefined > 0) {
        lines << QStringLiteral("%1 undefined").arg(all.undefined);
    }
    return lines;
}

QString measureTitle(const QString& measure)
{
    struct Title {
        const char* measure;
        const char* title;
    };
    static constexpr Title kTitles[]{
        {"cka", "linear CKA"},
        {"cka-biased", "linear CKA"},
        {"cka-minibatch", "linear CKA"},
        {"cka-rbf", "RBF CKA"},
        {"cka-rbf-biased", "RBF CKA"},
        {"cca", "mean CCA"},
        {"cca-r2", "R² of CCA"},
        {"svcca", "SVCCA"},
        {"pwcca", "PWCCA"},
        {"pwcca-teacher", "PWCCA (teacher weights)"},
        {"regression", "regression R²"},
        {"regression-teacher", "regression R² (teacher from student)"},
        {"procrustes", "Procrustes similarity"},
        {"procrustes-distance", "Procrustes distance"},
        {"procrustes-angle", "Procrustes angle"},
        {"rsa", "RSA"},
        {"rsa-pearson", "RSA"},
        {"rsa-cosine", "RSA of cosines"},
        {"rsa-euclidean", "RSA of distances"},
        {"mutual-knn", "mutual k-NN"},
        {"mutual-knn-cosine", "mutual k-NN (cosine)"},
        {"jaccard-knn", "Jaccard k-NN"},
        {"cknna", "CKNNA"},
        {"dcor", "distance correlation"},
        {"eigenspace", "eigenspace overlap"},
    };
    for (const Title& title : kTitles) {
        if (measure == QLatin1String(title.measure)) {
            return QString::fromUtf8(title.title);
        }
    }
    return measure;
}

QString shortMeasureTitle(const QString& measure)
{
    return measure == QLatin1String("cka") || measure.startsWith(QLatin1String("cka-biased"))
            || measure.startsWith(QLatin1String("cka-minibatch"))
        ? QStringLiteral("CKA")
        : measureTitle(measure);
}

QString scaleTitle(const HeatmapData& data)
{
    const QString measure = data.estimator.isEmpty()
        ? data.measureName()
        : QStringLiteral("%1 (%2)").arg(data.measureName(), data.estimator);
    return data.difference ? QStringLiteral("A − B of %1").arg(measure) : measure;
}

QString differenceText(const HeatmapData& data)
{
    return data.difference
        ? QStringLiteral("A: %1, B: %2").arg(data.difference->nameA, data.difference->nameB)
        : QString();
}

QStringList intervalTexts(const HeatmapData& data, const HeatmapCell& cell)
{
    QStringList texts;
    if (!data.intervals || !data.isDefined(cell)) {
        return texts;
    }
    const std::size_t at = data.offset(cell);
    const HeatmapIntervals& known = *data.intervals;
    if (at < known.low.size() && at < known.high.size() && !std::isnan(known.low[at])
        && !std::isnan(known.high[at])) {
        texts << QStringLiteral("95 % %1 … %2")
                     .arg(numberText(known.low[at], 3), numberText(known.high[at], 3));
    }
    const auto isKnown = [at](const std::vector<double>& values) {
        return at < values.size() && !std::isnan(values[at]);
    };
    if (isKnown(known.null95)) {
        const QString limit = numberText(known.null95[at], 3);
        texts << (isKnown(known.nullMean) ? QStringLiteral("shuffled mean %1, 95 % %2")
                                                .arg(numberText(known.nullMean[at], 3), limit)
                                          : QStringLiteral("shuffled %1").arg(limit));
    }
    if (const std::optional<bool> isAbove = isAboveChance(data, cell)) {
        texts << (*isAbove ? QStringLiteral("above chance") : QStringLiteral("within chance"));
    }
    if (isKnown(known.random)) {
        texts << QStringLiteral("random teacher %1").arg(numberText(known.random[at], 3));
    }
    if (isKnown(known.aligned)) {
        texts << QStringLiteral("aligned teacher %1").arg(numberText(known.aligned[at], 3));
    }
    return texts;
}

QString unitTitle(const QString& unit)
{
    if (unit == QLatin1String("token")) {
        return QStringLiteral("tokens");
    }
    if (unit == QLatin1String("last-token")) {
        return QStringLiteral("last token");
    }
    if (unit == QLatin1String("mean-token")) {
        return QStringLiteral("mean token");
    }
    if (unit == QLatin1String("aligned-char")) {
        return QStringLiteral("aligned characters");
    }
    if (unit == QLatin1String("given")) {
        return QStringLiteral("given activations");
    }
    return unit;
}

} // namespace neurograft
