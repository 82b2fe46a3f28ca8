// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/activation_wiring.h"

#include "app/window_actions.h"
#include "core/run/export_activations.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/activation_job_request.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"

#include <QMainWindow>

namespace neurograft {

namespace {

const QString kActivationTopic = QStringLiteral("activations");
const QString kNpzEnding = QStringLiteral(".npz");

} // namespace

ActivationWiring::ActivationWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("data.importActivations", this, [this] { import(); });
    parts.actions->on("data.exportActivations", this, [this] { chooseFile(); });
    connect(parts.pair, &PairModel::modelChanged, this, &ActivationWiring::updateAction);
    connect(parts.pair, &PairModel::dataChanged, this, &ActivationWiring::updateAction);
    connect(parts.session, &SimilaritySession::optionsChanged, this,
            &ActivationWiring::updateAction);
    connect(parts.jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        if (id == m_job && outcome.isFailed()) {
            m_parts.showProblem(kActivationTopic, tr("The activations were not exported."),
                                outcome);
        }
    });
    updateAction();
}

void ActivationWiring::import()
{
    const QString path = chooseActivations(m_parts.settings, m_parts.window);
    if (!path.isEmpty()) {
        m_parts.pair->openData(path);
    }
}

void ActivationWiring::chooseFile()
{
    const QString path =
        chooseTarget(m_parts.settings, m_parts.window, tr("Export activations"),
                     QStringLiteral("activations") + kNpzEnding, tr("NumPy archives (*.npz)"));
    if (!path.isEmpty()) {
        start(path.endsWith(kNpzEnding) ? path : path + kNpzEnding);
    }
}

void ActivationWiring::start(const QString& path)
{
    m_parts.notices->clear(kActivationTopic);
    const QString headline = tr("The activations were not exported.");
    m_parts.lane->ask(
        QStringLiteral("activations.plan"), this,
        [this, headline, study = m_parts.session->study(),
         target = toPath(path)](const RunContext&) -> QuickLane::Answer {
            const ActivationPlan plan = planActivations(study, target);
            return [this, headline, study, target, plan] {
                if (!plan.problems.empty()) {
                    m_parts.showProblem(
                        kActivationTopic, headline,
                        JobOutcome::failed(QString::fromStdString(plan.problems.front()),
                                           tr("Choose other rows or modules in Compare.")));
                    return;
                }
                m_job = m_parts.jobs->start(activationJob(study, target));
                m_parts.toast(
                    tr("Writing %n arrays, %1, to %2.", nullptr, static_cast<int>(plan.arrays))
                        .arg(byteText(plan.fileBytes), fromPath(target)));
            };
        },
        [this, headline](const JobOutcome& outcome) {
            m_parts.showProblem(kActivationTopic, headline, outcome);
        });
}

void ActivationWiring::updateAction()
{
    const QString pair = m_parts.pair->obstacle();
    m_parts.actions->setObstacle(
        "data.exportActivations",
        !pair.isEmpty() ? pair
            : m_parts.pair->data().isActivations
            ? tr("These activations are in a file already; open two models and texts.")
            : m_parts.session->options().modules.isEmpty()
            ? tr("Tick at least one module in Compare.")
            : QString());
}

} // namespace neurograft
