// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/bookmark_model.h"

#include "widgets/models/bookmark_text.h"

#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace neurograft {

/// One undoable change: all bookmarks before and after; their items are shared.
class BookmarkModel::Change : public QUndoCommand {
public:
    Change(BookmarkModel* model, std::vector<Bookmark> after, const QString& text)
        : QUndoCommand(text), m_model(model), m_before(model->m_bookmarks),
          m_after(std::move(after))
    {
    }
    void undo() override { m_model->apply(m_before); }
    void redo() override { m_model->apply(m_after); }

private:
    BookmarkModel* m_model;
    std::vector<Bookmark> m_before;
    std::vector<Bookmark> m_after;
};

std::vector<BookmarkColor> bookmarkColors()
{
    // Okabe and Ito's colours without those of teacher and student.
    return {{QStringLiteral("green"), BookmarkModel::tr("Green"), QColor(0x00, 0x9e, 0x73)},
            {QStringLiteral("orange"), BookmarkModel::tr("Orange"), QColor(0xe6, 0x9f, 0x00)},
            {QStringLiteral("purple"), BookmarkModel::tr("Purple"), QColor(0xcc, 0x79, 0xa7)},
            {QStringLiteral("sky"), BookmarkModel::tr("Sky blue"), QColor(0x56, 0xb4, 0xe9)}};
}

BookmarkModel::BookmarkModel(QUndoStack* undo, QObject* parent)
    : QAbstractTableModel(parent), m_undo(undo)
{
}

void BookmarkModel::change(std::vector<Bookmark> next, const QString& text)
{
    m_undo->push(new Change(this, std::move(next), text)); // redo() applies it
}

void BookmarkModel::apply(const std::vector<Bookmark>& bookmarks)
{
    const bool isSameLength = bookmarks.size() == m_bookmarks.size();
    if (isSameLength) {
        m_bookmarks = bookmarks;
        if (!m_bookmarks.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    } else {
        beginResetModel();
        m_bookmarks = bookmarks;
        endResetModel();
    }
    Q_EMIT changed();
}

int BookmarkModel::find(const SelectionItem& item) const
{
    const auto found =
        std::find_if(m_bookmarks.begin(), m_bookmarks.end(), [&](const Bookmark& one) {
            return !one.isSet && one.items().front() == item;
        });
    return found == m_bookmarks.end() ? -1 : static_cast<int>(found - m_bookmarks.begin());
}

int BookmarkModel::findSet(const QString& name) const
{
    const auto found =
        std::find_if(m_bookmarks.begin(), m_bookmarks.end(),
                     [&](const Bookmark& one) { return one.isSet && one.name == name; });
    return found == m_bookmarks.end() ? -1 : static_cast<int>(found - m_bookmarks.begin());
}

QStringList BookmarkModel::setNames() const
{
    QStringList names;
    for (const Bookmark& one : m_bookmarks) {
        if (one.isSet) {
            names << one.name;
        }
    }
    return names;
}

int BookmarkModel::add(const SelectionItem& item)
{
    const int present = find(item);
    if (present >= 0 || isNothing(item)) {
        return present;
    }
    Bookmark bookmark;
    bookmark.name = goToText(item);
    bookmark.kept = std::make_shared<const ItemSet>(ItemSet{item});
    bookmark.time = QDateTime::currentDateTimeUtc();
    std::vector<Bookmark> next = m_bookmarks;
    next.push_back(bookmark);
    change(std::move(next), tr("Bookmark %1").arg(bookmark.name));
    return rowCount() - 1;
}

int BookmarkModel::addSet(const QString& name, const ItemSet& items)
{
    std::vector<Bookmark> next = m_bookmarks;
    int row = findSet(name);
    if (row < 0) {
        row = rowCount();
        next.emplace_back();
        next.back().name = name;
        next.back().isSet = true;
    }
    Bookmark& set = next[static_cast<std::size_t>(row)];
    set.kept = std::make_shared<const ItemSet>(items);
    set.time = QDateTime::currentDateTimeUtc();
    change(std::move(next), tr("Save set %1").arg(name));
    return row;
}

void BookmarkModel::setNote(int row, const QString& note)
{
    if (at(row).note != note) {
        std::vector<Bookmark> next = m_bookmarks;
        next[static_cast<std::size_t>(row)].note = note;
        change(std::move(next), tr("Note on %1").arg(at(row).name));
    }
}

void BookmarkModel::setTag(int row, const QString& tag)
{
    if (at(row).tag != tag) {
        std::vector<Bookmark> next = m_bookmarks;
        next[static_cast<std::size_t>(row)].tag = tag;
        change(std::move(next), tr("Tag of %1").arg(at(row).name));
    }
}

void BookmarkModel::setColor(int row, const QString& word)
{
    if (at(row).color != word) {
        std::vector<Bookmark> next = m_bookmarks;
        next[static_cast<std::size_t>(row)].color = word;
        change(std::move(next), tr("Colour of %1").arg(at(row).name));
    }
}

void BookmarkModel::remove(std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end(), std::greater<>());
    std::vector<Bookmark> next = m_bookmarks;
    for (const int row : rows) {
        next.erase(next.begin() + row);
    }
    if (!rows.empty()) {
        change(std::move(next),
               rows.size() == 1 ? tr("Delete bookmark %1").arg(at(rows[0]).name)
                                : tr("Delete %1 bookmarks").arg(rows.size()));
    }
}

std::string BookmarkModel::toJson() const
{
    return bookmarksJson(m_bookmarks);
}

void BookmarkModel::fromJson(const std::string& text, const std::string& where)
{
    std::vector<Bookmark> read = bookmarksFromJson(text, where);
    beginResetModel();
    m_bookmarks = std::move(read);
    endResetModel();
    Q_EMIT changed();
}

std::string BookmarkModel::toCsv() const
{
    return bookmarksCsv(m_bookmarks);
}

int BookmarkModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_bookmarks.size());
}

int BookmarkModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BookmarkModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Bookmark& one = at(index.row());
    if (role == Qt::DecorationRole && index.column() == Name && !one.color.isEmpty()) {
        for (const BookmarkColor& color : bookmarkColors()) {
            if (color.word == one.color) {
                return color.color;
            }
        }
        return {};
    }
    if (role == Qt::ToolTipRole) {
        return bookmarkSentence(one);
    }
    if (role != Qt::DisplayRole && role != Qt::EditRole) {
        return {};
    }
    switch (index.column()) {
    case Name:
        return one.isSet && role == Qt::DisplayRole ? tr("%1 (%2)").arg(one.name, bookmarkSize(one))
                                                    : one.name;
    case Note:
        return one.note;
    case Tag:
        return one.tag;
    default:
        return {};
    }
}

bool BookmarkModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole) {
        return false;
    }
    if (index.column() == Note) {
        setNote(index.row(), value.toString().trimmed());
    } else if (index.column() == Tag) {
        setTag(index.row(), value.toString().trimmed());
    } else {
        return false;
    }
    return true;
}

Qt::ItemFlags BookmarkModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() != Name ? flags | Qt::ItemIsEditable : flags;
}

QVariant BookmarkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= ColumnCount) {
        return {};
    }
    const QString titles[] = {tr("Bookmark"), tr("Note"), tr("Tag")};
    return titles[section];
}

} // namespace neurograft
