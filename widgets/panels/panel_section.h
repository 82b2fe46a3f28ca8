// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace neurograft {

/// A titled part of a dock that folds: the title is a button with an arrow.
class PanelSection : public QWidget {
    Q_OBJECT

public:
    /// @param content takes the space below the title; becomes a child
    PanelSection(const QString& title, QWidget* content, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    bool isOpen() const { return m_isOpen; }
    void setOpen(bool isOpen);
    QWidget* content() const { return m_content; }

private:
    QToolButton* m_title;
    QWidget* m_content;
    bool m_isOpen = true;
};

} // namespace neurograft
