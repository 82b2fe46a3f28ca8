// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Registers the accessible interface of NeuronMapPlot (ux.md 7.8): role chart, name = title,
/// description = the finding, value = read-out of the selected neuron. Safe to call more than once.
void installNeuronMapAccessibility();

} // namespace neurograft
