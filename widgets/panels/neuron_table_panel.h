// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace neurograft {

class NeuronSession;
class NeuronTableModel;
class NeuronTableView;
class SelectionModel;

/// The Neuron table dock: filter with its problem in words, how many neurons answer, the table, and
/// a switch that leaves the neurons of the set only. Follows and writes the selection: the primary
/// neuron is the current row. Object name "neuronTablePanel".
class NeuronTablePanel : public QWidget {
    Q_OBJECT

public:
    /// All outlive the panel. The model shows the session's rows.
    NeuronTablePanel(NeuronTableModel* table, NeuronSession* session, SelectionModel* selection,
                     QWidget* parent = nullptr);

    NeuronTableView* view() const { return m_view; }
    void focusFilter(); ///< Ctrl+F
    /// A bar of tools below the filter; the panel takes it over.
    void addTools(QWidget* tools);

Q_SIGNALS:
    /// Enter or double click on a row: look closer (the inspector).
    void neuronActivated();

private:
    QWidget* makeTools();
    QWidget* makeEmptyPage();
    void showRows();
    void showFilter();
    void showCount();
    void showPrimary();
    void followSet();
    void choose(int row);

    NeuronTableModel* m_table;
    NeuronSession* m_session;
    SelectionModel* m_selection;
    QLineEdit* m_filter = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_count = nullptr;
    QCheckBox* m_onlySet = nullptr;
    QPushButton* m_clear = nullptr; ///< on the page that says that no row matches
    QStackedWidget* m_pages;
    NeuronTableView* m_view;
};

} // namespace neurograft
