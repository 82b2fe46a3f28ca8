// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/copy_table.h"

namespace neurograft {

class NextTokenTableModel;

/// Next tokens side by side, probabilities as bars in the colour of their role. Copy takes the
/// chosen rows, or all, as tab-separated text. Object name "playground.table".
class NextTokenTable : public CopyTable {
    Q_OBJECT

public:
    /// @param tokens outlives the table
    explicit NextTokenTable(NextTokenTableModel* tokens, QWidget* parent = nullptr);

    /// Header and the chosen rows; all rows when none is chosen.
    QString chosenText() const override;

private:
    void fitColumns();
    NextTokenTableModel* m_tokens;
};

} // namespace neurograft
