// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <QObject>

#include <memory>

class QUndoStack;

namespace neurograft {

/// A kept beside what is shown (ux.md 7.4, H11): the result pinned as A, to compare with B in every
/// map. Pinning is undoable. GUI thread only.
class PinnedResult : public QObject {
    Q_OBJECT

public:
    /// @param undo takes the changes; outlives this object; null: nothing to undo
    explicit PinnedResult(QUndoStack* undo, QObject* parent = nullptr);

    void pin(std::shared_ptr<const HeatmapFigure> figure, const QString& name);
    void unpin();
    /// Another study: forgotten without a way back.
    void reset();
    /// Null when nothing is pinned.
    std::shared_ptr<const HeatmapFigure> figure() const { return m_state.figure; }
    QString name() const { return m_state.name; } ///< "run 3, cka-biased"

Q_SIGNALS:
    void changed();

private:
    struct State {
        std::shared_ptr<const HeatmapFigure> figure;
        QString name;
    };
    class Change;
    void change(const State& state, const QString& text);
    void apply(const State& state);

    QUndoStack* m_undo;
    State m_state;
};

} // namespace neurograft
