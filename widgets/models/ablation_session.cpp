// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/ablation_session.h"

#include "core/run/kept_model.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/path_text.h"

#include <utility>

namespace neurograft {

namespace {

const QString kAblationSessionChannel = QStringLiteral("ablation");
constexpr std::array<Role, 2> kAblationSessionRoles{Role::Teacher, Role::Student};

using Models = std::array<std::shared_ptr<KeptModel>, 2>;

QString nameOf(const KeptModel& model)
{
    return QString::fromStdString(model.folder().filename().string());
}

} // namespace

std::array<std::vector<NeuronId>, 2> ablatedNeurons(const ItemSet& set)
{
    std::array<std::vector<NeuronId>, 2> found;
    for (const SelectionItem& item : set) {
        const auto* neuron = std::get_if<NeuronItem>(&item);
        if (neuron == nullptr || neuron->module == QLatin1String("v_proj")) {
            continue;
        }
        const NeuronKind kind =
            neuron->module == QLatin1String("o_proj") ? NeuronKind::Attention : NeuronKind::Ffn;
        found[neuron->role == Role::Teacher ? 0 : 1].push_back(
            {neuron->layer, kind, neuron->index});
    }
    return found;
}

AblationSession::AblationSession(ModelShelf* shelf, QObject* parent)
    : QObject(parent), m_shelf(shelf)
{
    connect(shelf, &ModelShelf::unloading, this, [this](Role role) {
        if (m_isRunning && !m_request.of(role).empty()) {
            cancel();
        }
    });
}

AblationSession::~AblationSession() = default;

void AblationSession::start(const AblationRequest& request)
{
    if (m_isRunning) {
        markUse(false);
    }
    const Models models{m_shelf->model(Role::Teacher), m_shelf->model(Role::Student)};
    m_request = request;
    m_isRunning = true;
    m_outcome = {};
    m_progress.clear();
    markUse(true);
    const int question = ++m_question;
    // The lane waits for its thread before this object goes, so `this` is there as long as it runs.
    const auto tell = [this, question](const QString& name, const Progress& progress) {
        const QString text = tr("%1: %2, %3 of %4")
                                 .arg(name, QString::fromStdString(progress.unit))
                                 .arg(progress.done + 1)
                                 .arg(progress.total);
        QMetaObject::invokeMethod(
            this, [this, question, text] { showProgress(question, text); }, Qt::QueuedConnection);
    };
    m_lane.ask(
        kAblationSessionChannel, this,
        [this, request, models, tell](const RunContext& context) -> QuickLane::Answer {
            auto result = std::make_shared<AblationResult>();
            result->request = request;
            for (std::size_t i = 0; i < kAblationSessionRoles.size(); ++i) {
                if (request.of(kAblationSessionRoles[i]).empty() || !models[i]) {
                    continue;
                }
                AblatedModel model;
                model.role = kAblationSessionRoles[i];
                model.name = nameOf(*models[i]);
                model.neurons = static_cast<int>(request.of(kAblationSessionRoles[i]).size());
                AblationOptions options;
                options.data = request.data;
                options.rows = request.rows;
                options.target = request.target;
                options.neurons = request.of(kAblationSessionRoles[i]);
                options.factor = request.factor;
                options.newTokens = request.newTokens;
                options.seed = request.seed;
                RunContext watched = context;
                watched.onProgress = [tell, name = model.name](const Progress& progress) {
                    tell(name, progress);
                };
                // Without an overlay, as neurons are located.
                model.rows = ablateNeurons(*models[i]->get({}, context), options, watched);
                result->models.push_back(std::move(model));
            }
            return [this, result] {
                m_result = result;
                end(JobOutcome::finished());
            };
        },
        [this](const JobOutcome& outcome) { end(outcome); });
    Q_EMIT changed();
}

void AblationSession::cancel()
{
    if (m_isRunning) {
        m_lane.forget(kAblationSessionChannel);
        end(JobOutcome::canceled());
    }
}

void AblationSession::clear()
{
    m_lane.forget(kAblationSessionChannel);
    m_result.reset();
    if (m_isRunning) {
        end({});
    } else {
        m_outcome = {};
        Q_EMIT changed();
    }
}

void AblationSession::end(const JobOutcome& outcome)
{
    m_isRunning = false;
    m_progress.clear();
    m_outcome = outcome;
    ++m_question;
    markUse(false);
    Q_EMIT changed();
}

void AblationSession::showProgress(int question, const QString& text)
{
    if (m_isRunning && question == m_question) {
        m_progress = text;
        Q_EMIT progressChanged();
    }
}

void AblationSession::markUse(bool isUsed)
{
    for (const Role role : kAblationSessionRoles) {
        if (!m_request.of(role).empty()) {
            m_shelf->setInUse(role, tr("Neurons are being switched off."), isUsed);
        }
    }
}

} // namespace neurograft
