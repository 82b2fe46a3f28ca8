// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensor_pickle.h"

#include "core/checkpoint/pickle_machine.h"
#include "core/run/error.h"

#include <utility>

namespace neurograft {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kDeepestDictionary = 8;
constexpr std::size_t kLongestName = 4096;

/// Tensors of a dictionary and of those in it.
class Collector {
public:
    Collector(std::string where, std::vector<PickledTensor>& tensors)
        : m_where(std::move(where)), m_tensors(tensors)
    {
    }

    void collect(const PickleValue& dict, const std::string& prefix, std::size_t depth)
    {
        if (depth == kDeepestDictionary) {
            throw FormatError(m_where, "a dictionary of tensors", "dictionaries in each other");
        }
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            if (++m_seen > kMostPickleValues) {
                throw FormatError(m_where, "fewer tensors",
                                  "more than " + std::to_string(kMostPickleValues));
            }
            const PickleValue& key = *dict.items[i];
            const PickleValue& value = *dict.items[i + 1];
            if (value.kind == Kind::Dict) {
                collect(value, prefix + key.text + ".", depth + 1);
            } else if (value.kind == Kind::Tensor) {
                if (key.kind != Kind::Text || prefix.size() + key.text.size() > kLongestName) {
                    throw FormatError(m_where, "a name for each tensor", "another key");
                }
                m_tensors.push_back(*value.tensor);
                m_tensors.back().name = prefix + key.text;
            }
        }
    }

private:
    std::string m_where;
    std::vector<PickledTensor>& m_tensors;
    std::size_t m_seen = 0;
};

} // namespace

std::vector<PickledTensor> readTensorPickle(const std::vector<std::byte>& bytes,
                                            const std::string& where)
{
    PickleMachine machine(bytes, where);
    const PickleValue* root = machine.run();
    if (root->kind != Kind::Dict) {
        throw FormatError(where, "a dictionary of tensors", "another object",
                          "Save the state dict of the model, or use safetensors.");
    }
    std::vector<PickledTensor> tensors;
    Collector(where, tensors).collect(*root, "", 0);
    return tensors;
}

} // namespace neurograft
