// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_settings.h"

#include <QObject>

class QUndoStack;

namespace neurograft {

/// Colours of one pane of maps: what the colour editor writes and maps, scale and figures read.
/// Plain maps and differences keep settings of their own. Changes are undoable; those of one drag
/// are one. GUI thread only.
class ColorModel : public QObject {
    Q_OBJECT

public:
    /// @param undo takes the changes; outlives this object; null: nothing to undo
    explicit ColorModel(QUndoStack* undo, QObject* parent = nullptr);

    /// Of what is shown now.
    const ColorSettings& settings() const { return m_isDifference ? m_difference : m_plain; }
    /// @param text what Undo calls it; @param isDragging merges with the change before it
    void set(const ColorSettings& settings, const QString& text, bool isDragging = false);
    bool isDifference() const { return m_isDifference; }
    const ColorSettings& plain() const { return m_plain; }
    const ColorSettings& ofDifferences() const { return m_difference; }
    /// Both at once and not undoable: what a stored view or another pane has.
    void take(const ColorSettings& plain, const ColorSettings& ofDifferences);
    /// Differences are shown (or plain maps again); not undoable, the view that is switched is.
    void setDifference(bool isDifference);
    /// Back to the house style, undoable.
    void reset();

Q_SIGNALS:
    void changed();

private:
    class Change;
    void apply(bool isDifference, const ColorSettings& settings);

    QUndoStack* m_undo;
    ColorSettings m_plain;
    ColorSettings m_difference = differenceColors();
    bool m_isDifference = false;
};

} // namespace neurograft
