// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/parity_wiring.h"

#include "app/window_actions.h"
#include "core/run/parity_text.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parity_model.h"
#include "widgets/models/parity_words.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"

namespace neurograft {

namespace {

QString parityTopic(Role role)
{
    return role == Role::Teacher ? QStringLiteral("parity.teacher")
                                 : QStringLiteral("parity.student");
}

} // namespace

ParityWiring::ParityWiring(const WindowParts& parts, ParityModel* parity, QObject* parent)
    : QObject(parent), m_parts(parts), m_parity(parity)
{
    parts.actions->on("model.checkParity", parity, [parity] { parity->check(); });
    connect(parity, &ParityModel::changed, this, &ParityWiring::showState);
    connect(parts.session, &SimilaritySession::baseStudyChanged, this, &ParityWiring::takeCompute);
    takeCompute();
    showState(Role::Teacher);
    showState(Role::Student);
}

void ParityWiring::takeCompute()
{
    const SimilarityStudy& study = m_parts.session->baseStudy();
    m_parity->setCompute(Role::Teacher, study.teacherDevice, study.teacherDtype);
    m_parity->setCompute(Role::Student, study.studentDevice, study.studentDtype);
}

void ParityWiring::showState(Role role)
{
    m_parts.actions->setObstacle("model.checkParity", m_parity->obstacle());
    const ParityState& state = m_parity->state(role);
    const bool isTeacher = role == Role::Teacher;
    if (state.kind == ParityState::Kind::Broken) {
        m_parts.showProblem(parityTopic(role),
                            isTeacher ? tr("The teacher was not compared with its reference.")
                                      : tr("The student was not compared with its reference."),
                            state.problem);
    } else if (state.isAlarming()) {
        m_parts.notices->show(
            parityTopic(role),
            {Notice::Weight::Problem,
             isTeacher ? tr("Logits of the teacher differ from its reference.")
                       : tr("Logits of the student differ from its reference."),
             parityFinding(*state.result),
             tr("Whatever is computed with this model may be wrong: check whether the reference "
                "was made from these weights."),
             QString::fromStdString(parityText(*state.result)),
             {}});
    } else {
        m_parts.notices->clear(parityTopic(role));
    }
}

} // namespace neurograft
