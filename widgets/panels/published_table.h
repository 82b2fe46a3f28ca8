// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/compared_number.h"

#include <QTreeWidget>

#include <vector>

namespace neurograft {

/// The numbers a paper states beside one's own. Object name "publishedTable".
class PublishedTable : public QTreeWidget {
    Q_OBJECT

public:
    explicit PublishedTable(QWidget* parent = nullptr);

    void setNumbers(const std::vector<ComparedNumber>& numbers);
};

} // namespace neurograft
