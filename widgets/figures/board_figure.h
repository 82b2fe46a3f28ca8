// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"
#include "widgets/figures/figure_recipe.h"

#include <memory>
#include <vector>

namespace neurograft {

/// Several figures on one page (I16): rows of equal columns, letters (a), (b), …, one font and text
/// size; what all footers share stands once below. The spec's `columns` are figures per row.
struct BoardFigure : Figure {
    struct Part {
        std::shared_ptr<const Figure> figure;
        FigurePart origin; ///< recipe and runs it came from
    };
    std::vector<Part> parts;

    QString kind() const override { return QStringLiteral("board"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    std::string csv() const override; ///< with the part's letter as first column
    QString tsv() const override;
    std::vector<Table> tables() const override; ///< under "a/…", "b/…"
    QString subject() const override;
    QStringList panelNames() const override;
    QString footerText() const override; ///< empty unless all parts agree
    QString baseName() const override { return QStringLiteral("board"); }

protected:
    FigureScene draw(const FigureSpec& spec) const override;

private:
    FigureSpec partSpec(const Part& part, const FigureSpec& board, double widthMm) const;
};

/// "(a)", "(b)", … "(27)".
QString panelLetter(int index);

/// Two parts change places, with what is annotated on them.
void swapParts(FigureRecipe& board, int a, int b);
/// Takes a part off the board, and what is annotated on it.
void takePart(FigureRecipe& board, int index);

} // namespace neurograft
