// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_report.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace neurograft {

/// The pre-flight of a pair as a table: blocking differences first, then warnings, then what is
/// equal. Columns: item, teacher, student, effect.
class PreflightTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Item, Teacher, Student, Effect, ColumnCount };
    enum class Weight { Blocking, Warning, Equal };

    explicit PreflightTableModel(QObject* parent = nullptr);
    void setReport(std::shared_ptr<const PreflightReport> report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row {
        Weight weight;
        const PairDifference* difference; ///< inside m_report
    };
    std::shared_ptr<const PreflightReport> m_report;
    std::vector<Row> m_rows;
};

} // namespace neurograft
