// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/neuron.h"
#include "widgets/panels/copy_table.h"

#include <vector>

class QStandardItemModel;

namespace neurograft {

/// The logit lens as a table: a line per layer, the last layer on top as in the maps; its likeliest
/// tokens from left to right. Copy takes it all as tab-separated text. Object name "lensTable".
class LensTable : public CopyTable {
    Q_OBJECT

public:
    explicit LensTable(QWidget* parent = nullptr);

    void setRows(const std::vector<LensRow>& rows, const QString& layerPrefix);
    QString chosenText() const override;

private:
    QStandardItemModel* m_cells;
};

} // namespace neurograft
