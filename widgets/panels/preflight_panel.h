// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"

#include <QFrame>

class QLabel;
class QTableView;
class QToolButton;

namespace neurograft {

class PreflightTableModel;

/// One line that says whether a pair fits together and into memory, with the table of differences
/// under it on request. Object name "preflightPanel"; hidden until both models are compared.
class PreflightPanel : public QFrame {
    Q_OBJECT

public:
    explicit PreflightPanel(PairModel* pair, QWidget* parent = nullptr);

    bool isOpen() const;
    void setOpen(bool isOpen);
    /// The line: "2 blocking differences … fits".
    QString summary() const;

Q_SIGNALS:
    void openChanged(bool isOpen);

private:
    void showReport();
    void fitTable();

    PairModel* m_pair;
    PreflightTableModel* m_model;
    QLabel* m_summary;
    QToolButton* m_toggle;
    QTableView* m_table;
};

/// "0 blocking, 3 differences. Needs 42 MB of 24 GB: fits." in words for a report.
QString preflightSummary(const PreflightReport& report);

} // namespace neurograft
