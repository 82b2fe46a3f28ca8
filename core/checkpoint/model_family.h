// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/json_fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace neurograft {

/// Which layers of a family look back through a window only (models.md 4.4).
enum class WindowRule {
    Never,
    EveryLayer, ///< on unless the file says null
    ChosenLayers, ///< off unless the file switches it on
};

/// What a family fixes whatever its files say, and its fallbacks (models.md sections 1 and 2).
struct ModelFamily {
    const char* modelType;
    bool alwaysHasQkvBias;
    bool readsAttentionBias; ///< `attention_bias` gives q, k, v and o a bias
    bool readsMlpBias;
    bool hasQkNorm;
    std::int64_t defaultKvHeads; ///< 0 = as many as heads
    std::int64_t defaultHeadDim; ///< 0 = hidden size / heads
    WindowRule windowRule;
};

/// The family of that name; null when Neurograft cannot run it.
const ModelFamily* findModelFamily(std::string_view modelType);

/// "llama, mistral, qwen2 or qwen3".
std::string modelFamilyNames();

/// The family a config.json names. @throws FormatError when it is none of ours
const ModelFamily& modelFamilyOf(const JsonFields& config);

} // namespace neurograft
