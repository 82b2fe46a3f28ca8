// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/stored_figure.h"

#include "core/store/table_text.h"
#include "widgets/figures/run_provenance.h"

namespace neurograft {

nlohmann::json StoredFigure::provenance(const FigureSpec&) const
{
    return withTables(manifest, sources);
}

QString StoredFigure::tsv() const
{
    return QString::fromStdString(tsvOfCsv(csv()));
}

} // namespace neurograft
