// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/model_obstacle.h"

#include "widgets/models/pair_model.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct ModelObstacleTexts {
    Q_DECLARE_TR_FUNCTIONS(ModelObstacle)
};

} // namespace

QString modelObstacle(const ModelSlot& model, Role role)
{
    const QString word = roleWord(role);
    switch (model.state) {
    case SlotState::Empty:
        return ModelObstacleTexts::tr("Open a %1 first.").arg(word);
    case SlotState::Reading:
        return ModelObstacleTexts::tr("The %1 is being read.").arg(word);
    case SlotState::Failed:
        return ModelObstacleTexts::tr("The %1 was not opened.").arg(word);
    case SlotState::Ready:
        break;
    }
    if (!model.report->isRunnable || !model.report->problem.empty()) {
        return ModelObstacleTexts::tr("The %1 cannot be run: %2")
            .arg(word, QString::fromStdString(model.report->problem));
    }
    return model.report->tokenizer
        ? QString()
        : ModelObstacleTexts::tr("The %1 has no tokenizer: %2")
              .arg(word, QString::fromStdString(model.report->tokenizerProblem));
}

} // namespace neurograft
