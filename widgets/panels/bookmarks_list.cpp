// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/bookmarks_list.h"

#include "widgets/models/bookmark_model.h"
#include "widgets/models/selection_model.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace neurograft {

BookmarksList::BookmarksList(BookmarkModel* bookmarks, SelectionModel* selection, QWidget* parent)
    : QTreeView(parent), m_bookmarks(bookmarks), m_selection(selection)
{
    setObjectName(QStringLiteral("bookmarksList"));
    setAccessibleName(tr("Bookmarks and sets"));
    setAccessibleDescription(tr("Enter selects again, F2 edits the note, Del removes."));
    setModel(bookmarks);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    header()->setStretchLastSection(false);
    header()->setMaximumSectionSize(fontMetrics().averageCharWidth() * 28);
    header()->setSectionResizeMode(BookmarkModel::Name, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(BookmarkModel::Note, QHeaderView::Stretch);
    header()->setSectionResizeMode(BookmarkModel::Tag, QHeaderView::ResizeToContents);
}

std::vector<int> BookmarksList::chosenRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void BookmarksList::selectCurrent()
{
    if (!currentIndex().isValid()) {
        return;
    }
    const Bookmark& bookmark = m_bookmarks->at(currentIndex().row());
    if (bookmark.isSet) {
        m_selection->setSet(bookmark.items(), bookmark.name);
    } else {
        m_selection->select(bookmark.items().front());
    }
}

void BookmarksList::editNote()
{
    if (currentIndex().isValid()) {
        edit(currentIndex().siblingAtColumn(BookmarkModel::Note));
    }
}

void BookmarksList::removeChosen()
{
    m_bookmarks->remove(chosenRows());
}

bool BookmarksList::event(QEvent* event)
{
    // These keys are about the list here, whatever they mean in the window.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_F2
            || key == Qt::Key_Delete) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void BookmarksList::keyPressEvent(QKeyEvent* event)
{
    const bool isEditing = state() == QAbstractItemView::EditingState;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!isEditing) {
            selectCurrent();
            return;
        }
        break;
    case Qt::Key_F2:
        editNote();
        return;
    case Qt::Key_Delete:
        removeChosen();
        return;
    default:
        break;
    }
    QTreeView::keyPressEvent(event);
}

void BookmarksList::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid()) {
        setCurrentIndex(index);
        selectCurrent();
    }
}

void BookmarksList::contextMenuEvent(QContextMenuEvent* event)
{
    const QModelIndex index = currentIndex();
    if (!index.isValid()) {
        return;
    }
    const Bookmark& bookmark = m_bookmarks->at(index.row());
    QMenu menu(this);
    menu.addAction(tr("Select again"), this, &BookmarksList::selectCurrent);
    menu.addAction(tr("Note"), this, &BookmarksList::editNote);
    menu.addAction(tr("Tag"), this,
                   [this, index] { edit(index.siblingAtColumn(BookmarkModel::Tag)); });
    QMenu* colors = menu.addMenu(tr("Colour"));
    const auto addColor = [&](const QString& title, const QString& word) {
        QAction* action = colors->addAction(title, this, [this, word] {
            for (const int row : chosenRows()) {
                m_bookmarks->setColor(row, word);
            }
        });
        action->setCheckable(true);
        action->setChecked(bookmark.color == word);
    };
    addColor(tr("None"), QString());
    for (const BookmarkColor& color : bookmarkColors()) {
        addColor(color.title, color.word);
    }
    menu.addSeparator();
    menu.addAction(tr("Copy go-to string"), this, [bookmark] {
        QApplication::clipboard()->setText(bookmark.isSet ? QStringLiteral("set ") + bookmark.name
                                                          : bookmark.name);
    });
    menu.addAction(tr("Export…"), this, &BookmarksList::exportWanted);
    menu.addSeparator();
    menu.addAction(tr("Delete"), this, &BookmarksList::removeChosen);
    menu.exec(event->globalPos());
}

void BookmarksList::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (m_bookmarks->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(4, 4, -4, -4),
                         Qt::AlignCenter | Qt::TextWordWrap, tr("B keeps what you look at."));
    }
}

} // namespace neurograft
