// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/pane_switch.h"

#include <QAction>

namespace neurograft {

QAction* makePaneSwitch(QAction* entry, QObject* parent)
{
    auto* own = new QAction(parent);
    own->setCheckable(true);
    own->setChecked(entry->isChecked());
    const auto lookLikeEntry = [own, entry] {
        own->setText(entry->text());
        own->setToolTip(entry->toolTip());
        own->setStatusTip(entry->statusTip());
    };
    QObject::connect(entry, &QAction::changed, own, lookLikeEntry);
    lookLikeEntry();
    return own;
}

PaneEntry::PaneEntry(QAction* entry, QObject* parent) : QObject(parent), m_entry(entry) { }

void PaneEntry::setSwitch(QAction* paneSwitch)
{
    if (m_switch == paneSwitch) {
        return;
    }
    if (m_switch) {
        disconnect(m_entry, &QAction::toggled, m_switch, &QAction::setChecked);
        disconnect(m_switch, &QAction::toggled, m_entry, &QAction::setChecked);
    }
    m_switch = paneSwitch;
    if (paneSwitch == nullptr) {
        m_entry->setChecked(false);
        return;
    }
    m_entry->setChecked(paneSwitch->isChecked());
    connect(m_entry, &QAction::toggled, paneSwitch, &QAction::setChecked);
    connect(paneSwitch, &QAction::toggled, m_entry, &QAction::setChecked);
}

} // namespace neurograft
