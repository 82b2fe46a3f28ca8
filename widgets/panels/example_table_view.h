// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/copy_table.h"

#include <vector>

namespace neurograft {

class ExampleTableModel;

/// The list of examples as a table; a click on a star or the key * switches it, E or a double click
/// edits a row, Del removes an edited copy. Object name "exampleTable".
class ExampleTableView : public CopyTable {
    Q_OBJECT

public:
    /// @param model outlives the view
    explicit ExampleTableView(ExampleTableModel* model, QWidget* parent = nullptr);

    /// Rows of the data (from 0) that are chosen, in the order shown.
    std::vector<int> chosenRows() const;
    /// They as lines of row, prompt, tokens, loss tokens with tabs, for the clipboard.
    QString chosenText() const override;
    /// Marks a row of the table, and no other, as the one looked at.
    void markOnly(int tableRow);
    /// The same where it is not marked yet, and brings it into view.
    void goTo(int tableRow);

Q_SIGNALS:
    /// A row of the data (from 0) is to be edited.
    void editWanted(int row);
    /// An edited copy is to be removed.
    void removeWanted(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QModelIndexList chosenIndexes() const;
    ExampleTableModel* m_examples;
};

} // namespace neurograft
