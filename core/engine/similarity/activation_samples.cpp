// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/activation_samples.h"

#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

namespace {

std::string shapeWords(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + "]";
}

} // namespace

ActivationSamples::ActivationSamples(const std::filesystem::path& path,
                                     const std::vector<Module>& modules)
    : m_archive(openArrayArchive(path)), m_path(path.string())
{
    for (const Module module : modules.empty() ? allModules() : modules) {
        const bool hasTeacher = findSource("teacher", module);
        const bool hasStudent = findSource("student", module);
        if (hasTeacher && hasStudent) {
            m_modules.push_back(module);
        } else if (hasTeacher || hasStudent || !modules.empty()) {
            const std::string missing = hasTeacher ? "student." : "teacher.";
            throw FormatError(m_path, "an array " + missing + moduleName(module), "none",
                              "Choose other modules, or store both models' arrays.");
        }
    }
    if (m_modules.empty()) {
        throw FormatError(m_path, "arrays teacher.<module> and student.<module>", "none of them");
    }
}

bool ActivationSamples::findSource(const std::string& role, Module module)
{
    const std::string name = role + "." + moduleName(module);
    Source source;
    if (const ArrayHeader* stack = m_archive->find(name)) {
        checkArray(*stack, 3);
        source.names = {name};
        source.layers = stack->shape[0];
        source.width = stack->shape[2];
        source.isStack = true;
    } else {
        while (const ArrayHeader* layer =
                   m_archive->find(name + "." + std::to_string(source.layers))) {
            checkArray(*layer, 2);
            source.names.push_back(layer->name);
            source.width = std::max(source.width, layer->shape[1]);
            ++source.layers;
        }
        const std::string prefix = name + ".";
        const auto stored =
            std::count_if(m_archive->arrays().begin(), m_archive->arrays().end(),
                          [&prefix](const ArrayHeader& array) {
                              return array.name.compare(0, prefix.size(), prefix) == 0;
                          });
        if (stored != source.layers) {
            throw FormatError(m_path, "the array " + prefix + std::to_string(source.layers),
                              "a gap in the layers");
        }
    }
    if (source.layers == 0) {
        return false;
    }
    checkLayers(role, source.layers, name);
    m_sources[{role, module}] = std::move(source);
    return true;
}

void ActivationSamples::checkArray(const ArrayHeader& array, std::size_t rank)
{
    const std::string where = m_path + ": " + array.name;
    if (array.floatBytes == 0) {
        throw FormatError(where, "float16, float32 or float64", "type " + array.type);
    }
    const bool isFull = std::all_of(array.shape.begin(), array.shape.end(),
                                    [](std::int64_t extent) { return extent > 0; });
    if (array.shape.size() != rank || !isFull) {
        throw FormatError(where, rank == 3 ? "[layers, samples, width]" : "[samples, width]",
                          shapeWords(array.shape));
    }
    const std::int64_t samples = array.shape[rank - 2];
    if (m_samples >= 0 && samples != m_samples) {
        throw FormatError(where, std::to_string(m_samples) + " samples as in the other arrays",
                          std::to_string(samples));
    }
    m_samples = samples;
    m_widest = std::max(m_widest, array.shape[rank - 1]);
    m_largestBytes = std::max(
        m_largestBytes, static_cast<double>(array.count()) * static_cast<double>(array.floatBytes));
}

void ActivationSamples::checkLayers(const std::string& role, std::int64_t layers,
                                    const std::string& name)
{
    const auto [known, isNew] = m_layers.emplace(role, layers);
    if (!isNew && known->second != layers) {
        throw FormatError(m_path + ": " + name,
                          std::to_string(known->second)
                              + " layers as in the "
                                "other modules of the "
                              + role,
                          std::to_string(layers));
    }
}

std::vector<at::Tensor> ActivationSamples::read(const std::string& role, Module module) const
{
    const Source& source = m_sources.at({role, module});
    std::vector<at::Tensor> layers;
    if (source.isStack) {
        const at::Tensor stack = m_archive->read(source.names.front()); // [L,n,d]
        for (std::int64_t layer = 0; layer < source.layers; ++layer) {
            layers.push_back(stack.select(0, layer));
        }
    } else {
        for (const std::string& name : source.names) {
            layers.push_back(m_archive->read(name)); // [n,d]
        }
    }
    return layers;
}

} // namespace neurograft
