// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

#include <functional>

namespace neurograft {

class NeuronRows;
class NeuronSet;

/// Sets of neurons in the window: the best of what the neuron table shows, kept sets above it,
/// notes of bookmarks in its last column. Keeping, joining and writing sets of any kind is
/// BookmarkWiring's.
class NeuronSetWiring : public QObject {
    Q_OBJECT

public:
    NeuronSetWiring(const WindowParts& parts, QObject* parent);

private:
    using Pick = std::function<NeuronSet(const NeuronRows& rows, const NeuronSet& shown)>;
    void updateActions();
    void showNotes();
    void askTop();
    void askThreshold();
    /// What @p pick takes of the rows shown becomes the set.
    void choose(Pick pick);
    WindowParts m_parts;
};

} // namespace neurograft
