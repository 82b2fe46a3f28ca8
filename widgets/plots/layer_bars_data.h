// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QRectF>
#include <QString>

#include <algorithm>
#include <string>
#include <vector>

namespace neurograft {

/// The two bars of a layer (spec/attribution.md 5.1): increase of the feed-forward and of the
/// attention output.
enum class LayerBar { Ffn, Attention };

/// Layer scores of one model; one value per layer from 0, NaN where there is none.
struct LayerBarsModel {
    QString role; ///< "teacher", "student", "model" (neither)
    QString name; ///< "Llama-2-7b-chat", may be empty
    std::vector<double> ffn;
    std::vector<double> attention;

    int layers() const { return static_cast<int>(std::max(ffn.size(), attention.size())); }
    /// NaN outside.
    double value(int layer, LayerBar bar) const;
    bool operator==(const LayerBarsModel& other) const;
};

/// What the bars show.
struct LayerBarsData {
    std::vector<LayerBarsModel> models; ///< teacher first
    QString unit = QStringLiteral("log p");
    bool operator==(const LayerBarsData& other) const
    {
        return models == other.models && unit == other.unit;
    }
};

/// A layer of one of the models.
struct LayerBarPlace {
    int model = 0;
    int layer = 0;
    bool operator==(const LayerBarPlace& other) const
    {
        return model == other.model && layer == other.layer;
    }
    bool operator!=(const LayerBarPlace& other) const { return !(*this == other); }
};

/// Value axis of all models together: from 0 (never cut) to the largest value rounded up to two
/// digits, below 0 as far as there are negative ones.
ColorRange layerBarsRange(const LayerBarsData& data);
/// "FFN", "attention".
QString layerBarTitle(LayerBar bar);
/// Title of the value axis: "log p increase".
QString layerBarsAxisTitle(const LayerBarsData& data);
/// Read-out: "T L4  FFN +0.62 log p  attention +0.25 log p".
QString layerBarsText(const LayerBarsData& data, const LayerBarPlace& place);
/// "teacher: highest FFN +0.62 at L4, attention +0.25 at L5" for every model, parted by "; ".
QString layerBarsFinding(const LayerBarsData& data);
/// "role,layer,ffn,attention" lines, shortest digits that read back.
std::string layerBarsCsv(const LayerBarsData& data);

/// Fill of a bar on a background: FFN three quarters ink, attention a quarter, so that they differ
/// in lightness; attention is hatched besides.
QRgb layerBarColor(LayerBar bar, QRgb ink, QRgb background);

/// Where the bars of one model lie: layers along one side of @p area, values along the other.
struct LayerBarsGeometry {
    QRectF area;
    int layers = 0;
    ColorRange range;
    bool isUpright = false; ///< layers on x, bars rise; otherwise layers on y from the bottom

    /// Size of a layer along its axis.
    double step() const;
    /// Position of a value along its axis.
    double valuePlace(double value) const;
    /// Middle of a layer along its axis.
    double layerPlace(int layer) const;
    /// From 0 to @p value; empty for NaN. FFN is the upper (upright: left) one.
    QRectF barRect(int layer, LayerBar bar, double value) const;
    /// Everything of a layer.
    QRectF bandOf(int layer) const;
    /// -1 outside.
    int layerAt(const QPointF& position) const;
};

} // namespace neurograft
