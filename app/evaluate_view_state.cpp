// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate_view_state.h"

#include "widgets/models/evaluate_session.h"
#include "widgets/models/study_document.h"

#include <QJsonObject>

namespace neurograft {

namespace {

const QString kEvaluateViewStateSection = QStringLiteral("evaluate");

} // namespace

void EvaluateViewState::store() const
{
    m_parts.study->setViewSection(kEvaluateViewStateSection,
                                  m_parts.evaluate->toJson(m_parts.study->folder()));
}

void EvaluateViewState::restore() const
{
    m_parts.evaluate->fromJson(m_parts.study->viewSection(kEvaluateViewStateSection),
                               m_parts.study->folder());
}

} // namespace neurograft
