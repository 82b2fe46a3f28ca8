// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QLabel;

namespace neurograft {

class LinkChip;

/// A dock of the window with its own title bar: title, link chip (when it follows the selection),
/// float and close. Empty until setContent(): the window offers only docks that have something to
/// show.
class Dock : public QDockWidget {
    Q_OBJECT

public:
    /// @param name        object name, "inspectorDock"
    /// @param translation how its view reads the selection, for the chip's tooltip; empty: no chip
    Dock(const QString& name, const QString& title, const QString& translation,
         QWidget* parent = nullptr);

    /// Takes @p content over and emits filled().
    void setContent(QWidget* content);
    bool hasContent() const { return m_hasContent; }

    /// Null when the dock does not follow the selection.
    LinkChip* chip() const { return m_chip; }
    /// Whether the view is to follow the selection now.
    bool isLinked() const;
    /// What an unlit view is frozen on; the title shows it: "Inspector: up S L2 x T L3".
    void setFrozenOn(const QString& goTo);

Q_SIGNALS:
    void filled();
    /// The chip was switched.
    void linkedChanged(bool isLinked);

private:
    QWidget* makeTitleBar(const QString& translation);
    void showTitle();

    QString m_title;
    QString m_frozenOn;
    QLabel* m_label = nullptr;
    LinkChip* m_chip = nullptr;
    bool m_hasContent = false;
};

} // namespace neurograft
