// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_checks.h"

#include <QListWidget>

namespace neurograft {

/// Checks of a figure in words: sign, what was looked at, what to do.
class FigureCheckList : public QListWidget {
    Q_OBJECT

public:
    explicit FigureCheckList(QWidget* parent = nullptr);
    void setChecks(const std::vector<FigureCheck>& checks);
};

} // namespace neurograft
