// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QRectF>
#include <QString>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// What the bars of a layer say.
enum class BarMeasure {
    Increase, ///< of the feed-forward and of the attention output (spec/attribution.md 5.1)
    Best, ///< how many of the model's best neurons of either kind lie in the layer
    Sensitivity ///< sum of |theta x gradient|: of layers that are kept, and of the others
};

/// The two bars of a layer: feed-forward and attention; of a sensitivity, where a layer has but
/// one, kept and not kept.
enum class LayerBar { Ffn, Attention };

/// Layer scores of one model; one value per layer from 0, NaN where there is none.
struct LayerBarsModel {
    QString role; ///< "teacher", "student", "model" (neither)
    QString name; ///< "Llama-2-7b-chat", may be empty
    std::vector<double> ffn;
    std::vector<double> attention;
    std::int64_t best = 0; ///< of BarMeasure::Best: how many neurons were counted

    int layers() const { return static_cast<int>(std::max(ffn.size(), attention.size())); }
    /// NaN outside.
    double value(int layer, LayerBar bar) const;
    bool operator==(const LayerBarsModel& other) const;
};

/// What the bars show.
struct LayerBarsData {
    std::vector<LayerBarsModel> models; ///< teacher first
    QString unit = QStringLiteral("log p"); ///< of an increase; else the name of the score
    BarMeasure measure = BarMeasure::Increase;
    bool operator==(const LayerBarsData& other) const
    {
        return models == other.models && unit == other.unit && measure == other.measure;
    }
    /// A layer has one bar in the middle.
    bool isSingle() const { return measure == BarMeasure::Sensitivity; }
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
/// About @p most round values of the axis; whole ones where neurons are counted.
std::vector<double> layerBarsTicks(const LayerBarsData& data, int most);
/// "FFN", "attention"; of a sensitivity "layer kept", "not kept".
QString layerBarTitle(const LayerBarsData& data, LayerBar bar);
/// Title of the value axis: "log p increase", "neurons among the best", "sum of |θ × gradient|".
QString layerBarsAxisTitle(const LayerBarsData& data);
/// Title of a model's bars: "tiny-T", "tiny-T  best 92".
QString layerBarsModelTitle(const LayerBarsData& data, const LayerBarsModel& model);
/// A value without its unit: "+0.62", "12", "0.53".
QString layerBarValueText(const LayerBarsData& data, double value);
/// Read-out: "T L4  FFN +0.62 log p  attention +0.25 log p", "T L4  FFN 12  attention 3".
QString layerBarsText(const LayerBarsData& data, const LayerBarPlace& place);
/// "teacher: highest FFN +0.62 at L4, attention +0.25 at L5" for every model, parted by "; ".
QString layerBarsFinding(const LayerBarsData& data);
/// "model,layer,ffn,attention" lines, of a sensitivity "model,layer,sensitivity,kept"; shortest
/// digits that read back.
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
    bool isSingle = false; ///< one bar a layer, in its middle

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
