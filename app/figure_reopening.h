// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/figures/figure_recipe.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <vector>

namespace neurograft {

class FigureListWiring;

/// An exported figure back where it was made: finds its runs and sets modules, estimator, mask,
/// lock, transposition and colours as it was drawn, of a difference with A pinned and B shown;
/// neuron figures lead to workspace Neurons with family, zoom and bars. A board is shown in
/// workspace Figures; a foreign file is refused in words.
class FigureReopening : public QObject {
    Q_OBJECT

public:
    /// @param list outlives this object
    FigureReopening(const WindowParts& parts, FigureListWiring* list, QObject* parent);

    void open(const QString& path);
    /// Figures of a gathered sweep, in workspace Figures; those of the same name stay as they are.
    void openSweep(const QString& path);

private:
    /// A of a difference; null for a plain figure.
    using Pinned = std::shared_ptr<const HeatmapFigure>;

    void showRun(const std::filesystem::path& run, const FigureRecipe& recipe,
                 const Pinned& pinned);
    void applyView(const FigureRecipe& recipe, const Pinned& pinned);
    /// Run and look of a neuron figure, in workspace Neurons.
    void showNeurons(const std::filesystem::path& run, const FigureRecipe& recipe);
    void showKept(const QString& path, const FigureRecipe& recipe,
                  const std::vector<std::filesystem::path>& runs);

    WindowParts m_parts;
    FigureListWiring* m_list;
};

} // namespace neurograft
