// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/similarity_view.h"

#include <QList>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QSplitter;

namespace neurograft {

class ViewUndo;

/// Workspace Compare: panes of Similarity beside each other (ux.md 7.3). All show the run at work,
/// each in its own way. The pane that had the keyboard last is the current one: menus, keys and
/// docks speak of it. A copy can be closed, the first pane stays; both can be undone. Object name
/// "similarityPanes".
class SimilarityPanes : public QWidget {
    Q_OBJECT

public:
    /// @param session that of the first pane; those of copies follow it
    /// @param context all but pinned, which is made here
    /// @param undo    takes panes that come and go, and the colour group
    SimilarityPanes(SimilaritySession* session, const SimilarityContext& context, ViewUndo* undo,
                    QWidget* parent = nullptr);
    ~SimilarityPanes() override;

    SimilarityView* first() const { return m_first; }
    SimilarityView* current() const { return m_current; }
    QList<SimilarityView*> panes() const; ///< those seen, from left to right
    void setCurrent(SimilarityView* pane);

    // Of the current pane.
    SimilaritySession* session() const;
    HeatmapGrid* grid() const;
    ColorModel* colors() const;
    PinnedResult* pinned() const { return m_context.pinned; }

    /// Another pane beside the current one, which it becomes; undoable.
    void addPane(const SimilarityLook& look);
    /// Takes a copy away; undoable.
    void closePane(SimilarityView* pane);
    /// Looks of the copies, as a study keeps them.
    std::vector<SimilarityLook> copies() const;
    /// Other copies instead of those there are. Not undoable: where some go, undo begins anew.
    void setCopies(const std::vector<SimilarityLook>& looks);

    /// The colours of all panes are one, and so is the range of their locked scales.
    bool areColorsShared() const { return m_areColorsShared; }
    void setColorsShared(bool areShared); ///< undoable

Q_SIGNALS:
    /// To be connected; of the first one nothing is told.
    void paneMade(neurograft::SimilarityView* pane);
    void currentChanged();
    void panesChanged(); ///< one came or went
    void colorsSharedChanged();
    void dataWanted();
    void modelWanted(neurograft::Role role);

private:
    /// View and session of a copy. Held while it is seen, and by the undo of its coming and going.
    struct Copy;
    using Kept = std::shared_ptr<Copy>;

    Kept makeCopy(const SimilarityLook& look);
    void connectPane(SimilarityView* pane);
    void bringIn(const Kept& copy);
    void takeAway(const Kept& copy);
    QString freeSuffix() const;
    void showPlaces();
    void shareColors(const SimilarityView* from);
    void shareRange();
    void applyShared(bool areShared);
    /// Puts the colours of all panes back to what they are now.
    std::function<void()> colorsOfNow() const;

    SimilaritySession* m_session;
    SimilarityContext m_context;
    ViewUndo* m_undo;
    QSplitter* m_splitter;
    SimilarityView* m_first = nullptr;
    SimilarityView* m_current = nullptr;
    QList<Kept> m_copies; ///< those seen
    bool m_areColorsShared = false;
    bool m_isSharing = false;
};

} // namespace neurograft
