// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_report.h"

#include <QAbstractTableModel>

#include <memory>

namespace neurograft {

/// The tensors of a model's files as they are stored, one row each: name, shape, type, file.
class TensorTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Shape, Type, File, ColumnCount };

    explicit TensorTableModel(QObject* parent = nullptr);

    /// Null shows none.
    void setReport(std::shared_ptr<const ModelReport> report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const ModelReport> m_report;
};

} // namespace neurograft
