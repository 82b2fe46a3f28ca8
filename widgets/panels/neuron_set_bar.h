// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_sets.h"

#include <QString>
#include <QWidget>

#include <array>

class QAction;
class QComboBox;
class QToolButton;

namespace neurograft {

class BookmarkModel;
class SelectionModel;

/// Actions of the window that the bar offers, too; all outlive it.
struct NeuronSetActions {
    QAction* top = nullptr;
    QAction* save = nullptr;
    QAction* ablate = nullptr;
};

/// The sets of neurons a study keeps, above the neuron table: which one is shown, and the present
/// set joined with one of them. The set shown is the set of the selection. Object names
/// "setCombo", "setUnion", "setIntersect", "setMinus", "setTop", "setSave", "ablateButton".
class NeuronSetBar : public QWidget {
    Q_OBJECT

public:
    /// Both models outlive the bar.
    NeuronSetBar(BookmarkModel* bookmarks, SelectionModel* selection,
                 const NeuronSetActions& actions, QWidget* parent = nullptr);

Q_SIGNALS:
    void ablateClicked();

private:
    QToolButton* makeJoin(SetOperation operation);
    QToolButton* makeButton(const char* name, const QString& text, QAction* action);
    void follow(QToolButton* button, QAction* action);
    void showSets();
    void showCurrent();
    void choose(int row);
    void join(SetOperation operation, const QString& name);

    BookmarkModel* m_bookmarks;
    SelectionModel* m_selection;
    QComboBox* m_sets;
    std::array<QToolButton*, 3> m_joins{};
};

} // namespace neurograft
