// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QWidget>

#include <vector>

class QAbstractItemModel;
class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QModelIndex;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace neurograft {

class PairModel;
class PanelSection;
class RunListModel;
class RunListView;

/// The study dock (ux.md 7.3): models and data of the pair, the runs with a filter, figures and
/// bookmarks. Parts fold. Object name "studyPanel".
class StudyPanel : public QWidget {
    Q_OBJECT

public:
    /// pair and runs outlive this widget
    StudyPanel(PairModel* pair, RunListModel* runs, QWidget* parent = nullptr);

    /// A part made elsewhere (bookmarks), below the runs; its title tells the rows of @p counted.
    /// Content and model outlive this widget or go with it.
    PanelSection* addSection(const QString& title, QWidget* content, QAbstractItemModel* counted);
    /// Figures of the study, by name. Called once.
    /// @param keep makes a figure of what is shown: offered while there is none
    void setFiguresModel(QAbstractItemModel* figures, QAction* keep);
    RunListView* runs() const { return m_runs; }
    QLineEdit* filterField() const { return m_filter; }
    QListView* figures() const { return m_figures; } ///< null before setFiguresModel()

    QSize sizeHint() const override;
    /// Run numbers, kinds and names can be read at this width.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void modelWanted(neurograft::Role role);
    void dataWanted();
    void figureActivated(const QModelIndex& figure);

private:
    struct Counted {
        PanelSection* section;
        QString title;
        QAbstractItemModel* model;
    };
    void showPair();
    void showCounts();

    PairModel* m_pair;
    RunListModel* m_runModel;
    QPushButton* m_models[2];
    QPushButton* m_data;
    QLineEdit* m_filter;
    RunListView* m_runs;
    QLabel* m_runsEmpty;
    QPushButton* m_clearFilter;
    QStackedWidget* m_runPages;
    PanelSection* m_runSection;
    QListView* m_figures = nullptr;
    QStackedWidget* m_figurePages = nullptr;
    std::vector<Counted> m_sections; ///< made elsewhere
    QVBoxLayout* m_layout;
};

} // namespace neurograft
