// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_query.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

class QUndoStack;

namespace neurograft {

class QuickLane;

/// The neurons of a locate run as a table, one row each: model, layer, module, index, score, rank,
/// tokens, note. Virtual: nothing is made of a row before it is shown, and the table twin of the
/// neuron maps (F4). Filter and order are answered on the quick lane; the filter is undoable.
///
/// At first ordered by score, best first. Tokens are empty until somebody asks for them and hands
/// them in. ToolTipRole and AccessibleTextRole: the neuron's read-out.
class NeuronTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Model, Layer, Module, Index, Score, Rank, Tokens, Note, ColumnCount };

    /// @param lane, undo outlive this object
    NeuronTableModel(QuickLane* lane, QUndoStack* undo, QObject* parent = nullptr);

    /// Another result: notes, tokens and the chosen set are forgotten, filter and order stay. Null
    /// shows none.
    void setRows(std::shared_ptr<const NeuronRows> rows);
    const std::shared_ptr<const NeuronRows>& rows() const { return m_rows; }

    QString filter() const { return m_filter; }
    /// Undoable; one that cannot be understood leaves the rows as they are, see filterProblem().
    void setFilter(const QString& text);
    QString filterProblem() const { return m_problem; } ///< a sentence; empty when there is none
    /// Only neurons of a set; null: all.
    void setAmong(std::shared_ptr<const NeuronSet> set);
    bool isAmongSet() const { return m_among != nullptr; }

    /// Notes by row of rows().
    void setNotes(const NeuronTexts& notes);
    const NeuronTexts& notes() const { return m_notes; }
    /// Tokens of one row, "Paris _Paris"; shown at once.
    void setTokens(int row, const QString& tokens);

    /// Rows of rows() shown, in this order.
    const std::vector<int>& shown() const { return m_shown; }
    int rowAt(int tableRow) const { return m_shown[static_cast<std::size_t>(tableRow)]; }
    int tableRow(int row) const; ///< -1 when it is not shown
    /// A filter or order is being answered.
    bool isBusy() const { return m_isBusy; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void filterChanged(); ///< another one is asked for, or it has a problem
    void shownChanged(); ///< the rows that answer are there

private:
    class FilterChange;
    void applyFilter(const QString& text);
    void refresh();
    void show(std::vector<int> shown);
    QString cellText(int row, int column) const;

    QuickLane* m_lane;
    QUndoStack* m_undo;
    QString m_channel;
    std::shared_ptr<const NeuronRows> m_rows;
    std::shared_ptr<const NeuronSet> m_among;
    QString m_filter;
    QString m_problem;
    NeuronFilter m_parsed; ///< the last filter without a problem
    NeuronOrder m_order = NeuronOrder::Score;
    Qt::SortOrder m_direction = Qt::DescendingOrder;
    NeuronTexts m_notes;
    NeuronTexts m_tokens;
    std::vector<int> m_shown;
    std::vector<int> m_places; ///< table row by row, -1 where not shown
    bool m_isBusy = false;
};

} // namespace neurograft
