// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace neurograft {

class AdapterNeurons;
class WholeTable;

/// The neurons of the student layer looked at that an adapter changes most, with their tokens.
class AdapterNeuronsPanel : public QWidget {
    Q_OBJECT

public:
    /// @param neurons outlives the panel
    explicit AdapterNeuronsPanel(AdapterNeurons* neurons, QWidget* parent = nullptr);

    /// Adapters of the comparison shown; the one looked at stays where it is among them.
    void setAdapters(const QStringList& names);
    /// −1: no layer is looked at.
    void look(int layer);
    /// There is an adapter and a layer to tell of.
    bool hasContent() const;

Q_SIGNALS:
    /// A changed neuron of the student was chosen.
    void neuronChosen(int layer, const QString& module, int index);

private:
    void ask();
    void showNeurons();

    AdapterNeurons* m_neurons;
    QComboBox* m_adapter;
    WholeTable* m_table;
    QLabel* m_remark;
    int m_layer = -1;
};

} // namespace neurograft
