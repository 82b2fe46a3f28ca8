// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/figure_check_list.h"

namespace neurograft {

FigureCheckList::FigureCheckList(QWidget* parent) : QListWidget(parent)
{
    setAccessibleName(tr("Checks of the figure"));
    setWordWrap(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setTextElideMode(Qt::ElideNone);
}

void FigureCheckList::setChecks(const std::vector<FigureCheck>& checks)
{
    clear();
    for (const FigureCheck& check : checks) {
        QString sign = QStringLiteral("✓ ");
        QString word = tr("Passed");
        if (check.state == FigureCheck::State::Warning) {
            sign = QStringLiteral("! ");
            word = tr("Warning");
        } else if (check.state == FigureCheck::State::Failed) {
            sign = QStringLiteral("✕ ");
            word = tr("Failed");
        }
        const QString text = check.detail.isEmpty()
            ? check.name
            : QStringLiteral("%1: %2").arg(check.name, check.detail);
        auto* item = new QListWidgetItem(sign + text, this);
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1: %2").arg(word, text));
        item->setToolTip(QStringLiteral("%1: %2").arg(word, text));
    }
}

} // namespace neurograft
