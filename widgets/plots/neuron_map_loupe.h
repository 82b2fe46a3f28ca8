// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_view.h"

#include <QLabel>
#include <QString>

namespace neurograft {

/// What lies under one pixel of a neuron map: "9 neurons of S L2", then one line per neuron,
/// located ones first, then by magnitude: "down 137  +6.08  located"; after @p most lines how many
/// more.
QString loupeText(const NeuronMapData& data, const NeuronView& bin, int most = 6);

/// The loupe of a neuron map (H16): a small list beside the pointer, inside its parent, that takes
/// no pointer events. Object name "loupe".
class NeuronLoupe : public QLabel {
    Q_OBJECT

public:
    explicit NeuronLoupe(QWidget* parent);

    /// Shows the list with one corner near @p position (of the parent), where it fits.
    void showBin(const NeuronMapData& neurons, const NeuronView& bin, const QPointF& position);
};

} // namespace neurograft
