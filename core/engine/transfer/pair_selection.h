// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/engine/transfer/neuron_vectors.h"

#include <array>
#include <cstdint>

namespace neurograft {

/// The selections of one model, by family.
struct FamilySelections {
    std::array<NeuronSelection, 3> families; ///< ffn, attn, value

    const NeuronSelection& of(ScoreFamily family) const
    {
        return families[static_cast<std::size_t>(family)];
    }
    NeuronSelection& of(ScoreFamily family) { return families[static_cast<std::size_t>(family)]; }
    const NeuronSelection& of(Module module) const { return of(selectedFamily(module)); }
};

/// What an attribution selected, per layer.
FamilySelections familySelections(const ModelAttribution& found);

/// Neurons of both models that one row located. The k-th of the teacher's i-th selected layer is
/// paired with the k-th of the student's i-th (transfer.md 6.3).
struct PairSelection {
    std::int64_t line = 0; ///< row of its file, from 0
    FamilySelections teacher;
    FamilySelections student;
};

/// Controls of transfer.md 6.9.
struct SelectionControls {
    bool drawsTeacher = false; ///< its neurons are drawn, in the layers that were selected
    bool drawsStudent = false;
    bool shuffles = false; ///< the student's neurons of a layer in a drawn order
    std::uint64_t seed = 42;
};

/// Applies them. Draws follow from the seed, the row, the role, the family and the layer: purposes
/// `control.neurons` and `control.permutation`, index ((row * 2 + role) * 3 + family) * 2^16 +
/// layer, role 0 = teacher.
void applyControls(PairSelection& pair, const ModelConfig& teacher, const ModelConfig& student,
                   const SelectionControls& controls);

} // namespace neurograft
