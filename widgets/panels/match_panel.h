// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QModelIndex;
class QSortFilterProxyModel;
class QSpinBox;
class QSplitter;
class QTableView;

namespace neurograft {

class MatchLayersModel;
class MatchPairsModel;
class MatchSession;
class RunPlace;

/// The dock Matching: located neurons of student and teacher, paired by what they do on shared
/// text (similarity.md 7.3). Options with what a run would need, then the pairs of layers with
/// their mean correlations beside the pairs of neurons of the one chosen. Object names
/// "matchPanel", "matchUnitCombo", "matchTokensSpin", "matchShufflesSpin", "matchButton",
/// "matchPanel.progress", "matchCancelButton", "matchPanel.plan", "matchPanel.summary",
/// "matchLayers", "matchPairs".
class MatchPanel : public QWidget {
    Q_OBJECT

public:
    /// @param session outlives the panel
    explicit MatchPanel(MatchSession* session, QWidget* parent = nullptr);

    void focusOptions();

Q_SIGNALS:
    void neuronChosen(const neurograft::SelectionItem& neuron);

protected:
    void showEvent(QShowEvent* event) override; ///< what is seen is planned

private:
    QWidget* makeOptions();
    QWidget* makeResult();
    QTableView* makeTable(QTableView* table, const QString& name, const QString& accessible,
                          QSortFilterProxyModel* sorted);
    void writeOptions();
    void showOptions();
    void showState();
    void showPlan();
    void showResult();
    void showPair();
    void chooseNeuron(const QModelIndex& index);

    MatchSession* m_session;
    QAction* m_run;
    QAction* m_cancel;
    MatchLayersModel* m_layers;
    MatchPairsModel* m_pairs;
    QSortFilterProxyModel* m_sortedLayers;
    QSortFilterProxyModel* m_sortedPairs;
    QComboBox* m_unit = nullptr;
    QSpinBox* m_tokens = nullptr;
    QSpinBox* m_shuffles = nullptr;
    RunPlace* m_runPlace = nullptr;
    QLabel* m_plan;
    QLabel* m_summary;
    QSplitter* m_tables = nullptr;
    QTableView* m_layerTable = nullptr;
    QTableView* m_pairTable = nullptr;
};

} // namespace neurograft
