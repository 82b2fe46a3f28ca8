// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/column_table.h"

#include <QDialog>

class QComboBox;
class QTableWidget;

namespace neurograft {

/// Shows the first rows of a table and asks which columns are prompt and response. Object names
/// "columnsDialog", "columnsDialog.table", ".prompt", ".response".
class ColumnsDialog : public QDialog {
    Q_OBJECT

public:
    static constexpr int kShownRows = 20;

    /// @param table the first rows, at most kShownRows are shown; has a column
    /// @param about what is asked for: "Columns of questions.csv"
    ColumnsDialog(const ColumnTable& table, const QString& about, QWidget* parent = nullptr);

    ColumnChoice choice() const;

private:
    void markColumns();
    QTableWidget* m_table;
    QComboBox* m_prompt;
    QComboBox* m_response;
};

} // namespace neurograft
