// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_facts.h"

#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

class QAction;
class QLabel;
class QPlainTextEdit;
class QStackedLayout;
class QVBoxLayout;

namespace neurograft {

class FactList;
class HeatmapGrid;
class LayerProfile;
class PairModel;
class SelectionModel;

/// Actions of the window that the inspector offers for its item; null ones are not shown.
struct InspectorActions {
    QAction* bookmark = nullptr;
    QAction* pin = nullptr;
    QAction* copyGoTo = nullptr;
    QAction* explain = nullptr;
};

/// The inspector dock (ux.md 7.3): everything known about the primary item, the set below it, and
/// what can be done with it. Follows the selection until it is frozen. Object name
/// "inspectorPanel".
class InspectorPanel : public QWidget {
    Q_OBJECT

public:
    /// Text of an item of the data, for RowItem; told later when it has to be read first.
    using RowText = std::function<void(const RowItem&, std::function<void(const QString&)>)>;

    /// @param grid whose shown maps tell about items
    InspectorPanel(SelectionModel* selection, HeatmapGrid* grid, const PairModel* pair,
                   const InspectorActions& actions, QWidget* parent = nullptr);

    /// Other maps to tell from: those of another pane.
    void setGrid(HeatmapGrid* grid);
    /// How far the run that fills the maps has come, "41 of 64 batches"; empty: none goes on.
    void setReached(const QString& reached);
    /// Further facts about an item, after those of the maps: views that know more add theirs.
    void addSource(std::function<std::vector<Fact>(const SelectionItem&)> source);
    /// What maps or sources tell has changed.
    void refresh();
    /// A widget that shows more of some kinds of items, below their facts; it becomes a child and
    /// is hidden for other kinds. It is told by itemShown() what to show.
    void addCard(QWidget* card, std::function<bool(const SelectionItem&)> isFor);
    void setRowText(RowText rowText) { m_rowText = std::move(rowText); }
    /// Follows the selection, or stays with what it shows (the link chip).
    void setLinked(bool isLinked);
    const SelectionItem& item() const { return m_item; } ///< shown
    FactList* facts() const { return m_facts; }
    FactList* setFacts() const { return m_setFacts; }

Q_SIGNALS:
    /// The empty panel's action: select something to look at.
    void exampleWanted();
    /// Another item is seen now; nothing while the panel is out of sight.
    void itemShown(const neurograft::SelectionItem& item);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeEmptyPage();
    QWidget* makeItemPage(const InspectorActions& actions);
    void follow();
    void showItem(const SelectionItem& item);
    void showRemark();
    void showRow(const ItemFacts& facts);
    void showSet();
    void showText(const RowItem& row);
    void tellShown(const SelectionItem& item);

    SelectionModel* m_selection;
    HeatmapGrid* m_grid;
    const PairModel* m_pair;
    SelectionItem m_item;
    SelectionItem m_seen; ///< as itemShown() told
    std::vector<SelectionItem> m_set;
    QString m_setName;
    QString m_reason; ///< why the item has no value
    QString m_reached; ///< by the run that goes on
    bool m_isPending = false; ///< it may yet get one
    bool m_isLinked = true;
    RowText m_rowText;
    std::vector<std::function<std::vector<Fact>(const SelectionItem&)>> m_sources;
    std::vector<std::pair<QWidget*, std::function<bool(const SelectionItem&)>>> m_cards;
    QVBoxLayout* m_cardPlace;
    QStackedLayout* m_stack;
    QLabel* m_title;
    QLabel* m_remark;
    FactList* m_facts;
    LayerProfile* m_row;
    QPlainTextEdit* m_text;
    QLabel* m_setTitle;
    FactList* m_setFacts;
};

} // namespace neurograft
