// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace neurograft {

class ExampleSet;
class ExampleSlices;
class ExampleTableModel;
class ExampleTableView;
class QuickLane;
class SelectionModel;
class TokenPreview;

/// The Examples dock: list of rows with filter and slices, tokens of the row looked at, lengths of
/// all. Writes the row to the selection of all views and follows it while linked. Names
/// "exampleFilter", "sliceCombo", "exampleTable", "tokenPreview".
class ExamplesPanel : public QWidget {
    Q_OBJECT

public:
    /// All outlive the panel.
    ExamplesPanel(ExampleSet* examples, ExampleTableModel* model, ExampleSlices* slices,
                  SelectionModel* selection, QuickLane* lane, QWidget* parent = nullptr);

    bool isLinked() const { return m_isLinked; }
    void setLinked(bool isLinked);
    /// Row of the data (from 0) that is looked at; -1 when none is.
    int currentRow() const { return m_row; }
    QString currentGoTo() const; ///< "item demo 5", empty without a row
    /// Chosen rows as a table with tabs, for the clipboard.
    QString copiedRows() const;
    /// The table or a widget inside has the focus.
    bool hasTableFocus() const;

    void focusFilter();
    void setLossShown(bool isShown);
    bool isLossShown() const;
    bool areLengthsShown() const;
    void showLengths(bool isShown);
    void newSliceFromFilter();
    void manageSlices();
    QSize sizeHint() const override;

Q_SIGNALS:
    void dataWanted();
    void promptWanted();
    void rowShown(); ///< another row is looked at
    void lengthsShown(bool isShown);
    /// A row of the data (from 0) is to be edited; an edited copy to be removed.
    void editWanted(int row);
    void removeWanted(int row);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeEmptyPage();
    QWidget* makeContent();
    QWidget* makeTools();
    QWidget* makeList();
    QWidget* makePreview();
    void connectModels();
    void showState();
    void showSlices();
    void showCount();
    void takeTableRow();
    void takeTableSet();
    void followSelection();
    void followSet();
    void look(int row);
    void showRow(int row);
    void showMenu(const QPoint& position);
    void toggleStar();

    ExampleSet* m_examples;
    ExampleTableModel* m_model;
    ExampleSlices* m_slices;
    SelectionModel* m_selection;
    QuickLane* m_lane;
    QStackedWidget* m_pages; ///< empty, content
    QLineEdit* m_filter;
    QComboBox* m_slice;
    QLabel* m_count;
    QToolButton* m_lengthsToggle;
    QStackedWidget* m_list; ///< table, "no row matches"
    ExampleTableView* m_table;
    QStackedWidget* m_right; ///< tokens, lengths
    TokenPreview* m_preview;
    int m_row = -1;
    bool m_isLinked = true;
    bool m_isFollowing = false; ///< the table is being moved by the selection
};

} // namespace neurograft
