// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explain_wiring.h"

#include "app/window_actions.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/explain_text.h"
#include "widgets/models/measure_help.h"
#include "widgets/models/measure_help_parameters.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/explain_popup.h"
#include "widgets/panels/similarity_panes.h"

#include <QApplication>
#include <QLabel>
#include <QMainWindow>

#include <algorithm>

namespace neurograft {

namespace {

/// The map of a module that is shown; null when there is none.
const HeatmapData* panelOf(const HeatmapFigure& figure, const QString& module)
{
    const auto found =
        std::find_if(figure.panels.begin(), figure.panels.end(),
                     [&](const HeatmapData& panel) { return panel.module == module; });
    return found == figure.panels.end() ? nullptr : &*found;
}

/// What explains the numbers of a map.
QStringList idsOf(const HeatmapData& panel)
{
    return helpIdsOfTable(panel.measure) << panel.unit;
}

} // namespace

ExplainWiring::ExplainWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("help.explain", this, [this] { explain(); });
    parts.actions->on("help.measures", this, [this] { popup()->explainAll(); });
    for (SimilarityView* pane : parts.similarity->panes()) {
        connectPane(pane);
    }
    connect(parts.similarity, &SimilarityPanes::paneMade, this, &ExplainWiring::connectPane);
}

void ExplainWiring::connectPane(SimilarityView* pane)
{
    connect(pane, &SimilarityView::explainWanted, this,
            [this](const QStringList& ids) { popup()->explain(QString(), ids); });
}

ExplainPopup* ExplainWiring::popup()
{
    if (m_popup.isNull()) {
        m_popup = new ExplainPopup(m_parts.window);
    }
    return m_popup;
}

void ExplainWiring::explain()
{
    const QWidget* focus = QApplication::focusWidget();
    const QStringList ids = helpIdsFor(focus);
    if (!ids.isEmpty()) {
        const auto* summary =
            m_parts.window->findChild<QLabel*>(QStringLiteral("tokenPreview.summary"));
        const bool isAboutTokens = ids.contains(QStringLiteral("loss")) && summary != nullptr;
        popup()->explain(isAboutTokens ? summary->text() : QString(), ids);
        return;
    }
    if (std::holds_alternative<NeuronItem>(m_parts.selection->primary())) {
        popup()->explain(goToText(m_parts.selection->primary()),
                         {QStringLiteral("neuron-tokens"), QStringLiteral("coefficient"),
                          QStringLiteral("twins")});
        return;
    }
    if (m_parts.compare->areParametersShown() && m_parts.pages->current() == Workspace::Compare) {
        popup()->explain(QString(), parameterHelpIds());
        return;
    }
    const std::shared_ptr<const HeatmapFigure> figure = m_parts.similarity->session()->figure();
    if (!figure || figure->panels.empty()) {
        popup()->explainAll();
        return;
    }
    const auto* cell = std::get_if<CellItem>(&m_parts.selection->primary());
    const HeatmapData* panel =
        cell != nullptr ? panelOf(*figure, cell->module) : &figure->panels.front();
    if (panel == nullptr) {
        panel = &figure->panels.front();
    }
    const HeatmapCell place =
        cell != nullptr ? HeatmapCell{cell->student, cell->teacher} : HeatmapCell{-1, -1};
    popup()->explain(panel->isValidCell(place) ? cellSentence(*panel, place) : QString(),
                     idsOf(*panel));
}

} // namespace neurograft
