// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/figures/figure_recipe.h"

#include <QObject>

#include <filesystem>

namespace neurograft {

class FigureListWiring;

/// An exported figure back in the window: finds its run and sets modules, estimator, mask, lock,
/// transposition and colours as it was drawn. A figure of several runs is shown in workspace
/// Figures; a foreign file is refused in words.
class FigureReopening : public QObject {
    Q_OBJECT

public:
    /// @param list outlives this object
    FigureReopening(const WindowParts& parts, FigureListWiring* list, QObject* parent);

    void open(const QString& path);

private:
    void showRun(const std::filesystem::path& run, const FigureRecipe& recipe);
    void applyView(const FigureRecipe& recipe);

    WindowParts m_parts;
    FigureListWiring* m_list;
};

} // namespace neurograft
