// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTableView;

namespace neurograft {

class CopyTable;
class TransferTableModel;

/// The transfers of the study as a table, a double click or Enter shows one; LaTeX and CSV of all.
/// Object name "transferRuns", its table "transferRuns.table".
class TransferTablePanel : public QWidget {
    Q_OBJECT

public:
    /// @param model outlives the panel
    explicit TransferTablePanel(TransferTableModel* model, QWidget* parent = nullptr);

Q_SIGNALS:
    void openWanted(const QString& path);
    void copyWanted(const QString& text, const QString& toast);
    void saveWanted();

private:
    void showState();

    TransferTableModel* m_model;
    CopyTable* m_table;
    QLabel* m_empty;
    QWidget* m_buttons;
};

} // namespace neurograft
