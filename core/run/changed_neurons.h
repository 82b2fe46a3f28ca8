// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/neuron.h"

#include <vector>

namespace neurograft {

/// A neuron whose vector into the residual stream, a column of down_proj or o_proj, an overlay
/// changes.
struct ChangedNeuron {
    NeuronId neuron;
    double norm = 0.0; ///< of the change
    double relative = 0.0; ///< norm / norm of the vector before; infinite for one of zeros
    double cosine = 1.0; ///< of the vectors before and after; NaN when one of them is zero
};

/// The @p top neurons that the overlay of @p model changes most, order (norm descending, layer, ffn
/// before attn, index); neurons that stay as they are are left out, so it is empty without an
/// overlay. Norms are float64. Reads those two matrices of every layer that is changed.
/// @throws StudyError when only some of its layers are open; Canceled
std::vector<ChangedNeuron> changedNeurons(const OpenModel& model, int top,
                                          const RunContext& context);

} // namespace neurograft
