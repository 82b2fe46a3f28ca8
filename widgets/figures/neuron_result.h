// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/plots/layer_bars_data.h"
#include "widgets/plots/neuron_map_data.h"

#include <nlohmann/json.hpp>

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One model's part of a locate result (cli.md section 3, attribution/<role>/…).
struct ScoredModel {
    QString role; ///< "teacher", "student", "model"
    QString name; ///< folder name, may be empty
    /// Feed-forward neurons, attention columns, value rows, heads, as far as the run scored them;
    /// ranks and selections filled in.
    std::vector<std::shared_ptr<const NeuronMapData>> maps;
    LayerBarsModel bars; ///< without layers when the run has none
};

/// What a locate run stored, read for views and figures. Of a sensitivity run the teacher's bars.
struct NeuronResult {
    std::vector<ScoredModel> models; ///< teacher before student
    QString footer; ///< mode, target, coefficient, rows, data, seed
    nlohmann::json manifest = nlohmann::json::object(); ///< provenance, without tables
    QString unit = QStringLiteral("log p"); ///< of the layers' increase
    bool isPartial = false;
    bool isSensitivity = false;

    /// Null when the run has none.
    std::shared_ptr<const NeuronMapData> find(const QString& role, NeuronFamily family) const;
    /// What bars there are, the usual ones first.
    std::vector<BarMeasure> barMeasures() const;
    /// Layer bars of all models that have some.
    LayerBarsData bars(BarMeasure measure) const;
    /// The usual ones.
    LayerBarsData bars() const
    {
        return bars(isSensitivity ? BarMeasure::Sensitivity : BarMeasure::Increase);
    }
};

/// @param fileName for provenance and messages, without folder
/// @throws StudyError when the file holds neither attribution nor sensitivity (naming what it
/// holds), FormatError for tables that do not fit each other
NeuronResult neuronResult(const ResultFile& result, const std::string& fileName);

/// Path of a map's scores in a result file: "attribution/student/ffn"; heads told by their best
/// column, which no run stores, have "attribution/student/heads_best".
std::string neuronTablePath(const NeuronMapData& data);
/// Path of the table a map was made of.
std::string neuronSourcePath(const NeuronMapData& data);

} // namespace neurograft
