// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/overlap_wiring.h"

#include "app/text_export.h"
#include "app/window_actions.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/run_comparison.h"
#include "widgets/models/run_list_model.h"

#include <QMainWindow>

namespace neurograft {

OverlapWiring::OverlapWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("analyse.taskOverlap", this, [this] { open(); });
    connect(parts.runs, &RunListModel::refreshed, this, &OverlapWiring::updateAction);
    connect(parts.bookmarks, &BookmarkModel::changed, this, &OverlapWiring::updateAction);
    updateAction();
}

std::vector<OverlapCandidate> OverlapWiring::candidates() const
{
    std::vector<OverlapCandidate> all;
    for (int row = m_parts.runs->rowCount() - 1; row >= 0; --row) { // oldest first
        const RunInfo& run = m_parts.runs->run(row);
        if (run.kind != QLatin1String("locate") || !run.isComplete || !run.problem.isEmpty()
            || m_parts.runs->isHidden(run.file.name)) {
            continue;
        }
        all.push_back(
            {runName(run.file.path), m_parts.runs->note(run.file.name), run.file.path, {}});
    }
    for (const Bookmark& bookmark : m_parts.bookmarks->bookmarks()) {
        if (bookmark.isSet && !bookmark.items().empty()
            && std::holds_alternative<NeuronItem>(bookmark.items().front())) {
            all.push_back({tr("set %1").arg(bookmark.name), bookmark.note, {}, bookmark.items()});
        }
    }
    return all;
}

void OverlapWiring::updateAction()
{
    m_parts.actions->setObstacle(
        "analyse.taskOverlap",
        candidates().size() > 1
            ? QString()
            : tr("It compares two located runs or kept sets of neurons; there are not two yet."));
}

void OverlapWiring::open()
{
    auto* dialog = new OverlapDialog(candidates(), m_parts.lane, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OverlapDialog::exportWanted, this,
            [this](const QString& suggestion, const std::string& csv) {
                exportText(m_parts, this, tr("Export overlap"), suggestion + QStringLiteral(".csv"),
                           tr("CSV (*.csv)"), [csv](bool) { return csv; });
            });
    connect(dialog, &OverlapDialog::copyWanted, this,
            [this](const QString& text, const QString& toast) { m_parts.copyText(text, toast); });
    dialog->show();
}

} // namespace neurograft
