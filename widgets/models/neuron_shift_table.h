// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/changed_neurons.h"
#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace neurograft {

class KeptModel;

/// A neuron that something over the student changes, with the tokens it promotes before and after.
struct NeuronShift {
    ChangedNeuron neuron;
    QString before; ///< "Paris, Rome, Madrid"
    QString after;
};

/// Which changed neurons are wanted.
struct NeuronShiftChoice {
    int count = 100; ///< those changed most
    int layer = -1; ///< of this layer alone; −1: of all
};

/// The neurons that @p overlay changes most, and what they say before and after: how much, in which
/// direction, and what they promote (ux.md E13). Not for the GUI thread.
/// @throws as changedNeurons()
std::vector<NeuronShift> neuronShifts(KeptModel& student, const ModelOverlay& overlay,
                                      const NeuronShiftChoice& choice, const RunContext& context);

/// Changed neurons as a table, largest change first.
class NeuronShiftTable : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Neuron, Norm, Relative, Cosine, Before, After, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    const std::vector<NeuronShift>& neurons() const { return m_neurons; }
    void setNeurons(const std::vector<NeuronShift>& neurons);
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    static QString text(const NeuronShift& shift, int column);

    std::vector<NeuronShift> m_neurons;
};

} // namespace neurograft
