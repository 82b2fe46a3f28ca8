// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/match_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_job_request.h"
#include "widgets/models/match_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/match_panel.h"
#include "widgets/panels/notice_strip.h"

#include <QFileInfo>

#include <utility>

namespace neurograft {

namespace {

const QString kMatchTopic = QStringLiteral("match");
constexpr int kMatchLines = 18; ///< options, summary and some rows

} // namespace

MatchWiring::MatchWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_panel(new MatchPanel(parts.match, parts.docks->matching()))
{
    parts.docks->matching()->setContent(m_panel);
    parts.actions->on("analyse.matchNeurons", this, [this] { open(); });
    connect(m_panel, &MatchPanel::neuronChosen, parts.selection,
            [this](const SelectionItem& neuron) { m_parts.selection->select(neuron); });
    connect(parts.match, &MatchSession::stateChanged, this, &MatchWiring::updateAction);
    connect(parts.match, &MatchSession::resultChanged, this, &MatchWiring::showResult);
    connect(parts.match, &MatchSession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kMatchTopic, headline, outcome);
            });
    updateAction();
}

/// At first the sample unit is that of Compare, which fits the pair.
void MatchWiring::open()
{
    m_parts.notices->clear(kMatchTopic);
    if (!std::exchange(m_wasOpened, true)) {
        MatchOptions options = m_parts.match->options();
        options.unit = m_parts.session->options().unit;
        m_parts.match->setOptions(options);
    }
    m_parts.pages->setCurrent(Workspace::Neurons);
    m_parts.docks->reveal(m_parts.docks->matching(), kMatchLines);
    m_panel->focusOptions();
}

/// A stored matching brings the located neurons it is about, where none are shown.
void MatchWiring::showResult()
{
    const std::shared_ptr<const MatchRun> run = m_parts.match->result();
    if (run && m_panel->isVisible()) {
        m_parts.docks->reveal(m_parts.docks->matching(), kMatchLines);
    }
    if (!run || !m_parts.locate->resultPath().isEmpty() || m_parts.locate->isRunning()) {
        return;
    }
    const QString located = fromPath(locatedFile(run->study(), run->path()));
    if (QFileInfo(located).isFile()) {
        m_parts.locate->openResult(located, true);
    }
}

void MatchWiring::updateAction()
{
    // While one runs the dock shows how far it is.
    const MatchSession* session = m_parts.match;
    m_parts.actions->setObstacle("analyse.matchNeurons",
                                 session->isRunning() ? QString() : session->obstacle());
}

} // namespace neurograft
