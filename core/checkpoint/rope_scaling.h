// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/json_fields.h"

namespace neurograft {

/// How rotary frequencies are stretched (models.md 4.2).
struct RopeScaling {
    enum class Kind {
        None,
        Linear,
        Llama3,
        Dynamic, ///< the base grows with the text once it is longer than max_position_embeddings
    };
    Kind kind = Kind::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0; ///< llama3 only
    double highFrequencyFactor = 4.0; ///< llama3 only
    double originalMaxPositions = 8192.0; ///< llama3 only
};

/// Base and scaling of rotary embeddings.
struct RopeConfig {
    double theta = 10000.0;
    RopeScaling scaling;
};

/// Reads `rope_parameters` of newer files, else `rope_theta` and `rope_scaling`.
/// @throws FormatError for an unsupported type ("yarn", "longrope"), a missing or impossible value
RopeConfig readRopeConfig(const JsonFields& config);

} // namespace neurograft
