// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/example_query.h"

#include <QAbstractTableModel>

#include <vector>

class QUndoStack;

namespace neurograft {

class ExampleSet;
class ExampleSlices;
class QuickLane;

/// The examples as a table: row, star, prompt, tokens, loss tokens, truncated. Nothing is made of a
/// row before it is shown. Filter, slice and order are answered on the quick lane; filter and slice
/// are undoable.
class ExampleTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Row, Star, Prompt, Tokens, LossTokens, Truncated, ColumnCount };
    static QString allSlice(); ///< "": every row
    static QString starredSlice(); ///< word of the rows with a star: "*"

    /// All outlive this object.
    ExampleTableModel(ExampleSet* examples, ExampleSlices* slices, QuickLane* lane,
                      QUndoStack* undo, QObject* parent = nullptr);

    QString filter() const { return m_view.filter; }
    void setFilter(const QString& text);
    /// A slice's name, allSlice() or starredSlice().
    QString slice() const { return m_view.slice; }
    void setSlice(const QString& name);
    /// Rows of a slice of the present data, ascending; of allSlice() all that can be used.
    std::vector<int> sliceRows(const QString& name) const;

    /// Rows of the data shown, from 0, in this order.
    const std::vector<int>& shown() const { return m_shown; }
    /// Row of the data at a row of this table, and back (-1 when it is not shown).
    int dataRow(int tableRow) const { return m_shown[static_cast<std::size_t>(tableRow)]; }
    int tableRow(int dataRow) const;
    /// Row of the data (from 0) that a row of the data is an edited copy of; -1: none.
    int copyOf(int dataRow) const;
    void toggleStar(int tableRow);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void viewChanged(); ///< another filter or slice is asked for
    void shownChanged(); ///< the rows that answer it are there

private:
    struct View {
        QString filter;
        QString slice;
        bool operator==(const View& other) const
        {
            return filter == other.filter && slice == other.slice;
        }
    };
    class ViewChange;
    void change(const View& view, const QString& text);
    void apply(const View& view);
    void refresh();
    void show(std::vector<int> rows);
    void showFile();
    void showLengths(int first, int last);
    QString cellText(int row, int column) const;
    QString spokenText(int row, int column) const;

    ExampleSet* m_examples;
    ExampleSlices* m_slices;
    QuickLane* m_lane;
    QUndoStack* m_undo;
    View m_view;
    ExampleOrder m_order = ExampleOrder::Row;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
    std::vector<int> m_shown;
    std::vector<int> m_places; ///< table row by data row, -1 where not shown
};

} // namespace neurograft
