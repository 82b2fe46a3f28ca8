// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_spec.h"
#include "widgets/plots/color_map.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace neurograft {

struct FigureRecipe;

/// A figure's content, whatever its kind: what exporter, dialog, list and board need of it. Plain
/// data behind it, so it can be drawn on any thread.
class Figure {
public:
    virtual ~Figure() = default;

    /// Word of --kind and of recipes: one of figureKinds().
    virtual QString kind() const = 0;
    /// The whole page, annotations included.
    /// @throws UsageError when the page has no room for it
    FigureScene scene(const FigureSpec& spec) const;
    /// What draws it again from its run.
    virtual FigureRecipe recipe(const FigureSpec& spec) const = 0;
    /// Run attributes, table paths and colour ranges: the manifest without its recipe.
    virtual nlohmann::json provenance(const FigureSpec& spec) const = 0;

    /// The numbers drawn: C locale, shortest digits that read back to the same double.
    virtual std::string csv() const = 0;
    virtual QString tsv() const = 0; ///< for spreadsheets
    virtual std::vector<Table> tables() const = 0; ///< under the paths of the result file

    /// Title the house style asks for: a difference names both runs. Empty: none.
    virtual QString titleHint() const { return {}; }
    /// Colour map the house style asks for, where it depends on the numbers: signed scores get a
    /// diverging one. None: that of the recipe.
    virtual std::optional<ColorMapId> colorMapHint() const { return std::nullopt; }
    /// "Similarity of teacher and student layers"
    virtual QString subject() const = 0;
    virtual QStringList panelNames() const = 0; ///< "up_proj", …
    /// Measure, estimator, unit, n, data, seed, parted by " | ".
    virtual QString footerText() const = 0;
    /// File name without suffix it is offered under: "similarity-cka-tiny-S-tiny-T".
    virtual QString baseName() const = 0;

protected:
    Figure() = default;
    Figure(const Figure&) = default;
    Figure& operator=(const Figure&) = default;
    Figure(Figure&&) = default;
    Figure& operator=(Figure&&) = default;

    /// What the kind draws by itself, and its panels.
    virtual FigureScene draw(const FigureSpec& spec) const = 0;
};

/// @p parts as a file name everybody can write: letters, digits, dot, dash and underscore.
QString fileStem(const QStringList& parts);

} // namespace neurograft
