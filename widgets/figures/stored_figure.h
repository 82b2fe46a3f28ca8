// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace neurograft {

/// What figures have in common that are drawn from tables as a run stored them.
struct StoredFigure : Figure {
    std::vector<Table> sources; ///< the numbers as tables of a result
    QString footer;
    nlohmann::json manifest = nlohmann::json::object(); ///< of the run, without tables

    nlohmann::json provenance(const FigureSpec& spec) const override;
    QString tsv() const override; ///< the CSV, parted by tabs
    std::vector<Table> tables() const override { return sources; }
    QString footerText() const override { return footer; }
};

} // namespace neurograft
