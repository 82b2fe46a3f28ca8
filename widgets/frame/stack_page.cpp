// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/stack_page.h"

#include <QStackedWidget>

namespace neurograft {

void showStackPage(QStackedWidget* stack, QWidget* page)
{
    for (int i = 0; i < stack->count(); ++i) {
        const auto policy =
            stack->widget(i) == page ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        stack->widget(i)->setSizePolicy(policy, policy);
    }
    stack->setCurrentWidget(page);
}

} // namespace neurograft
