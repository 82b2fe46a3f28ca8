// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/copy_table.h"

#include <vector>

class QMenu;

namespace neurograft {

class NeuronTableModel;

/// The neurons as a table (D18, K10): any number of rows, columns as wide as their words, Ctrl+C
/// copies the chosen rows as model, layer, module, index, score, rank, note. Object name
/// "neuronTable".
class NeuronTableView : public CopyTable {
    Q_OBJECT

public:
    /// @param model outlives the view
    explicit NeuronTableView(NeuronTableModel* model, QWidget* parent = nullptr);

    /// Rows of the model's NeuronRows that are chosen, in the order shown.
    std::vector<int> chosenRows() const;
    /// Rows of the model's NeuronRows that are seen; none while the view is hidden.
    std::vector<int> rowsInView() const;
    QString chosenText() const override; ///< they with tabs, headed
    /// What the context menu offers about the chosen rows (H17).
    void fillMenu(QMenu* menu) const;
    /// Marks a row of the table, and no other, and brings it into view.
    void goTo(int tableRow);

Q_SIGNALS:
    /// Enter or double click: a row of NeuronRows.
    void neuronActivated(int row);
    /// The current row changed by mouse or key: a row of NeuronRows.
    void neuronChosen(int row);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    NeuronTableModel* m_neurons;
    bool m_isGoing = false; ///< goTo() is at work
};

} // namespace neurograft
