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
    /// Feed-forward neurons, attention columns, value rows, as far as the run scored them; ranks
    /// and selections filled in.
    std::vector<std::shared_ptr<const NeuronMapData>> maps;
    LayerBarsModel bars; ///< without layers when the run has none
};

/// What a locate run stored, read for views and figures.
struct NeuronResult {
    std::vector<ScoredModel> models; ///< teacher before student
    QString footer; ///< mode, target, coefficient, rows, data, seed
    nlohmann::json manifest = nlohmann::json::object(); ///< provenance, without tables
    bool isPartial = false;

    /// Null when the run has none.
    std::shared_ptr<const NeuronMapData> find(const QString& role, NeuronFamily family) const;
    /// Layer bars of all models that have some.
    LayerBarsData bars() const;
};

/// @param fileName for provenance and messages, without folder
/// @throws StudyError when the file holds no attribution (naming what it holds), FormatError for
/// tables that do not fit each other
NeuronResult neuronResult(const ResultFile& result, const std::string& fileName);

/// Path of a map's scores in the result file: "attribution/student/ffn".
std::string neuronTablePath(const NeuronMapData& data);

} // namespace neurograft
