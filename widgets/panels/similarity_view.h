// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"
#include "widgets/panels/similarity_controls.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace neurograft {

class HeatmapGrid;
class QuickLane;
class SimilaritySession;

/// Workspace Compare: controls, maps that fill while a run goes on, one line that says how they
/// were made. Without a result it says what is missing and offers it. Object name
/// "similarityView".
class SimilarityView : public QWidget {
    Q_OBJECT

public:
    SimilarityView(PairModel* pair, SimilaritySession* session, QuickLane* lane,
                   const SimilarityActions& actions, QWidget* parent = nullptr);

    HeatmapGrid* grid() const { return m_grid; }
    /// Text of the line under the maps.
    QString footer() const;

Q_SIGNALS:
    void hovered(const QString& text);
    void dataWanted();
    void modelWanted(neurograft::Role role);

private:
    void showFigure();
    void showState();
    void showEmptyPage();
    void askEstimate();

    PairModel* m_pair;
    SimilaritySession* m_session;
    QuickLane* m_lane;
    SimilarityActions m_actions;
    SimilarityControls* m_controls;
    QStackedWidget* m_stack;
    HeatmapGrid* m_grid;
    QLabel* m_emptyText;
    QPushButton* m_emptyButton;
    QLabel* m_remark;
    QLabel* m_footer;
    QString m_estimate;
};

} // namespace neurograft
