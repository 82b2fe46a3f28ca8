// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace neurograft {

ShortcutsDialog::ShortcutsDialog(const QList<Group>& groups, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* list = new QTreeWidget(this);
    list->setColumnCount(2);
    list->setHeaderLabels({tr("Action"), tr("Keys")});
    list->setRootIsDecorated(false);
    list->setSelectionMode(QAbstractItemView::SingleSelection);
    for (const Group& group : groups) {
        auto* parentItem = new QTreeWidgetItem(list, {group.title});
        QFont bold = list->font();
        bold.setBold(true);
        parentItem->setFont(0, bold);
        for (const QAction* action : group.actions) {
            QStringList keys;
            for (const QKeySequence& key : action->shortcuts()) {
                keys << key.toString(QKeySequence::NativeText);
            }
            const QString words = action->text().remove(QLatin1Char('&'));
            new QTreeWidgetItem(parentItem, {words, keys.join(QStringLiteral(", "))});
        }
        parentItem->setExpanded(true);
    }
    auto* cells = new QTreeWidgetItem(list, {tr("In a map")});
    QFont bold = list->font();
    bold.setBold(true);
    cells->setFont(0, bold);
    new QTreeWidgetItem(cells, {tr("Move the selected cell"), tr("arrow keys")});
    new QTreeWidgetItem(cells, {tr("First, last cell of the row"), tr("Home, End")});
    cells->setExpanded(true);
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 34);
}

} // namespace neurograft
