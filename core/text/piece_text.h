// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/aligned_text.h"
#include "core/text/text_pattern.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// A part of a text on its way to tokens: bytes [begin, end), already an added token when its id is
/// not negative.
struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int32_t addedId = -1;

    bool isOpen() const { return addedId < 0; }
};

/// A text and the pieces it is cut into, in order. Pieces are never empty; bytes between them are
/// dropped.
struct PieceText {
    AlignedText text;
    std::vector<Piece> pieces;

    std::string_view view(const Piece& piece) const
    {
        return text.text().substr(piece.begin, piece.end - piece.begin);
    }

    /// Cuts every open piece into the ranges @p split gives for its text.
    void splitOpen(const std::function<std::vector<ByteRange>(std::string_view)>& split);
    /// Rewrites every open piece: @p rewrite appends its new text to the target.
    void rewriteOpen(const std::function<void(const Piece&, AlignedText& target)>& rewrite);
};

} // namespace neurograft
