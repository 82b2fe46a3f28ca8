// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/difference_figure.h"

#include "widgets/plots/heatmap_difference.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct DifferenceFigureTexts {
    Q_DECLARE_TR_FUNCTIONS(DifferenceFigure)
};

/// What differs between A and B is told apart, what is equal is said once.
QString footerOf(const HeatmapFigure& a, const HeatmapFigure& b, const HeatmapData& difference)
{
    const QString names = QStringLiteral("A − B | A: %1 | B: %2")
                              .arg(difference.difference->nameA, difference.difference->nameB);
    if (a.footer == b.footer) {
        return names + QStringLiteral(" | both: ") + a.footer;
    }
    return names + QStringLiteral(" | A: %1 | B: %2").arg(a.footer, b.footer);
}

} // namespace

DifferenceFigure differenceFigure(const HeatmapFigure& a, const HeatmapFigure& b,
                                  const QString& nameA, const QString& nameB)
{
    DifferenceFigure result;
    for (const HeatmapData& panel : a.panels) {
        const HeatmapData* other = findPanel(b, panel.module);
        const QString obstacle = other == nullptr
            ? DifferenceFigureTexts::tr("B has no %1.").arg(panel.module)
            : differenceObstacle(panel, *other);
        if (obstacle.isEmpty()) {
            result.figure.panels.push_back(heatmapDifference(panel, *other, nameA, nameB));
        } else {
            result.problems << obstacle;
        }
    }
    for (const HeatmapData& panel : b.panels) {
        if (findPanel(a, panel.module) == nullptr) {
            result.problems << DifferenceFigureTexts::tr("A has no %1.").arg(panel.module);
        }
    }
    if (result.figure.panels.empty()) {
        return result;
    }
    result.figure.teacherName = a.teacherName;
    result.figure.studentName = a.studentName;
    result.figure.mask = a.mask;
    result.figure.pairs = a.pairs;
    result.figure.pairsName = a.pairsName;
    result.figure.footer = footerOf(a, b, result.figure.panels.front());
    result.figure.manifest = {{"difference",
                               {{"a", {{"name", nameA.toStdString()}, {"run", a.manifest}}},
                                {"b", {{"name", nameB.toStdString()}, {"run", b.manifest}}}}}};
    return result;
}

} // namespace neurograft
