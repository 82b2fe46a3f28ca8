// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>
#include <string>

namespace neurograft {

/// Where data files that are made here are kept (typed prompts, converted tables): "data" of a
/// study folder, or of the program's own data when there is no study.
std::filesystem::path dataFolder(const QString& studyFolder);
/// The next free name in it: "prompt.jsonl", "prompt-2.jsonl", …; makes the folder.
/// @throws StoreError when the folder cannot be made
std::filesystem::path nextDataFile(const std::filesystem::path& folder, const std::string& stem);
/// The next free place in it for an edited copy of a data file: "edited-1/demo.jsonl". The copy is
/// called by the same short name, so that stars, slices and bookmarks stay; makes its folder.
/// @throws StoreError when the folder cannot be made
std::filesystem::path nextEditedFile(const std::filesystem::path& folder,
                                     const std::filesystem::path& original);

} // namespace neurograft
