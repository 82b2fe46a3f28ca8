// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_query.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Rows as files and clipboard have them, columns model,layer,module,index,score,rank,note (ux.md
/// 6.3): C locale, shortest digits that read back to the same number; equal rows give equal bytes.
/// model is "teacher", "student" or "model"; a neuron that was not evaluated has score "nan" and no
/// rank.
std::string neuronsCsv(const NeuronRows& rows, const std::vector<int>& chosen,
                       const NeuronTexts& notes);
/// The same with tabs; tabs and line ends inside a note become blanks.
QString neuronsTsv(const NeuronRows& rows, const std::vector<int>& chosen,
                   const NeuronTexts& notes);
/// [{"model", "layer", "module", "index", "score", "rank", "note"}]; null where there is none.
nlohmann::ordered_json neuronsJson(const NeuronRows& rows, const std::vector<int>& chosen,
                                   const NeuronTexts& notes);

/// Writes one of them, by the suffix of @p path: csv or json.
/// @throws StudyError when the file exists and @p overwrite is false, or for another suffix;
/// StoreError when writing fails
void writeNeurons(const NeuronRows& rows, const std::vector<int>& chosen, const NeuronTexts& notes,
                  const std::filesystem::path& path, bool overwrite);

} // namespace neurograft
