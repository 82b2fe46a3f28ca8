// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/transfer_result.h"

#include <QAbstractTableModel>

#include <vector>

namespace neurograft {

/// RMS of a run's change over RMS of the weight, in per cent: a row per module, a column per
/// student layer.
class DeltaNormsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Roles { ShareRole = Qt::UserRole }; ///< of the largest number, 0 to 1

    using QAbstractTableModel::QAbstractTableModel;

    void setNorms(const std::vector<ModuleNorms>& norms);
    /// "largest 12.3 % at up S L2, smallest 0.4 % at v S L0"; "no change yet".
    QString finding() const;
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    double value(int row, int column) const; ///< NaN where there is none

    std::vector<ModuleNorms> m_norms;
    int m_layers = 0;
    double m_largest = 0.0;
};

} // namespace neurograft
