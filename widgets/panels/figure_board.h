// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_entry.h"

#include <QWidget>

class QListWidget;
class QSpinBox;
class QToolButton;

namespace neurograft {

/// Order and columns of a board: the page it makes is the preview beside it. Object names
/// "figureBoard", "figureBoard.parts", "figureBoard.up", "figureBoard.down", "figureBoard.remove",
/// "figureBoard.columns".
class FigureBoard : public QWidget {
    Q_OBJECT

public:
    explicit FigureBoard(QWidget* parent = nullptr);

    /// Shows a board; the panel is hidden for any other figure.
    void setEntry(const FigureEntry& entry);

Q_SIGNALS:
    void changed(const neurograft::FigureEntry& entry);

private:
    QToolButton* makeButton(const char* name, const QString& text, const QString& tip,
                            void (FigureBoard::*what)());
    void up();
    void down();
    void remove();
    void move(int step);
    void showEntry(int row);
    void showState();

    FigureEntry m_entry;
    QListWidget* m_parts;
    QSpinBox* m_columns;
    QToolButton* m_up;
    QToolButton* m_down;
    QToolButton* m_remove;
};

/// A board with one more figure at its end; the entry's runs are taken over, none twice.
FigureEntry withPart(FigureEntry board, const FigureEntry& figure);

} // namespace neurograft
