// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace neurograft {

class NeuronMaps;
class NeuronSession;
class SelectionModel;

/// Workspace Neurons (ux.md 7.2). Object name "neuronsView".
class NeuronsView : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the view.
    NeuronsView(NeuronSession* session, SelectionModel* selection, QWidget* parent = nullptr);

    NeuronMaps* maps() const { return m_maps; }

private:
    NeuronMaps* m_maps;
};

} // namespace neurograft
