// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/layout_menu.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/settings/app_settings.h"

#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>

namespace neurograft {

namespace {

QString keyOf(const QString& name)
{
    return QStringLiteral("named/") + name;
}

} // namespace

LayoutMenu::LayoutMenu(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    parts.actions->on("layouts.save", this, [this] { askName(); });
    connect(parts.actions->menu("window/layouts"), &QMenu::aboutToShow, this, &LayoutMenu::fill);
}

void LayoutMenu::askName()
{
    auto* dialog = new QInputDialog(m_parts.window);
    dialog->setObjectName(QStringLiteral("layoutNameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save layout"));
    dialog->setLabelText(tr("Name of this layout:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        const QString name = text.simplified().replace(QLatin1Char('/'), QLatin1Char('-'));
        if (!name.isEmpty()) {
            m_parts.settings->setLayout(keyOf(name), m_parts.docks->places());
            m_parts.toast(tr("Layout %1 is in Window ▸ Layouts.").arg(name));
        }
    });
    dialog->open();
}

void LayoutMenu::fill()
{
    QMenu* menu = m_parts.actions->menu("window/layouts");
    for (QAction* action : menu->actions()) {
        if (action->data().isValid() || action->isSeparator()) {
            delete action;
        }
    }
    const QStringList names = m_parts.settings->namedLayouts();
    if (!names.isEmpty()) {
        menu->addSeparator();
    }
    for (const QString& name : names) {
        QAction* action = menu->addAction(QString(name).replace(u'&', QStringLiteral("&&")));
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, name] {
            if (!m_parts.docks->setPlaces(m_parts.settings->layout(keyOf(name)))) {
                m_parts.toast(
                    tr("The layout %1 belongs to another version of the window.").arg(name));
            }
        });
    }
}

} // namespace neurograft
