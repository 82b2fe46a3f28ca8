// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"
#include "widgets/panels/similarity_controls.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

class QTableView;
class QUndoStack;

namespace neurograft {

class ColorModel;
class HeatmapGrid;
class HeatmapTableModel;
class PinnedResult;
class ProfileStrip;
class QuickLane;
class SelectionModel;
class SimilaritySession;

/// Workspace Compare: controls, maps that fill while a run goes on, one line that says how they
/// were made; on demand profiles of the selected cell, the difference to a pinned result, or a
/// table of the map looked at. Without a result it says what is missing and offers it. Object name
/// "similarityView".
class SimilarityView : public QWidget {
    Q_OBJECT

public:
    SimilarityView(PairModel* pair, SimilaritySession* session, QuickLane* lane,
                   const SimilarityActions& actions, QWidget* parent = nullptr);

    HeatmapGrid* grid() const { return m_grid; }
    /// Text of the line under the maps.
    QString footer() const;
    /// Puts selection, pin and colours under the window's selection and undo stack; once.
    void follow(SelectionModel* selection, QUndoStack* undo);
    ColorModel* colors() const { return m_colors; }
    PinnedResult* pinned() const { return m_pinned; }
    SimilarityControls* controls() const { return m_controls; }

    /// P: what is shown becomes A. Nothing happens while nothing is shown.
    void pinShown();
    /// D: maps show A − B, B being the present result; needs a pinned one.
    void setDifferenceShown(bool isShown);
    bool isDifferenceShown() const { return m_isDifferenceShown; }
    void setProfilesShown(bool isShown);
    void setPath(const QString& path); ///< none | best: dots on the best match of each layer
    /// F4: the map looked at as a table.
    void setTableShown(bool isShown);
    bool isTableShown() const { return m_isTableShown; }
    /// Follows the shared selection, or stays with what it shows now (the link chip).
    void setLinked(bool isLinked);
    bool isLinked() const { return m_isLinked; }

Q_SIGNALS:
    void hovered(const QString& text);
    void dataWanted();
    void modelWanted(neurograft::Role role);
    void pathChanged(const QString& path);

private:
    QWidget* makeEmptyPage();
    QWidget* makeMapsPage();
    void showFigure();
    void showTitle();
    void showTable();
    void chooseTableCell();
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
    ProfileStrip* m_profiles;
    QTableView* m_table;
    HeatmapTableModel* m_tableModel;
    ColorModel* m_colors;
    PinnedResult* m_pinned;
    SelectionModel* m_selection = nullptr; ///< the window's
    QLabel* m_title;
    QLabel* m_emptyText;
    QPushButton* m_emptyButton;
    QLabel* m_remark;
    QLabel* m_footer;
    QString m_estimate;
    QString m_differenceProblem; ///< why A − B cannot be shown, or not of every module
    bool m_isDifferenceShown = false;
    bool m_isTableShown = false;
    bool m_isLinked = true;
};

} // namespace neurograft
