// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/neuron.h"

namespace neurograft {

const char* neuronKindName(NeuronKind kind)
{
    return kind == NeuronKind::Ffn ? "ffn" : "attn";
}

std::optional<NeuronKind> neuronKindFromName(std::string_view name)
{
    for (const NeuronKind kind : {NeuronKind::Ffn, NeuronKind::Attention}) {
        if (name == neuronKindName(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

} // namespace neurograft
