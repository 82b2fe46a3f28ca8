// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/match_study.h"
#include "core/study/evaluate_study.h"
#include "core/study/locate_study.h"
#include "core/study/parameter_study.h"
#include "core/study/similarity_study.h"
#include "core/study/transfer_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

namespace neurograft {

/// A study of any command that writes a result file: what the attribute `study` of the file holds.
using StoredStudy = std::variant<SimilarityStudy, LocateStudy, ParameterStudy, MatchStudy,
                                 TransferStudy, EvaluateStudy>;

/// The study of such a text; its key `command` says of which kind.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, also when the command is none that can be run again;
/// FormatError when it is no JSON
StoredStudy parseStoredStudy(std::string_view text, const std::string& name);

/// The study as JSON, every value written out.
std::string studyText(const StoredStudy& study);

/// "similarity", "locate", "parameters", "match", "transfer" or "evaluate".
std::string commandOf(const StoredStudy& study);

/// One seed serves all draws of a study, those of rows too.
void setSeed(StoredStudy& study, std::uint64_t seed);
std::uint64_t seedOf(const StoredStudy& study);

/// CPU threads and whether equal bytes are asked for.
int threadsOf(const StoredStudy& study);
bool isDeterministic(const StoredStudy& study);

/// Where a study is run again unless said otherwise: beside the result of the first run, with a
/// name that says so and is free: "map-seed-43.h5", "map-replay.h5", "map-replay-2.h5". A transfer
/// gets a folder beside that of the first one.
/// @param result the file the study was read from
std::filesystem::path replayTarget(const std::filesystem::path& result, const StoredStudy& study,
                                   std::uint64_t earlierSeed);

} // namespace neurograft
