// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/board_merge.h"

#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/plots/heatmap_data.h"

#include <algorithm>

namespace neurograft {

namespace {

const FigureSpec& specOf(const BoardFigure::Part& part)
{
    return part.origin.recipe.spec;
}

/// The board's page with what its first part decides of colours and axes.
FigureSpec mergedSpec(const BoardFigure& board, const FigureSpec& page)
{
    const FigureSpec& first = specOf(board.parts.front());
    FigureSpec spec = page;
    spec.colorMap = first.colorMap;
    spec.range = first.range;
    spec.rangeMode = first.rangeMode;
    spec.lowPercent = first.lowPercent;
    spec.highPercent = first.highPercent;
    spec.undefinedColor = first.undefinedColor;
    spec.isHatched = first.isHatched;
    spec.isTransposed = first.isTransposed;
    spec.showChance = first.showChance;
    spec.isLocked = true;
    spec.annotations.clear(); // the board draws them
    return spec;
}

bool haveSameLook(const FigureSpec& a, const FigureSpec& b)
{
    return a.colors() == b.colors() && a.range == b.range && a.isTransposed == b.isTransposed
        && a.showChance == b.showChance && a.title == b.title;
}

bool areOfOneScale(const HeatmapData& a, const HeatmapData& b)
{
    return a.students == b.students && a.teachers == b.teachers && a.rows == b.rows
        && a.columns == b.columns && scaleTitle(a) == scaleTitle(b)
        && (a.difference == nullptr) == (b.difference == nullptr);
}

/// Every part as one of @p F with a single panel and nothing drawn on it; empty when one is not.
template <class F> std::vector<const F*> partsAs(const BoardFigure& board)
{
    std::vector<const F*> figures;
    for (const BoardFigure::Part& part : board.parts) {
        const auto* figure = dynamic_cast<const F*>(part.figure.get());
        if (figure == nullptr || figure->panelNames().size() != 1
            || !specOf(part).annotations.empty()
            || !haveSameLook(specOf(part), specOf(board.parts.front()))) {
            return {};
        }
        figures.push_back(figure);
    }
    return figures;
}

std::shared_ptr<const Figure> mergedMaps(const std::vector<const HeatmapFigure*>& figures)
{
    auto all = std::make_shared<HeatmapFigure>(*figures.front());
    all->panels.clear();
    for (const HeatmapFigure* figure : figures) {
        const bool isFit = areOfOneScale(figure->panels.front(), figures.front()->panels.front())
            && figure->pairs == figures.front()->pairs;
        if (!isFit) {
            return nullptr;
        }
        all->panels.push_back(figure->panels.front());
        if (figure->teacherName != all->teacherName) {
            all->teacherName.clear();
        }
        if (figure->studentName != all->studentName) {
            all->studentName.clear();
        }
    }
    return all;
}

std::shared_ptr<const Figure> mergedCharts(const std::vector<const ParameterFigure*>& figures)
{
    auto all = std::make_shared<ParameterFigure>(*figures.front());
    all->grid.panels.clear();
    QStringList findings;
    for (const ParameterFigure* figure : figures) {
        const CurveGrid& grid = figure->grid;
        const CurveGrid& first = figures.front()->grid;
        const bool isFit = figure->figureKind == figures.front()->figureKind
            && grid.stepTitle == first.stepTitle && grid.isLogarithmic == first.isLogarithmic
            && grid.panels.front().data.valueTitle == first.panels.front().data.valueTitle;
        if (!isFit) {
            return nullptr;
        }
        all->grid.panels.push_back(grid.panels.front());
        findings << grid.finding;
    }
    all->grid.finding = findings.join(QStringLiteral(". "));
    return all;
}

} // namespace

std::optional<MergedBoard> mergedBoard(const BoardFigure& board, const FigureSpec& spec)
{
    const bool isOneFooter = !spec.showFooter || !board.footerText().isEmpty();
    if (board.parts.size() < 2 || !spec.isLocked || !isOneFooter) {
        return std::nullopt;
    }
    std::shared_ptr<const Figure> figure;
    if (const auto maps = partsAs<HeatmapFigure>(board); !maps.empty()) {
        figure = mergedMaps(maps);
    } else if (const auto charts = partsAs<ParameterFigure>(board); !charts.empty()) {
        figure = mergedCharts(charts);
    }
    return figure == nullptr ? std::nullopt
                             : std::optional(MergedBoard{figure, mergedSpec(board, spec)});
}

std::optional<ColorRange> mergedRange(const BoardFigure& board, const FigureSpec& spec)
{
    const std::optional<MergedBoard> merged = mergedBoard(board, spec);
    const auto* maps = merged ? dynamic_cast<const HeatmapFigure*>(merged->figure.get()) : nullptr;
    return maps != nullptr ? std::optional(panelRanges(*maps, merged->spec).front()) : std::nullopt;
}

} // namespace neurograft
