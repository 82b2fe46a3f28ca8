// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// adapter_config.json of a PEFT LoRA folder (transfer.md section 2).
class AdapterConfig {
public:
    /// Rank and alpha of one module.
    struct Strength {
        std::int64_t rank = 0;
        double scale = 0.0; ///< alpha / rank, or alpha / sqrt(rank) with rsLoRA
    };

    /// @throws FormatError when the folder or file is missing, a value is wrong, or the adapter is
    /// of a kind that is not supported: the message names the kind (DoRA, IA3, …)
    static AdapterConfig read(const std::filesystem::path& folder);

    /// @param modulePath "model.layers.3.mlp.up_proj"; the first key of `rank_pattern` and
    /// `alpha_pattern` that matches it wins (decisions.md D33)
    Strength strengthOf(const std::string& modulePath) const;

    /// Whether the adapter belongs to a base from which its initial factors were subtracted (PiSSA,
    /// Seeking; decisions.md D38): said by `init_lora_weights` or by a folder `initial/` beside it.
    bool needsModifiedBase() const { return m_needsModifiedBase; }
    /// Whether what was subtracted can be computed from the unmodified base: the largest singular
    /// triplets of each matrix (`pissa`, `pissa_niter_16`).
    bool isPissa() const { return m_initialization.rfind("pissa", 0) == 0; }
    const std::string& initialization() const { return m_initialization; }
    double rank() const { return m_rank; } ///< of modules without a pattern of their own
    double alpha() const { return m_alpha; } ///< likewise

private:
    using Patterns = std::vector<std::pair<std::string, double>>; ///< in file order

    std::string m_where;
    double m_rank = 0.0;
    double m_alpha = 0.0;
    bool m_usesRsLora = false;
    bool m_needsModifiedBase = false;
    std::string m_initialization; ///< a word of `init_lora_weights`, or empty
    Patterns m_rankPatterns;
    Patterns m_alphaPatterns;
};

/// Where an adapter folder keeps the factors it began with.
std::filesystem::path initialFolder(const std::filesystem::path& adapter);
bool hasInitialFactors(const std::filesystem::path& adapter);

} // namespace neurograft
