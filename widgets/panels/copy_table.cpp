// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/copy_table.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>

namespace neurograft {

bool CopyTable::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QTableView::event(event);
}

void CopyTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(chosenText());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace neurograft
