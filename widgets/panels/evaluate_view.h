// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_board.h"
#include "widgets/panels/evaluate_bar.h"
#include "widgets/panels/evaluation_answers_panel.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace neurograft {

class EvaluateSession;
class EvaluationBoardPanel;
class EvaluationGroupsPanel;
class EvaluationItemFilter;
class EvaluationItemModel;
class EvaluationItemsPanel;
class EvaluationTableModel;

/// Workspace Evaluate (ux.md 7.2): the tasks above, the scores before and after, the items of one
/// of them and its answers; behind tabs that task by group and the board of all runs. Object name
/// "evaluateView"; parts "evaluatePages", "evalTable", "evalFinding".
class EvaluateView : public QWidget {
    Q_OBJECT

public:
    /// All outlive the view.
    /// @param board becomes a child
    EvaluateView(EvaluateSession* session, const EvaluateBar::Actions& actions,
                 const EvaluationAnswersPanel::Actions& itemActions, EvaluationBoardPanel* board,
                 QWidget* parent = nullptr);

    EvaluateBar* bar() const { return m_bar; }
    EvaluationItemsPanel* items() const { return m_itemsPanel; }
    EvaluationItemModel* itemModel() const { return m_items; }
    EvaluationTableModel* table() const { return m_scores; }
    EvaluationBoardPanel* board() const { return m_board; }
    /// Row of itemModel() that is chosen; -1: none.
    int chosenItem() const;
    /// The flips looked at; empty: all items.
    const QSet<Flip>& flips() const;
    bool isBoardShown() const;
    void showBoard(bool isWanted);
    /// Results a figure of what is seen is made of: the rows, or the board.
    NamedRuns figureRuns() const;

Q_SIGNALS:
    void chosenItemChanged();
    void boardShown(bool isShown);

private:
    QWidget* makeScores();
    QWidget* makeItems(const EvaluationAnswersPanel::Actions& itemActions);
    void showState();
    void showCurrent();
    void showColumns();

    EvaluateSession* m_session;
    EvaluationTableModel* m_scores;
    EvaluationItemModel* m_items;
    EvaluationItemFilter* m_filter;
    EvaluateBar* m_bar;
    QStackedWidget* m_stack;
    QTabWidget* m_pages;
    QTableView* m_table = nullptr;
    QLabel* m_finding = nullptr;
    EvaluationItemsPanel* m_itemsPanel = nullptr;
    EvaluationAnswersPanel* m_answers = nullptr;
    EvaluationGroupsPanel* m_groups;
    EvaluationBoardPanel* m_board;
};

} // namespace neurograft
