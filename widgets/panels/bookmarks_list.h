// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace neurograft {

class BookmarkModel;
class SelectionModel;

/// Bookmarks and named sets as a list: Enter or a double click selects one again, F2 edits its
/// note, Del removes. Object name "bookmarksList".
class BookmarksList : public QTreeView {
    Q_OBJECT

public:
    /// Both outlive the list.
    BookmarksList(BookmarkModel* bookmarks, SelectionModel* selection, QWidget* parent = nullptr);

    /// Rows that are chosen, ascending.
    std::vector<int> chosenRows() const;
    void selectCurrent();
    void editNote();
    void removeChosen();

Q_SIGNALS:
    void exportWanted();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    BookmarkModel* m_bookmarks;
    SelectionModel* m_selection;
};

} // namespace neurograft
