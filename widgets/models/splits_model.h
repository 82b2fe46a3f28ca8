// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/row_overlap.h"

#include <QAbstractTableModel>

#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Named ranges of the rows of a data file, as a study has them: extract, align, train first, then
/// others by name. Columns: split, rows (from 1, editable), size (editable: what the next draw
/// gives).
class SplitsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Rows, Size, ColumnCount };

    explicit SplitsModel(QObject* parent = nullptr);

    /// @param splits as core/study has them: "1-8" by name; a text that is no list or goes beyond
    ///               the file is kept and told by problem()
    /// @param file   null: ranges cannot be checked or drawn
    void setSplits(const std::map<std::string, std::string>& splits,
                   std::shared_ptr<const DataFile> file);
    /// Every split by name; empty ones are left out.
    std::map<std::string, std::string> splits() const;
    /// Rows from 0; those that are in the file.
    std::vector<NamedRows> parts() const;
    std::shared_ptr<const DataFile> file() const { return m_file; }

    /// Why the splits cannot be kept, one sentence; empty when they can.
    QString problem() const;
    /// Draws all splits anew with the sizes of the table. @throws StudyError when there are too few
    /// rows
    void draw(std::uint64_t seed);
    /// Takes rows (from 0) out of a split.
    void removeRows(const std::string& split, const std::vector<std::int64_t>& rows);

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
    struct Split {
        std::string name;
        QString text; ///< as typed
        std::vector<std::int64_t> rows; ///< from 0
        QString problem; ///< of the text; empty when it is good
        std::int64_t wanted = 0; ///< size of the next draw
    };
    void take(Split& split, const QString& text) const;
    void takeRows(Split& split, const std::vector<std::int64_t>& rows) const;
    void tellChanged();

    std::shared_ptr<const DataFile> m_file;
    std::vector<Split> m_splits;
};

} // namespace neurograft
