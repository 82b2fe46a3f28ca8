// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspace_actions.h"

#include "app/window_actions.h"
#include "widgets/frame/workspace_pages.h"

#include <utility>

namespace neurograft {

WorkspaceActions::WorkspaceActions(WindowActions* actions, WorkspacePages* pages, QObject* parent)
    : QObject(parent), m_actions(actions), m_pages(pages)
{
    connect(pages, &WorkspacePages::pageChanged, this, [this] {
        const QList<QByteArray> names = m_entries.keys();
        for (const QByteArray& name : names) {
            show(name);
        }
    });
}

void WorkspaceActions::on(Workspace workspace, const char* name, std::function<void()> what,
                          const QString& text)
{
    const QByteArray key(name);
    if (!m_entries.contains(key)) {
        m_texts[key] = m_actions->find(name)->text();
        m_actions->on(name, this, [this, key] {
            if (const Meaning* here = meaning(key)) {
                here->what();
            }
        });
    }
    m_entries[key][workspace] = {std::move(what), text, {}, {}};
    show(key);
}

void WorkspaceActions::setObstacle(Workspace workspace, const char* name, const QString& obstacle)
{
    m_entries[name][workspace].obstacle = obstacle;
    show(name);
}

void WorkspaceActions::setIconText(Workspace workspace, const char* name, const QString& text)
{
    m_entries[name][workspace].iconText = text;
    show(name);
}

WorkspaceActions::Meaning* WorkspaceActions::meaning(const QByteArray& name)
{
    auto& entry = m_entries[name];
    auto here = entry.find(m_pages->current());
    if (here == entry.end()) {
        here = entry.find(Workspace::Compare);
    }
    return here == entry.end() ? nullptr : &here.value();
}

void WorkspaceActions::show(const QByteArray& name)
{
    const Meaning* here = meaning(name);
    if (here == nullptr) {
        return;
    }
    QAction* action = m_actions->find(name.constData());
    action->setText(here->text.isEmpty() ? m_texts.value(name) : here->text);
    if (!here->iconText.isEmpty()) {
        action->setIconText(here->iconText);
    }
    m_actions->setObstacle(action, here->obstacle);
}

} // namespace neurograft
