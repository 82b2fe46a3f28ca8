// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace neurograft {

/// Changes laid over the weights of a model while it computes; its files stay as they are.
struct ModelOverlay {
    std::vector<std::filesystem::path> adapters; ///< PEFT LoRA folders (transfer.md section 2)
    std::vector<std::filesystem::path> deltas; ///< delta files (decisions.md D70)
    /// PEFT folders over the base they were trained on: the model minus the factors they began
    /// with (PiSSA, Seeking; decisions.md D38). The factors are those of the folder's `initial/`;
    /// without it those of PiSSA are computed from the model.
    std::vector<std::filesystem::path> residualAdapters = {};

    bool isEmpty() const
    {
        return adapters.empty() && deltas.empty() && residualAdapters.empty();
    }
};

inline bool operator==(const ModelOverlay& a, const ModelOverlay& b)
{
    return a.adapters == b.adapters && a.deltas == b.deltas
        && a.residualAdapters == b.residualAdapters;
}
inline bool operator!=(const ModelOverlay& a, const ModelOverlay& b)
{
    return !(a == b);
}

} // namespace neurograft
