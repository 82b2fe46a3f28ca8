// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// A chain that comes with the program, or one's own in a list with them.
struct ReadyStudy {
    std::string name; ///< "ni-main-results", "demo/rate-sweep"; of a file its name without ending
    std::filesystem::path file;
    ChainStudy study;
};

/// All of them, by name; empty when the program came without. @throws StudyError, FormatError for a
/// file that cannot be read
std::vector<ReadyStudy> readyStudies();

/// Whether name, title or `shows` have every word of @p text, in any case; all for an empty one. A
/// number belongs to the word before it: "table 1".
bool isStudyLike(const ReadyStudy& ready, const std::string& text);

/// Those that are like @p text.
std::vector<ReadyStudy> readyStudiesLike(const std::string& text);

/// The file of a chain: @p word as a path, else the ready study of that name, else the one that
/// readyStudiesLike() finds.
/// @throws UsageError when there is none or more than one, with their names
std::filesystem::path chainFile(const std::string& word);

/// A chain from its text as if it stood in @p file: relative paths in its section `paths` are taken
/// from that folder. @throws as parseChainStudy()
ChainStudy chainStudyOf(const std::string& text, const std::filesystem::path& file);
/// The same of what the file holds.
ChainStudy readChainStudy(const std::filesystem::path& file);

} // namespace neurograft
