// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace neurograft {

/// Changes laid over the weights of a model while it computes; its files stay as they are.
struct ModelOverlay {
    std::vector<std::filesystem::path> adapters; ///< PEFT LoRA folders (transfer.md section 2)
    std::vector<std::filesystem::path> deltas; ///< delta files (decisions.md D70)

    bool isEmpty() const { return adapters.empty() && deltas.empty(); }
};

} // namespace neurograft
