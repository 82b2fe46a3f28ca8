// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/piece_text.h"

#include <utility>

namespace neurograft {

void PieceText::splitOpen(const std::function<std::vector<ByteRange>(std::string_view)>& split)
{
    std::vector<Piece> result;
    result.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        if (!piece.isOpen()) {
            result.push_back(piece);
            continue;
        }
        for (const ByteRange range : split(view(piece))) {
            if (range.begin < range.end) {
                result.push_back({piece.begin + range.begin, piece.begin + range.end});
            }
        }
    }
    pieces = std::move(result);
}

void PieceText::rewriteOpen(const std::function<void(const Piece&, AlignedText&)>& rewrite)
{
    AlignedText target;
    target.reserve(text.size());
    std::vector<Piece> result;
    result.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        const std::size_t begin = target.size();
        if (piece.isOpen()) {
            rewrite(piece, target);
        } else {
            target.append(text, piece.begin, piece.end);
        }
        if (target.size() > begin) {
            result.push_back({begin, target.size(), piece.addedId});
        }
    }
    text = std::move(target);
    pieces = std::move(result);
}

} // namespace neurograft
