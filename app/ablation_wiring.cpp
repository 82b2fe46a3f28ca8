// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ablation_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/models/ablation_session.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/ablation_panel.h"
#include "widgets/panels/neuron_set_bar.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

AblationWiring::AblationWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_session(new AblationSession(parts.shelf, this)),
      m_panel(new AblationPanel(m_session, parts.docks->ablation()))
{
    parts.docks->ablation()->setContent(m_panel);
    parts.actions->on("analyse.ablate", this, [this] {
        reveal();
        m_panel->focusFactor();
    });
    auto* bar = parts.docks->neuronTable()->findChild<NeuronSetBar*>();
    connect(bar, &NeuronSetBar::ablateClicked, this, [this] {
        reveal();
        run(m_panel->factor());
    });
    connect(m_panel, &AblationPanel::runWanted, this, &AblationWiring::run);
    connect(m_panel, &AblationPanel::copyWanted, this,
            [this](const QString& text, const QString& toast) { m_parts.copyText(text, toast); });
    connect(parts.selection, &SelectionModel::setChanged, this, &AblationWiring::update);
    connect(parts.selection, &SelectionModel::primaryChanged, this, &AblationWiring::update);
    connect(parts.locate, &LocateSession::resultChanged, this, &AblationWiring::update);
    connect(parts.locate, &LocateSession::stateChanged, this, &AblationWiring::update);
    connect(parts.shelf, &ModelShelf::changed, this, &AblationWiring::update);
    connect(parts.study, &StudyDocument::forgotten, m_session, &AblationSession::clear);
    update();
}

/// The set; without one the primary item.
ItemSet AblationWiring::subject() const
{
    const SelectionModel* selection = m_parts.selection;
    if (!selection->set().empty()) {
        return selection->set();
    }
    return isNothing(selection->primary()) ? ItemSet() : ItemSet{selection->primary()};
}

QString AblationWiring::subjectName() const
{
    const SelectionModel* selection = m_parts.selection;
    return selection->set().empty()      ? goToText(selection->primary())
        : selection->set().size() == 1   ? goToText(selection->set().front())
        : selection->setName().isEmpty() ? tr("set")
                                         : selection->setName();
}

QString AblationWiring::obstacle() const
{
    const auto neurons = ablatedNeurons(subject());
    if (neurons[0].empty() && neurons[1].empty()) {
        return tr("Choose a neuron or a set of neurons first.");
    }
    if (m_parts.locate->dataFile().isEmpty()) {
        return tr("Locate neurons first: the rows of that run are asked before and after.");
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        const bool isNeeded = !neurons[role == Role::Teacher ? 0 : 1].empty();
        if (isNeeded && m_parts.shelf->model(role) == nullptr) {
            return role == Role::Teacher ? tr("The set has neurons of the teacher; open it first.")
                                         : tr("The set has neurons of the student; open it first.");
        }
    }
    return {};
}

void AblationWiring::update()
{
    const QString problem = obstacle();
    const auto neurons = ablatedNeurons(subject());
    const auto count = neurons[0].size() + neurons[1].size();
    m_parts.actions->setObstacle("analyse.ablate", problem);
    m_panel->setSubject(count == 1
                            ? subjectName()
                            : tr("%1: %2 neurons, %3 of the teacher, %4 of the student")
                                  .arg(subjectName(), countText(static_cast<std::int64_t>(count)),
                                       countText(static_cast<std::int64_t>(neurons[0].size())),
                                       countText(static_cast<std::int64_t>(neurons[1].size()))),
                        problem);
}

void AblationWiring::reveal()
{
    m_parts.docks->reveal(m_parts.docks->ablation());
}

void AblationWiring::run(double factor)
{
    if (!obstacle().isEmpty()) {
        return;
    }
    const LocateSession* locate = m_parts.locate;
    AblationRequest request;
    request.name = subjectName();
    request.neurons = ablatedNeurons(subject());
    request.factor = factor;
    request.data = toPath(locate->dataFile());
    if (!locate->needsRun() && locate->input()->rows() == LocateRows::Prompt) {
        request.prompt = locate->input()->text(); // else it is that of the next run
    }
    if (locate->study()) {
        request.rows = locate->study()->rows;
        request.target = locate->study()->target;
        request.seed = locate->study()->seed;
    }
    m_session->start(request);
}

} // namespace neurograft
