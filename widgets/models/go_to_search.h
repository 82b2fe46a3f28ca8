// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/go_to_target.h"

#include <QPointer>

#include <vector>

class QAction;

namespace neurograft {

/// An action that can be found by its words.
struct GoToAction {
    QPointer<QAction> action;
    QString menu; ///< "Figure"
    QString obstacle; ///< why it cannot be used now; empty when it can
};

/// One line of the answer.
struct GoToResult {
    enum class Group { Id, Action, Layer, Run, Set, Row };
    Group group = Group::Id;
    QString text; ///< "T L17 down 4213", "Figure: Export figure…"
    QString detail; ///< what it is, or the key of an action
    QString obstacle; ///< why it cannot be taken, one sentence
    GoToTarget target; ///< not for actions
    QPointer<QAction> action; ///< only for actions
};

/// What a text typed into the go-to box may mean, in the order of the groups: an id spelled out,
/// actions whose words begin with the words typed (a leading ">" asks for actions only), layers,
/// runs and rows of a number, sets by name. An id that does not exist is one line with an obstacle.
std::vector<GoToResult> searchGoTo(const QString& text, const GoToSizes& sizes,
                                   const std::vector<GoToAction>& actions);

/// Heading of a group: "Actions".
QString groupTitle(GoToResult::Group group);

} // namespace neurograft
