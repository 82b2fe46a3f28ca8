// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/pointer.h"
#include "tests/widgets/sample_heatmap.h"
#include "widgets/models/color_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/map_selection.h"
#include "widgets/plots/heatmap_plot.h"

#include <QTest>
#include <QUndoStack>

namespace neurograft::testing {

/// Two 4 x 6 maps on the screen, under a selection and colours with one undo stack.
struct GridFixture {
    GridFixture()
    {
        auto figure = std::make_shared<HeatmapFigure>();
        figure->panels = {sampleHeatmap(4, 6, QStringLiteral("up_proj")),
                          sampleHeatmap(4, 6, QStringLiteral("v_proj"))};
        for (double& value : figure->panels[1].values) {
            value -= 0.3;
        }
        grid.resize(900, 500);
        grid.setModules({QStringLiteral("up_proj"), QStringLiteral("v_proj")});
        grid.setFigure(figure);
        grid.selection()->setModel(&selection);
        grid.setColors(&colors);
        grid.show();
        isShown = QTest::qWaitForWindowExposed(&grid);
    }
    HeatmapPlot* plot(const char* module) const { return grid.plot(QString::fromLatin1(module)); }
    static SelectionItem cell(const char* module, int student, int teacher)
    {
        return CellItem{QString::fromLatin1(module), student, teacher};
    }
    QPoint place(HeatmapPlot* plot, const HeatmapCell& cell) const
    {
        return plot->cellRect(cell).center().toPoint();
    }
    void click(const char* module, const HeatmapCell& cell, Qt::KeyboardModifiers keys = {}) const
    {
        HeatmapPlot* map = plot(module);
        QWidget* canvas = map->childAt(place(map, cell));
        QTest::mouseClick(canvas, Qt::LeftButton, keys, place(map, cell) - canvas->pos());
    }
    void brush(const char* module, const HeatmapCell& from, const HeatmapCell& to) const
    {
        HeatmapPlot* map = plot(module);
        QWidget* canvas = map->childAt(place(map, from));
        dragPointer(canvas, {place(map, from) - canvas->pos(), place(map, to) - canvas->pos()});
    }

    QUndoStack undo;
    SelectionModel selection{&undo};
    ColorModel colors{&undo};
    HeatmapGrid grid;
    bool isShown = false;
};

inline void failOnAnyWarning()
{
    // The offscreen platform warns about size hints; everything else fails the test.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
}

} // namespace neurograft::testing
