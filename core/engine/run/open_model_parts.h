// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/error.h"
#include "core/run/open_model.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace neurograft {

/// What façades over an OpenModel compute with.
struct OpenModel::Parts {
    std::filesystem::path folder;
    std::shared_ptr<const Checkpoint> checkpoint; ///< whose bytes the weights are
    std::shared_ptr<TransformerModel> base; ///< without an overlay
    std::shared_ptr<TransformerModel> model; ///< with it
    std::optional<LayerRange> layers; ///< of the checkpoint that the model has; nothing = all
    std::shared_ptr<const Tokenizer> tokenizer; ///< null when the folder has none
    std::optional<FormatError> tokenizerProblem;

    Parts() = default;
    Parts(const Parts&) = default;
    Parts& operator=(const Parts&) = default;
    ~Parts();
};

} // namespace neurograft
