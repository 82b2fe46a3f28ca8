// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/selection_file.h"

#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

namespace neurograft {

void writeSelection(const std::filesystem::path& path, const FamilySelections& selections,
                    const SelectionLabel& label)
{
    nlohmann::ordered_json text{{"model", label.model}, {"mode", label.mode}, {"rate", label.rate}};
    for (const ScoreFamily family :
         {ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value}) {
        const NeuronSelection& selection = selections.of(family);
        text[scoreFamilyName(family)] = {{"layers", selection.layers},
                                         {"neurons", selection.neurons}};
    }
    writeFileAtomically(path, text.dump() + "\n", true);
}

} // namespace neurograft
