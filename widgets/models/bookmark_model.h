// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_sets.h"

#include <QAbstractTableModel>
#include <QColor>
#include <QDateTime>

#include <memory>
#include <string>
#include <vector>

class QUndoStack;

namespace neurograft {

/// A kept item, or a set of items of one kind under a name.
struct Bookmark {
    QString name; ///< of a set; of one item its go-to string
    std::shared_ptr<const ItemSet> kept; ///< one, or those of the set; never null
    bool isSet = false;
    QString note;
    QString tag;
    QString color; ///< word of bookmarkColors(); empty: none
    QDateTime time; ///< UTC

    const ItemSet& items() const { return *kept; }
};

/// The colours a bookmark can have: word and colour, distinguishable and marked by a letter too.
struct BookmarkColor {
    QString word;
    QString title;
    QColor color;
};
std::vector<BookmarkColor> bookmarkColors();

/// Bookmarks and named sets of a study, newest last. Columns: name, note, tag. Every change is
/// undoable. GUI thread only.
class BookmarkModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Note, Tag, ColumnCount };

    /// @param undo takes the changes; outlives this object
    explicit BookmarkModel(QUndoStack* undo, QObject* parent = nullptr);

    const std::vector<Bookmark>& bookmarks() const { return m_bookmarks; }
    const Bookmark& at(int row) const { return m_bookmarks[static_cast<std::size_t>(row)]; }
    /// Row of an item's bookmark or of a set's name; -1 when there is none.
    int find(const SelectionItem& item) const;
    int findSet(const QString& name) const;
    QStringList setNames() const;

    /// Keeps an item; one that is kept already stays as it is. @return its row
    int add(const SelectionItem& item);
    /// Keeps a set; one of the same name gets these items. @return its row
    int addSet(const QString& name, const ItemSet& items);
    void setNote(int row, const QString& note);
    void setTag(int row, const QString& tag);
    void setColor(int row, const QString& word);
    void remove(std::vector<int> rows);

    /// As view.json keeps it: a list of objects.
    std::string toJson() const;
    /// Replaces all, without a way back. @throws FormatError naming @p where
    void fromJson(const std::string& text, const std::string& where);
    /// One line per item: model,layer,module,index,score,rank,note; cells have both layers
    /// ("S2 x T3") in `layer`, rows their data in `model` and their number in `index`. Score and
    /// rank are empty where a bookmark has none.
    std::string toCsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void changed();

private:
    class Change;
    void change(std::vector<Bookmark> next, const QString& text);
    void apply(const std::vector<Bookmark>& bookmarks);

    QUndoStack* m_undo;
    std::vector<Bookmark> m_bookmarks;
};

/// Lines of BookmarkModel::toCsv() for some items, with the heading.
std::string itemsCsv(const ItemSet& items, const QString& note = {});

} // namespace neurograft
