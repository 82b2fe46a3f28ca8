// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"
#include "tests/widgets/figures/error_text.h"
#include "tests/widgets/figures/scene_texts.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/neuron_figure.h"

#include <QTest>

namespace neurograft::testing {

/// Figures of the sample locate run.
class NeuronFigures {
protected:
    static NeuronFigure figure(const QStringList& modules = {})
    {
        return neuronFigureFromResult(sampleLocateResult(), "locate.h5", {modules, {}, "none"});
    }
    static LayerBarsFigure bars()
    {
        return layerBarsFigureFromResult(sampleLocateResult(), "locate.h5", {});
    }
    static FigureSpec specOf(const char* preset)
    {
        FigureSpec spec;
        spec.applyPreset(QString::fromLatin1(preset));
        spec.colorMap = ColorMapId::Vik;
        return spec;
    }
    static std::vector<const SceneImage*> mapsOf(const FigureScene& scene)
    {
        std::vector<const SceneImage*> maps;
        for (const SceneItem& item : scene.items) {
            const auto* image = std::get_if<SceneImage>(&item);
            if (image != nullptr && image->name != QLatin1String("scale")) {
                maps.push_back(image);
            }
        }
        return maps;
    }
    /// A result whose teacher has as many neurons as a real one.
    static ResultFile wideResult()
    {
        ResultFile result = sampleLocateResult();
        result.tables.clear();
        addNeurons(result, "teacher", 5, 13824, 640, 6.2F, 4, 200);
        return result;
    }
};

} // namespace neurograft::testing
