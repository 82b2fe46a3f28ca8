// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/store/result_tables.h"
#include "core/text/tokenizer.h"

#include <string>
#include <vector>

namespace neurograft {

/// What the best neurons write to the vocabulary, W_U (g * w) (attribution.md section 8), so that a
/// token table can be drawn without the model: of @p found's selections the best 32 neurons of the
/// model and the best of each kind in every layer, by (score descending, layer, ffn before attn,
/// index).
///
/// Tables `attribution/<role>/tokens/…`, n neurons and k tokens each:
/// `neurons` [n, 3] i32 (layer, kind: 0 = ffn, 1 = attn, index), `promoted` and `suppressed` [n, k]
/// text, their `…_ids` i32 and `…_logits` f32. None without a selection.
std::vector<Table> neuronTokenTables(const TransformerModel& model, const Tokenizer& tokenizer,
                                     const ModelAttribution& found, const std::string& role);

} // namespace neurograft
