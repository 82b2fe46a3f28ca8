// SPDX-License-Identifier: GPL-3.0-or-later
// How much of what layers add is recomposed from word directions, of a run of `transfer semalign`.
#include "core/run/error.h"
#include "widgets/figures/layer_curves.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

constexpr std::size_t kRecompositionSides = 2;

/// The column of a table [layer, side]: by unembedding, then by embedding.
std::vector<double> sideOf(const Table& table, std::size_t side)
{
    std::vector<double> values;
    const auto& all = table.as<double>();
    for (std::size_t i = side; i < all.size(); i += kRecompositionSides) {
        values.push_back(all[i]);
    }
    return values;
}

const Table* recompositionTable(const ResultFile& result, const std::string& role)
{
    const Table* table = result.find("semalign/recomposition/" + role);
    if (table == nullptr) {
        return nullptr;
    }
    const auto* values = std::get_if<std::vector<double>>(&table->values);
    if (values == nullptr || table->shape.size() != 2
        || table->shape[1] != static_cast<std::int64_t>(kRecompositionSides)
        || table->size() != static_cast<std::int64_t>(values->size())) {
        throw FormatError(table->path, "numbers [layer, 2]",
                          std::to_string(table->shape.size()) + " axes");
    }
    return table;
}

} // namespace

ParameterFigure recompositionFigureFromResult(const ResultFile& result, const std::string& fileName,
                                              const HeatmapSelection& selection)
{
    ParameterFigure figure = parameterFigureBase(result, fileName, selection);
    figure.figureKind = QStringLiteral("recomposition");
    if (!selection.measure.isEmpty() || !selection.modules.isEmpty()) {
        throw UsageError(selection.measure.isEmpty() ? "--modules" : "--measure",
                         "nothing: a recomposition has one chart for each model", "a choice");
    }
    figure.grid.stepTitle = QStringLiteral("layer");
    figure.numbers = "model,layer,by_unembedding,by_embedding\n";
    QStringList findings;
    for (const std::string role : {"student", "teacher"}) {
        const Table* table = recompositionTable(result, role);
        if (table == nullptr) {
            continue;
        }
        const std::vector<double> output = sideOf(*table, 0);
        const std::vector<double> input = sideOf(*table, 1);
        CurvePanel panel;
        panel.name = QString::fromStdString(role);
        panel.title = panel.name;
        panel.data.valueTitle = QStringLiteral("cosine");
        panel.data.curves = {
            layerCurve(QStringLiteral("unembedding"), QStringLiteral("by unembedding"), output),
            layerCurve(QStringLiteral("embedding"), QStringLiteral("by embedding"), input)};
        panel.note = layerMeansNote(panel.data);
        findings << layerFinding(panel);
        figure.grid.panels.push_back(std::move(panel));
        figure.sources.push_back(*table);
        for (std::size_t layer = 0; layer < output.size(); ++layer) {
            figure.numbers += role + ',' + std::to_string(layer) + ',' + fileNumber(output[layer])
                + ',' + fileNumber(input[layer]) + '\n';
        }
    }
    if (figure.grid.panels.empty()) {
        throw StudyError(fileName, "a run of transfer semalign (semalign/recomposition/…)",
                         heldGroups(result));
    }
    figure.grid.finding = findings.join(QStringLiteral(". "));
    figure.whatIsShown =
        QStringLiteral("Cosine of what layers add with its recomposition from word directions");
    return figure;
}

} // namespace neurograft
