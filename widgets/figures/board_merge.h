// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/board_figure.h"

#include <memory>
#include <optional>

namespace neurograft {

/// Parts of a board drawn as one figure: the panels in its grid, one colour scale or one legend for
/// all, letters by panel.
struct MergedBoard {
    std::shared_ptr<const Figure> figure;
    FigureSpec spec; ///< of the board, with the colours its parts agree on
};

/// What the parts of a board become together when each is one panel of the same kind, on the same
/// scale and with the same footer: maps with the same axes, size, quantity and colours, or charts
/// of adapters with the same axes. Nothing when they do not fit, or the board's scales are
/// unlocked.
std::optional<MergedBoard> mergedBoard(const BoardFigure& board, const FigureSpec& spec);

/// One range over the maps of a board that are drawn together; nothing otherwise.
std::optional<ColorRange> mergedRange(const BoardFigure& board, const FigureSpec& spec);

} // namespace neurograft
