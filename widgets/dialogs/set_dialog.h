// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/bookmark_model.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace neurograft {

/// Joins the current set with a named one: union, intersection or difference. Object names
/// "setDialog", "setDialog.other", "setDialog.result".
class SetDialog : public QDialog {
    Q_OBJECT

public:
    using Operation = SetOperation;

    /// @param bookmarks outlives the dialog
    SetDialog(Operation operation, ItemSet current, const BookmarkModel* bookmarks,
              QWidget* parent = nullptr);

    ItemSet result() const;

private:
    void update();
    Operation m_operation;
    ItemSet m_current;
    const BookmarkModel* m_bookmarks;
    QComboBox* m_other;
    QLabel* m_result;
    QPushButton* m_ok;
};

} // namespace neurograft
