// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace neurograft {

/// Newest layout of view.json that this program writes.
inline constexpr std::int64_t kViewVersion = 1;

/// `view.json` of a study: everything that cannot change a number (docks, selection, bookmarks,
/// notes), as sections by key. What this program does not know, sections and other keys, is written
/// again as it was read, so that an older and a newer program can share a study.
struct ViewFile {
    std::int64_t version = kViewVersion; ///< a newer one is kept
    std::map<std::string, std::string> sections; ///< JSON text by key
    std::map<std::string, std::string> others; ///< further keys of the file, JSON text
};

/// @throws FormatError when @p text is no view file
ViewFile parseViewFile(std::string_view text, const std::string& name);
/// Equal views give equal text.
std::string viewText(const ViewFile& view);

/// The view file at @p path, an empty one when there is none. A file that cannot be understood is
/// kept beside as "view.json.broken" (then ".broken-2", …) and an empty view returned.
/// @param brokenName set to the name under which a broken file was kept, else to ""
ViewFile readViewFile(const std::filesystem::path& path, std::string& brokenName);

} // namespace neurograft
