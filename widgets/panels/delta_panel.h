// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QModelIndex;
class QPushButton;

namespace neurograft {

class CopyTable;
class DeltaInspection;
class DeltaNormsModel;
class TransferSession;

/// What a transfer did to the student (ux.md E13): how large the change is in every layer, and the
/// neurons changed most with the tokens they promote before and after; choosing one selects it
/// everywhere. Object name "deltaInspector", its tables "deltaInspector.norms" and
/// "deltaInspector.neurons".
class DeltaPanel : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the panel.
    DeltaPanel(TransferSession* session, DeltaInspection* inspection, QWidget* parent = nullptr);

Q_SIGNALS:
    /// A neuron of the student was chosen.
    void neuronChosen(int layer, const QString& module, int index);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showResult();
    void showState();
    void choose(const QModelIndex& index);

    TransferSession* m_session;
    DeltaInspection* m_inspection;
    DeltaNormsModel* m_norms;
    CopyTable* m_normTable;
    CopyTable* m_neuronTable;
    QLabel* m_finding;
    QLabel* m_remark;
};

} // namespace neurograft
