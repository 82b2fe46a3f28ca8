// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/neuron_result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// A token and what a neuron adds to its logit per unit of its coefficient.
struct WrittenToken {
    std::string text;
    std::int32_t id = 0;
    float logit = 0.0F;
};

/// What a neuron writes to the vocabulary, the final norm's gain included.
struct NeuronWrites {
    NeuronFamily family = NeuronFamily::Ffn;
    NeuronPlace place;
    float score = 0.0F; ///< in the run; NaN when it has none
    std::vector<WrittenToken> promoted; ///< logit descending
    std::vector<WrittenToken> suppressed; ///< logit ascending
};

/// Best neurons of one model, best first.
struct TokenTable {
    QString role; ///< "teacher", "student", "model"
    QString name; ///< folder name, may be empty
    QString unit; ///< of the scores, may be empty
    bool isSigned = true; ///< scores below 0 mean something
    std::vector<NeuronWrites> rows;
};

/// Folder of a model's token tables: "attribution/student/tokens/".
std::string tokenFolder(const QString& role);

/// The token tables a locate run stored, teacher before student; models without are left out.
/// @throws FormatError for tables that do not fit each other or the maps
std::vector<TokenTable> tokenTables(const ResultFile& result, const NeuronResult& read);

} // namespace neurograft
