// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;

namespace neurograft {

class PairModel;
class TensorTableModel;

/// What the files of teacher and student hold, read from their headers: names, shapes, types.
/// Object name "tensorsDialog"; fields "tensorsDialog.model", ".filter", ".table", ".count".
class TensorsDialog : public QDialog {
    Q_OBJECT

public:
    /// @param pair outlives the dialog
    explicit TensorsDialog(const PairModel* pair, QWidget* parent = nullptr);

private:
    void showModel();
    void showCount();

    const PairModel* m_pair;
    TensorTableModel* m_tensors;
    QSortFilterProxyModel* m_shown;
    QComboBox* m_model;
    QLineEdit* m_filter;
    QLabel* m_count;
};

} // namespace neurograft
