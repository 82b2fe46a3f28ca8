// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/module_path.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// A matrix of the student that an adapter changes by s B A, A [r,in], B [out,r].
struct AdapterTarget {
    std::string weight; ///< checkpoint path: "model.layers.3.mlp.up_proj.weight"
    std::string name; ///< "up_proj", "embed_tokens", "lm_head"
    std::optional<Module> module; ///< nothing for embedding and head
    std::int64_t layer = -1; ///< -1 for embedding and head
    std::int64_t out = 0; ///< of an embedding d: (B A)^T is added to [V,d]
    std::int64_t in = 0; ///< of an embedding V
    bool isEmbedding = false;
    std::uint64_t number = 0; ///< running number, layer-major (decisions.md D83)

    std::int64_t smallestSide() const { return out < in ? out : in; }
};

/// The targets of a student: layer by layer in the order q, k, v, o, gate, up, down, whatever the
/// order of @p modules; then the embedding, then the head.
/// @throws UsageError for a word that is none
std::vector<AdapterTarget> adapterTargets(const ModelConfig& student,
                                          const std::vector<std::string>& modules);

/// Those of some layers, in their order; what belongs to no layer is left out.
std::vector<AdapterTarget> targetsOfLayers(std::vector<AdapterTarget> targets,
                                           const std::vector<std::int64_t>& layers);

} // namespace neurograft
