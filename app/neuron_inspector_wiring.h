// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/selection_facts.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace neurograft {

class InspectorPanel;
class NeuronCard;
class NeuronInspection;
class NeuronTokenColumn;

/// One neuron in the inspector: what it writes and where it is active, its twins, the most active
/// tokens of the data, the logit lens; the actions that ask for these. The column Tokens of the
/// neuron table.
class NeuronInspectorWiring : public QObject {
    Q_OBJECT

public:
    NeuronInspectorWiring(const WindowParts& parts, QObject* parent);

private:
    std::vector<Fact> factsOf(const SelectionItem& item) const;
    std::optional<NeuronItem> selected() const;
    void connectActions();
    void connectTable();
    void look();
    void followInput();
    void updateActions();
    void goToTwin(const NeuronItem& twin);
    void goToRow(int row);

    WindowParts m_parts;
    NeuronInspection* m_inspection;
    InspectorPanel* m_inspector;
    NeuronCard* m_card;
    NeuronTokenColumn* m_column; ///< tokens in the neuron table
    QTimer m_scrolled; ///< the table came to rest
};

} // namespace neurograft
