// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QStackedWidget;

namespace neurograft {

class LocateBar;
class LocateSession;
class NeuronMaps;
class NeuronSession;
class SelectionModel;

/// Workspace Neurons (ux.md 7.2): what is asked, above what was found. Object name "neuronsView".
class NeuronsView : public QWidget {
    Q_OBJECT

public:
    /// All outlive the view; the actions locate and cancel.
    NeuronsView(LocateSession* locate, NeuronSession* session, SelectionModel* selection,
                QAction* run, QAction* cancel, QWidget* parent = nullptr);

    NeuronMaps* maps() const { return m_maps; }
    LocateBar* bar() const { return m_bar; }

private:
    void showState();

    LocateSession* m_locate;
    NeuronSession* m_session;
    LocateBar* m_bar;
    QStackedWidget* m_pages;
    NeuronMaps* m_maps;
    QLabel* m_footer;
};

} // namespace neurograft
