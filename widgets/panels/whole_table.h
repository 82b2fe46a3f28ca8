// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/copy_table.h"

#include <QHeaderView>

#include <functional>
#include <utility>

namespace neurograft {

/// A table that is looked at and copied as a whole.
class WholeTable : public CopyTable {
public:
    /// @param text all of it for the clipboard, parted by tabs
    explicit WholeTable(std::function<QString()> text, QWidget* parent = nullptr)
        : CopyTable(parent), m_text(std::move(text))
    {
        setEditTriggers(QAbstractItemView::NoEditTriggers);
        setTabKeyNavigation(false);
        setWordWrap(false);
        verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    }
    QString chosenText() const override { return m_text(); }

private:
    std::function<QString()> m_text;
};

} // namespace neurograft
