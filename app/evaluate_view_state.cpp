// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate_view_state.h"

#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"

#include <QJsonObject>

namespace neurograft {

namespace {

const QString kEvaluateViewStateSection = QStringLiteral("evaluate");
const QString kEvaluateViewStatePublished = QStringLiteral("published");

} // namespace

void EvaluateViewState::store() const
{
    QJsonObject json = m_parts.evaluate->toJson(m_parts.study->folder());
    json[kEvaluateViewStatePublished] = m_parts.evaluateView->board()->model()->published();
    m_parts.study->setViewSection(kEvaluateViewStateSection, json);
}

void EvaluateViewState::restore() const
{
    const QJsonObject json = m_parts.study->viewSection(kEvaluateViewStateSection);
    m_parts.evaluate->fromJson(json, m_parts.study->folder());
    m_parts.evaluateView->board()->model()->setPublished(
        json[kEvaluateViewStatePublished].toString());
}

} // namespace neurograft
