// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/delta_maker.h"

#include <cstdint>
#include <map>
#include <vector>

namespace neurograft {

/// LaTen's hypernetwork (arXiv:2505.14436; transfer.md 6.2): per module D = W2 relu(W1 v), W1
/// [d_t,d_t], W2 [d_s,d_t], no biases, shared by all layers and neurons of that module.
class Translator : public DeltaMaker {
public:
    /// Both matrices normal with deviation 1e-5, from LibTorch's CPU generator by derive(seed,
    /// "translator.init", number of the module in the order up, down, v, o), W1 before W2
    /// (decisions.md D83).
    /// @param modules up_proj, down_proj, v_proj, o_proj or some of them
    /// @throws StudyError for another module
    Translator(const std::vector<Module>& modules, std::int64_t teacherWidth,
               std::int64_t studentWidth, std::uint64_t seed, at::Device device);

    /// `network.<module>.0.weight` (W1) and `network.<module>.2.weight` (W2), the names of the
    /// official state dict.
    std::vector<Parameter> parameters() const override;
    bool readsVectors() const override { return true; }
    at::Tensor delta(Module module, const at::Tensor& vectors) const override;

private:
    struct Network {
        at::Tensor first; ///< W1
        at::Tensor second; ///< W2
    };

    std::vector<Module> m_modules;
    std::map<Module, Network> m_networks;
};

/// Place of a module in the order up, down, v, o, which seeds are counted by.
/// @throws StudyError for a module whose neurons are never transferred
std::uint64_t neuronModuleNumber(Module module);

} // namespace neurograft
