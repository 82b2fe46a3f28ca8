// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/row_copies.h"

#include <QDialog>
#include <QList>

class QPlainTextEdit;
class QPushButton;

namespace neurograft {

/// Edits the texts of one data row. Object names "editRowDialog", "editRowDialog.text0", ".text1",
/// … in the order of the fields.
class EditRowDialog : public QDialog {
    Q_OBJECT

public:
    /// @param row    row of the data from 0
    /// @param copyOf row from 0 that it is a copy of; -1: none, a copy will be made
    EditRowDialog(const std::vector<RowField>& fields, int row, int copyOf,
                  QWidget* parent = nullptr);

    /// The texts as they are now, in the order of the fields.
    std::vector<std::string> texts() const;

private:
    void check();
    std::vector<RowField> m_fields;
    QList<QPlainTextEdit*> m_edits;
    QPushButton* m_ok;
};

} // namespace neurograft
