// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/annotation.h"

#include <QHash>
#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QListView;
class QStackedWidget;

namespace neurograft {

class AnnotationPage;
class FigureBoard;
class FigureCheckList;
class FigureListModel;
class FigurePreview;
class QuickLane;

/// Workspace Figures: what is kept for the paper, its pictures and checks, and the chosen one at
/// true size, where it is annotated, with the parts of a board. Drawing happens on the quick lane.
/// Object names "figuresView", "figureList", "figuresView.preview" (see FigurePreview and
/// AnnotationPage), "figuresView.hint", "figuresView.checks", "figuresView.summary",
/// "figuresView.emptyText", "figuresView.emptyButton".
class FiguresView : public QWidget {
    Q_OBJECT

public:
    /// @param actions buttons above the list and entries of its menu; outlive the view
    FiguresView(FigureListModel* figures, QuickLane* lane, const QList<QAction*>& actions,
                QWidget* parent = nullptr);

    /// Row chosen; -1 when there is none.
    int current() const;
    void setCurrent(int row);
    /// Looks again at figures whose recipe or run has changed, or at @p all.
    void lookAgain(bool all = false);
    QListView* list() const { return m_list; }
    AnnotationPage* page() const; ///< the picture of the chosen one
    /// The next press on the page, or Enter, places a box, an arrow or a text.
    void annotate(Annotation::Kind kind);

Q_SIGNALS:
    void currentChanged();
    /// Enter or double click on a figure.
    void activated(int row);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeEmptyPage(const QList<QAction*>& actions);
    QWidget* makeList(const QList<QAction*>& actions);
    QWidget* makePreview();
    void showState();
    void showCurrent();
    void drawCurrent();
    void keepAnnotations(const std::vector<Annotation>& annotations, const QString& what,
                         const QString& kind);
    QString stampOf(int row) const;

    FigureListModel* m_figures;
    QuickLane* m_lane;
    QStackedWidget* m_pages;
    QListView* m_list;
    QLabel* m_summary;
    FigurePreview* m_preview;
    FigureBoard* m_board;
    FigureCheckList* m_checks;
    quint64 m_currentId = 0; ///< chosen figure; a reset of the list keeps it
    quint64 m_annotatedId = 0; ///< figure whose annotations the page shows
    QHash<quint64, QString> m_seen; ///< recipe and state of the runs at the last look
    QHash<quint64, QString> m_asked; ///< the same of looks under way
};

} // namespace neurograft
