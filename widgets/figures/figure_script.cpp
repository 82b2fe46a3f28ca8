// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_script.h"

#include "core/run/error.h"
#include "core/store/npz_writer.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/curve_script.h"
#include "widgets/figures/loss_figure.h"
#include "widgets/figures/matplotlib_script.h"
#include "widgets/figures/neuron_script.h"
#include "widgets/figures/parallel_script.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/python_text.h"
#include "widgets/figures/sweep_figure.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <variant>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

struct FigureScript {
    std::string text;
    std::vector<Table> tables; ///< that it reads
};

/// The curves a figure is made of; none for other kinds.
std::optional<CurveGrid> curvesOf(const Figure& figure)
{
    if (const auto* sweep = dynamic_cast<const SweepFigure*>(&figure)) {
        return sweep->grid;
    }
    if (const auto* parameters = dynamic_cast<const ParameterFigure*>(&figure)) {
        return parameters->grid;
    }
    if (const auto* losses = dynamic_cast<const LossFigure*>(&figure)) {
        return losses->grid();
    }
    return std::nullopt;
}

/// NumPy's archives hold no text.
std::vector<Table> numbersOf(const Figure& figure)
{
    std::vector<Table> tables = figure.tables();
    tables.erase(std::remove_if(tables.begin(), tables.end(),
                                [](const Table& table) {
                                    return std::holds_alternative<std::vector<std::string>>(
                                        table.values);
                                }),
                 tables.end());
    return tables;
}

/// Numbers as they are stored, and what of them is drawn where.
FigureScript withNumbers(std::string text, const Figure& figure, std::vector<Table> drawn)
{
    std::vector<Table> tables = numbersOf(figure);
    std::move(drawn.begin(), drawn.end(), std::back_inserter(tables));
    return {std::move(text), std::move(tables)};
}

/// Nothing for a kind without a script.
std::optional<FigureScript> scriptOf(const Figure& figure, const FigureSpec& spec,
                                     const std::string& archive)
{
    if (const auto* maps = dynamic_cast<const HeatmapFigure*>(&figure)) {
        return FigureScript{matplotlibScript(*maps, spec, archive), figure.tables()};
    }
    if (const auto* neurons = dynamic_cast<const NeuronFigure*>(&figure)) {
        return FigureScript{neuronScript(*neurons, spec, archive), figure.tables()};
    }
    if (const auto* bars = dynamic_cast<const LayerBarsFigure*>(&figure)) {
        return FigureScript{layerBarsScript(*bars, spec, archive), figure.tables()};
    }
    if (const auto* cells = dynamic_cast<const ParallelFigure*>(&figure)) {
        return withNumbers(parallelScript(*cells, spec, archive), figure, parallelTables(*cells));
    }
    if (const std::optional<CurveGrid> curves = curvesOf(figure)) {
        return withNumbers(curveScript(figure, *curves, spec, archive), figure,
                           curveTables(*curves));
    }
    return std::nullopt;
}

} // namespace

bool hasFigureScript(const Figure& figure)
{
    return dynamic_cast<const HeatmapFigure*>(&figure) != nullptr
        || dynamic_cast<const NeuronFigure*>(&figure) != nullptr
        || dynamic_cast<const LayerBarsFigure*>(&figure) != nullptr
        || dynamic_cast<const ParallelFigure*>(&figure) != nullptr || curvesOf(figure).has_value();
}

void writeFigureScript(const Figure& figure, const FigureSpec& spec, const fs::path& script,
                       bool overwrite)
{
    fs::path archive = script;
    archive.replace_extension(".npz");
    std::optional<FigureScript> made = scriptOf(figure, spec, archive.filename().string());
    if (!made) {
        throw UsageError("script", "a figure of one kind", figure.kind().toStdString(),
                         "Export the board's figures one by one.");
    }
    std::error_code error;
    if (!overwrite && fs::exists(script, error)) { // told before the archive is written
        throw StudyError(script.string(), "a name that is free", "an existing file",
                         "Choose another name.");
    }
    made->tables.push_back(pythonColors(spec.colorMap));
    writeNpz(archive, made->tables, overwrite);
    writeFileAtomically(script, made->text, overwrite);
}

} // namespace neurograft
