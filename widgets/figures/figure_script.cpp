// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_script.h"

#include "core/run/error.h"
#include "core/store/npz_writer.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/matplotlib_script.h"
#include "widgets/figures/neuron_script.h"
#include "widgets/figures/python_text.h"

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Empty for a kind without a script.
std::string scriptOf(const Figure& figure, const FigureSpec& spec, const std::string& archive)
{
    if (const auto* maps = dynamic_cast<const HeatmapFigure*>(&figure)) {
        return matplotlibScript(*maps, spec, archive);
    }
    if (const auto* neurons = dynamic_cast<const NeuronFigure*>(&figure)) {
        return neuronScript(*neurons, spec, archive);
    }
    if (const auto* bars = dynamic_cast<const LayerBarsFigure*>(&figure)) {
        return layerBarsScript(*bars, spec, archive);
    }
    return {};
}

} // namespace

bool hasFigureScript(const Figure& figure)
{
    return dynamic_cast<const HeatmapFigure*>(&figure) != nullptr
        || dynamic_cast<const NeuronFigure*>(&figure) != nullptr
        || dynamic_cast<const LayerBarsFigure*>(&figure) != nullptr;
}

void writeFigureScript(const Figure& figure, const FigureSpec& spec, const fs::path& script,
                       bool overwrite)
{
    fs::path archive = script;
    archive.replace_extension(".npz");
    const std::string text = scriptOf(figure, spec, archive.filename().string());
    if (text.empty()) {
        throw UsageError("script", "a figure of one kind", figure.kind().toStdString(),
                         "Export the board's figures one by one.");
    }
    std::error_code error;
    if (!overwrite && fs::exists(script, error)) { // told before the archive is written
        throw StudyError(script.string(), "a name that is free", "an existing file",
                         "Choose another name.");
    }
    std::vector<Table> tables = figure.tables();
    tables.push_back(pythonColors(spec.colorMap));
    writeNpz(archive, tables, overwrite);
    writeFileAtomically(script, text, overwrite);
}

} // namespace neurograft
