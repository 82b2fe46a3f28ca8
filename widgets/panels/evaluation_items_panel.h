// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_item_filter.h"
#include "widgets/panels/copy_table.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace neurograft {

/// The items of a task as a table; Ctrl+C copies the chosen rows. Object name "itemTable".
class EvaluationItemTable : public CopyTable {
    Q_OBJECT

public:
    explicit EvaluationItemTable(EvaluationItemFilter* filter, QWidget* parent = nullptr);

    QString chosenText() const override;
    /// Leaves out the columns the present items say nothing in.
    void showColumns();

private:
    EvaluationItemFilter* m_filter;
};

/// The items of the task shown: what became of each, by flips and words (ux.md 7.2). Object name
/// "itemsPanel"; parts "flipFilter", "itemFilter", "itemTable", "itemCount".
class EvaluationItemsPanel : public QWidget {
    Q_OBJECT

public:
    /// @param filter outlives the panel
    explicit EvaluationItemsPanel(EvaluationItemFilter* filter, QWidget* parent = nullptr);

    void focusFilter();
    /// Looks at items that hold these words only.
    void setWords(const QString& words);
    /// Row of the item model that is chosen; -1: none.
    int chosen() const;

Q_SIGNALS:
    /// Another row is chosen, or none (-1).
    void itemChosen(int row);
    /// Enter or double click.
    void itemActivated(int row);
    /// Other flips are looked at.
    void flipsChanged();

public Q_SLOTS:
    /// Looks at items with these flips only; an empty set shows all.
    void setFlips(const QSet<neurograft::Flip>& flips);

private:
    void showCounts();
    void choose(const QModelIndex& current);

    EvaluationItemFilter* m_filter;
    QComboBox* m_flips;
    QLineEdit* m_words;
    QLabel* m_count;
    EvaluationItemTable* m_table;
};

} // namespace neurograft
