// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace neurograft {

/// A stretch of two texts: in both, in the first only, in the second only.
struct DiffPart {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text;
    bool operator==(const DiffPart& other) const
    {
        return kind == other.kind && text == other.text;
    }
};

/// What becomes of @p before in @p after, word by word: a longest common subsequence of words,
/// blanks and single signs, neighbours of one kind joined, what went before what came. Same and
/// removed parts together are @p before, same and added parts @p after. Texts that differ over more
/// than some two thousand words are taken as replaced where they differ.
std::vector<DiffPart> wordDiff(const QString& before, const QString& after);

/// As rich text: removed parts struck out, added ones underlined and bold, both on a ground of
/// their own; colour is not the only mark.
/// @param isDark the palette is a dark one
QString diffHtml(const std::vector<DiffPart>& parts, bool isDark);
/// In words for whoever cannot see marks: "2 words removed, 1 added" or "unchanged".
QString diffSentence(const std::vector<DiffPart>& parts);

} // namespace neurograft
