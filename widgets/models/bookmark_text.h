// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/bookmark_model.h"

#include <string>
#include <vector>

namespace neurograft {

/// Bookmarks as text, both ways; see BookmarkModel.
std::string bookmarksJson(const std::vector<Bookmark>& bookmarks);
/// @throws FormatError naming @p where and the place inside
std::vector<Bookmark> bookmarksFromJson(const std::string& text, const std::string& where);
std::string bookmarksCsv(const std::vector<Bookmark>& bookmarks);

/// "9 cells", "1 row".
QString bookmarkSize(const Bookmark& bookmark);
/// Everything about a bookmark in words: name, size, note, tag, colour, when it was made.
QString bookmarkSentence(const Bookmark& bookmark);

} // namespace neurograft
