// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace neurograft {

/// Newest layout of a study file that is read and written.
inline constexpr std::int64_t kStudySchema = 2;

/// The study as JSON: every value written out, defaults too, keys in a fixed order. Equal studies
/// give equal text; it is what a result file keeps as `study`.
std::string studyText(const SimilarityStudy& study);
/// The same with splits and overlays, as a study file has it.
std::string studyText(const Study& study);

/// What becomes of a study whose schema is newer than kStudySchema.
enum class NewerSchema {
    Refuse, ///< an error naming both
    ReadKnown, ///< keys this program knows are read, others passed over; an error when one of them
               ///< has another type than here
};

/// The schema a text states. @throws as parseStudy()
std::int64_t studySchema(std::string_view text, const std::string& name);

/// The study of a JSON text, as parseSimilarityStudy() reads it, with splits and overlays. Texts of earlier
/// schemas are brought up to date first (study_migration.h).
Study parseStudy(std::string_view text, const std::string& name,
                 NewerSchema newer = NewerSchema::Refuse);

/// The study of a JSON text, strictly: `schema` and `command` ("similarity") are required, other
/// keys have the defaults of SimilarityStudy. One seed serves the draw of rows and of tokens. The
/// keys `splits` and `overlays` are checked and left out.
/// @param name what messages call the text
/// @throws StudyError for an unknown key, a wrong type or a value out of range, with its JSON path;
/// FormatError when it is no JSON
SimilarityStudy parseSimilarityStudy(std::string_view text, const std::string& name);

/// Reads a study file; relative paths in it are taken from its folder.
SimilarityStudy readSimilarityStudy(const std::filesystem::path& path);

/// Writes a study file. @throws StudyError when it exists and @p overwrite is false
void writeSimilarityStudy(const std::filesystem::path& path, const SimilarityStudy& study,
                          bool overwrite);

} // namespace neurograft
