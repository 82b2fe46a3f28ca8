// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// What can be compared or edited in a layer: the seven weight matrices and two points of the
/// residual stream (cli.md section 2).
enum class Module {
    QProj,
    KProj,
    VProj,
    OProj,
    GateProj,
    UpProj,
    DownProj,
    LayerOutput,
    ResidualContribution,
};

/// Every module in the order above.
const std::vector<Module>& allModules();

/// "q_proj" … "residual_contribution".
const char* moduleName(Module module);

std::optional<Module> moduleFromName(std::string_view name);

/// True for the seven weight matrices, false for points of the residual stream.
bool isWeightMatrix(Module module);

/// Checkpoint path of everything that belongs to layer @p layer: "model.layers.3.".
std::string layerPrefix(int layer);

/// Layer a checkpoint path belongs to; nothing for embedding, final norm and head.
std::optional<std::int64_t> layerOf(std::string_view name);

/// The same tensor @p shift layers further: "model.layers.3.mlp.x" by 2 is "model.layers.5.mlp.x".
/// A path outside of the layers stays.
std::string shiftedLayer(const std::string& name, std::int64_t shift);

/// Checkpoint path of a weight matrix without ".weight": "model.layers.3.mlp.up_proj". @pre
/// isWeightMatrix(module)
std::string modulePath(int layer, Module module);

/// Checkpoint path of a weight matrix: "model.layers.3.mlp.up_proj.weight". @pre
/// isWeightMatrix(module)
std::string weightName(int layer, Module module);

/// Checkpoint path of its bias. @pre isWeightMatrix(module)
std::string biasName(int layer, Module module);

/// Checkpoint path of the norm over each head of q or k: "model.layers.3.self_attn.q_norm.weight".
/// @pre module is QProj or KProj
std::string headNormName(int layer, Module module);

inline constexpr const char* kEmbeddingName = "model.embed_tokens.weight";
inline constexpr const char* kFinalNormName = "model.norm.weight";
inline constexpr const char* kUnembeddingName = "lm_head.weight";

} // namespace neurograft
