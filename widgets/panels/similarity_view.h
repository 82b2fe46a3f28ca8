// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_look.h"
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
class LinkChip;
class PinnedResult;
class ProfileStrip;
class QuickLane;
class SelectionModel;
class SimilaritySession;

/// What all panes of Similarity share; all of it outlives them.
struct SimilarityContext {
    PairModel* pair = nullptr;
    QuickLane* lane = nullptr;
    SelectionModel* selection = nullptr;
    QUndoStack* undo = nullptr; ///< of colours
    PinnedResult* pinned = nullptr; ///< A of A − B
    SimilarityActions entries; ///< of the menus
};

/// A pane of workspace Compare: controls, maps that fill while a run goes on, one line that says
/// how they were made; on demand profiles of the selected cell, the difference to a pinned result,
/// or a table of the map looked at. Without a result it says what is missing and offers it. How it
/// looks is its own (SimilarityLook). Object name "similarityView"; a copy and all its parts have
/// the suffix of the copy.
class SimilarityView : public QWidget {
    Q_OBJECT

public:
    /// @param suffix "#2" for the second pane; empty for the first, which cannot be closed
    SimilarityView(SimilaritySession* session, const SimilarityContext& context,
                   const QString& suffix, QWidget* parent = nullptr);

    SimilaritySession* session() const { return m_session; }
    HeatmapGrid* grid() const { return m_grid; }
    ColorModel* colors() const { return m_colors; }
    SimilarityControls* controls() const { return m_controls; }
    /// The pane's own switches; run and cancel are those of the window.
    const SimilarityActions& switches() const { return m_switches; }
    LinkChip* chip() const { return m_chip; }
    QString suffix() const { return m_suffix; }

    /// All that a copy takes over, and back.
    SimilarityLook look() const;
    void setLook(const SimilarityLook& look);

    /// P: what is shown becomes A. Nothing happens while nothing is shown.
    void pinShown();
    QString path() const { return m_path; }
    /// none | best: dots on the best match of each layer | run: diamonds on the layers that the
    /// transfer shown paired
    void setPath(const QString& path);
    /// The layers a transfer paired, and its name; empty: there is none.
    void setTransferPairs(const std::vector<HeatmapCell>& pairs, const QString& name);
    bool isTableShown() const;
    bool isDifferenceShown() const;
    bool isLinked() const;
    /// One of several panes has a title; that of the current one is set in bold.
    void setPlace(bool isOneOfMany, bool isCurrent);
    /// The keyboard goes to the map looked at, or to the table.
    void focusContent();

Q_SIGNALS:
    void hovered(const QString& text);
    void dataWanted();
    void modelWanted(neurograft::Role role);
    void pathChanged(const QString& path);
    void explainWanted(const QStringList& ids);
    void closeWanted();

private:
    QWidget* makeHeader();
    QWidget* makeEmptyPage();
    QWidget* makeMapsPage();
    void connectSwitches();
    void connectModels();
    void nameParts();
    void showFigure();
    void showTitle();
    void showTable();
    void chooseTableCell();
    void showState();
    void showEmptyPage();
    void setLinked(bool isLinked);
    void askEstimate();
    void showPath();
    bool knowsChance() const;

    SimilaritySession* m_session;
    SimilarityContext m_context;
    QString m_suffix;
    SimilarityActions m_switches;
    QLabel* m_title; ///< these two are made by makeHeader(): Tab walks in the order of making
    LinkChip* m_chip;
    QWidget* m_header;
    SimilarityControls* m_controls;
    QStackedWidget* m_stack;
    HeatmapGrid* m_grid;
    ProfileStrip* m_profiles;
    QTableView* m_table;
    HeatmapTableModel* m_tableModel;
    ColorModel* m_colors;
    QLabel* m_emptyText;
    QPushButton* m_emptyButton;
    QLabel* m_remark;
    QLabel* m_footer;
    QString m_path = QStringLiteral("none");
    std::vector<HeatmapCell> m_transferPairs;
    QString m_estimate;
    QString m_differenceProblem; ///< why A − B cannot be shown, or not of every module
    bool m_isOneOfMany = false;
};

} // namespace neurograft
