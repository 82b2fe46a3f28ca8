// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/module_path.h"
#include "core/engine/similarity/array_archive.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Activations that were made elsewhere (decisions.md D71): `teacher.<module>` and
/// `student.<module>` as [L, n, d], or one array `<role>.<module>.<layer>` [n, d] per layer. In
/// HDF5 groups may stand for the parts of a name: `teacher/up_proj`.
class ActivationSamples {
public:
    /// Reads headers only and checks them.
    /// @param modules those to compare; empty = all that both models have
    /// @throws FormatError for a missing counterpart or layer, another n, a type that is not float
    ActivationSamples(const std::filesystem::path& path, const std::vector<Module>& modules);

    const std::vector<Module>& modules() const { return m_modules; }
    std::int64_t samples() const { return m_samples; }
    std::int64_t layers(const std::string& role) const { return m_layers.at(role); }
    /// Largest width of a module's layers.
    std::int64_t width(const std::string& role, Module module) const
    {
        return m_sources.at({role, module}).width;
    }
    /// Largest width of any array and bytes of the largest array, for the forecast.
    std::int64_t widest() const { return m_widest; }
    double largestBytes() const { return m_largestBytes; }

    /// All layers of a module, each [n, d] in its own float type.
    std::vector<at::Tensor> read(const std::string& role, Module module) const;

private:
    struct Source {
        std::vector<std::string> names; ///< one stack, or one array per layer
        std::int64_t layers = 0;
        std::int64_t width = 0;
        bool isStack = false;
    };

    bool findSource(const std::string& role, Module module);
    void checkArray(const ArrayHeader& array, std::size_t rank);
    void checkLayers(const std::string& role, std::int64_t layers, const std::string& name);

    std::unique_ptr<const ArrayArchive> m_archive;
    std::string m_path;
    std::vector<Module> m_modules;
    std::map<std::pair<std::string, Module>, Source> m_sources;
    std::map<std::string, std::int64_t> m_layers;
    std::int64_t m_samples = -1;
    std::int64_t m_widest = 0;
    double m_largestBytes = 0.0;
};

} // namespace neurograft
