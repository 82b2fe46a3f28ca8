// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/neuron_figure.h"
#include "widgets/plots/neuron_map_pool.h"

#include <QRectF>
#include <QSizeF>
#include <QStringList>

#include <vector>

namespace neurograft {

/// Where the parts of a neuron map figure lie, mm from the page's top left; lists go by panel.
struct NeuronPlan {
    QSizeF sizeMm;
    int columns = 1;
    std::vector<NeuronPool> pools; ///< what the maps show, a bin per pixel of 300 dpi at most
    std::vector<QRectF> maps; ///< those of a row are of one size
    std::vector<ColorRange> ranges;
    QStringList titles; ///< as much of model, size and kind as fits above every map
    QRectF scale; ///< the shared colour bar, empty when unlocked
    QStringList scaleTitle; ///< lines, read upwards
    QStringList footer; ///< wrapped
    double bottom = 0.0; ///< of the lowest map
    double axisHeight = 0.0; ///< ticks and numbers below a map
    int scales = 1; ///< that do not compare
    bool isPooled = false;
    bool hasGaps = false; ///< bins without an evaluated neuron
    int mostLocated = 0; ///< located neurons in one bin

    bool hasLegend() const { return mostLocated > 0 || hasGaps || scales > 1; }
};

/// Works out the layout: maps in rows, teacher and student side by side on wide pages.
/// @throws UsageError when the page is too small
NeuronPlan planNeurons(const NeuronFigure& figure, const FigureSpec& spec);

} // namespace neurograft
