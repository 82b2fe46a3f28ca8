// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/copy_table.h"

namespace neurograft {

class TokenScoreTableModel;

/// A short list of tokens with logits, as high as its rows. Copy takes the chosen rows, or all, as
/// tab-separated text.
class TokenScoreTable : public CopyTable {
    Q_OBJECT

public:
    /// @param name object name
    /// @param rows that are seen without scrolling
    TokenScoreTable(const QString& name, const QString& title, int rows, QWidget* parent = nullptr);

    TokenScoreTableModel* tokens() const { return m_tokens; }
    QString chosenText() const override;

private:
    TokenScoreTableModel* m_tokens;
};

} // namespace neurograft
