// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_group_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace neurograft {

struct EvaluationRow;

/// The task shown by subject and category: scores before and after, each with its own test, found
/// by words. Object name "groupsPanel"; parts "groupFilter", "groupTable", "groupText".
class EvaluationGroupsPanel : public QWidget {
    Q_OBJECT

public:
    explicit EvaluationGroupsPanel(QWidget* parent = nullptr);

    /// @param row null shows none
    void setRow(const EvaluationRow* row);
    bool isEmpty() const { return m_model->rowCount() == 0; }

Q_SIGNALS:
    /// Enter or double click on a subject: its items are wanted, found by this word.
    void itemsWanted(const QString& word);

private:
    EvaluationGroupModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QLineEdit* m_words;
    QTableView* m_table;
    QLabel* m_text;
};

} // namespace neurograft
