// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_actions.h"

#include "app/action_table.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QTextEdit>

#include <algorithm>

namespace neurograft {

namespace {

QString translated(const char* text)
{
    return *text == '\0' ? QString() : ActionTable::tr(text);
}

QString lastPart(const QString& path)
{
    return path.section(QLatin1Char('/'), -1);
}

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

bool isViewKey(const QKeySequence& key)
{
    static const QList<QKeySequence> keys{Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space,
                                          Qt::Key_PageUp, Qt::Key_PageDown};
    return keys.contains(key);
}

bool isFieldOfText(const QObject* object)
{
    return qobject_cast<const QLineEdit*>(object) != nullptr
        || qobject_cast<const QAbstractSpinBox*>(object) != nullptr
        || qobject_cast<const QTextEdit*>(object) != nullptr
        || qobject_cast<const QPlainTextEdit*>(object) != nullptr;
}

/// Without Ctrl, or what every field of text does with Ctrl.
bool isKeyOfText(const QKeySequence& key)
{
    for (const QKeySequence::StandardKey standard :
         {QKeySequence::Undo, QKeySequence::Redo, QKeySequence::Cut, QKeySequence::Copy,
          QKeySequence::Paste, QKeySequence::SelectAll}) {
        if (QKeySequence::keyBindings(standard).contains(key)) {
            return true;
        }
    }
    return !key[0].keyboardModifiers().testFlag(Qt::ControlModifier);
}

} // namespace

WindowActions::WindowActions(QMainWindow* window) : QObject(window), m_window(window)
{
    qApp->installEventFilter(this);
    for (const MenuRow& row : ActionTable::menus()) {
        const QString path = QString::fromLatin1(row.menu);
        if (!path.contains(QLatin1Char('/'))) {
            m_groups.append({plain(makeMenu(window, path)->title()), {}});
        }
    }
    QString root;
    int group = -1;
    for (const ActionRow& row : ActionTable::rows()) {
        const QString menu = QString::fromLatin1(row.menu).section(QLatin1Char('/'), 0, 0);
        group += menu == root ? 0 : 1; // the table keeps the order of the bar
        root = menu;
        const QAction* action = makeAction(window, row);
        if (action != nullptr && !action->shortcuts().isEmpty()) {
            m_groups[group].actions << m_all.constLast();
        }
    }
    find("file.quit")->setMenuRole(QAction::QuitRole);
    find("edit.preferences")->setMenuRole(QAction::PreferencesRole);
    find("help.about")->setMenuRole(QAction::AboutRole);
}

QMenu* WindowActions::makeMenu(QMainWindow* window, const QString& path)
{
    if (QMenu* menu = m_menus.value(path)) {
        return menu;
    }
    const std::vector<MenuRow>& rows = ActionTable::menus();
    const auto row = std::find_if(rows.begin(), rows.end(), [&path](const MenuRow& candidate) {
        return path == QLatin1String(candidate.menu);
    });
    Q_ASSERT(row != rows.end());
    QMenu* menu = nullptr;
    if (path.contains(QLatin1Char('/'))) {
        menu =
            makeMenu(window, path.section(QLatin1Char('/'), 0, -2))->addMenu(translated(row->text));
    } else {
        menu = window->menuBar()->addMenu(translated(row->text));
    }
    menu->setObjectName(QStringLiteral("menu.") + QString(path).replace(u'/', u'.'));
    menu->setToolTipsVisible(true);
    m_menus.insert(path, menu);
    return menu;
}

QAction* WindowActions::makeAction(QMainWindow* window, const ActionRow& row)
{
    const QString path = QString::fromLatin1(row.menu);
    QMenu* menu = makeMenu(window, path);
    const QString verb = QString::fromLatin1(row.verb);
    if (verb.isEmpty()) {
        menu->addSeparator();
        return nullptr;
    }
    const QString name =
        verb.contains(QLatin1Char('.')) ? verb : QString(lastPart(path) + QLatin1Char('.') + verb);
    auto* action = new QAction(translated(row.text), window);
    action->setObjectName(QStringLiteral("action.") + name);
    action->setCheckable(row.isToggle);
    QList<QKeySequence> keys;
    for (const QString& key :
         QString::fromLatin1(row.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        keys << QKeySequence(key);
    }
    action->setShortcuts(keys);
    if (!keys.isEmpty() && isViewKey(keys.front())) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_viewKeys << action;
    } else {
        window->addAction(action); // keys work while the menu bar is hidden, too
        for (const QKeySequence& key : keys) {
            if (!isKeyOfText(key)) {
                m_windowKeys.insert(key);
            }
        }
    }
    menu->addAction(action);
    m_all << action;
    m_byName.insert(name, action);
    const QString tip = translated(row.tip);
    QStringList titles;
    for (int depth = 0; depth <= path.count(QLatin1Char('/')); ++depth) {
        titles << plain(m_menus.value(path.section(QLatin1Char('/'), 0, depth))->title());
    }
    m_entries.insert(
        action,
        {titles.join(QStringLiteral(" ▸ ")), tip.isEmpty() ? plain(action->text()) : tip, {}});
    setObstacle(action, translated(row.obstacle));
    return action;
}

QAction* WindowActions::find(const char* name) const
{
    QAction* action = m_byName.value(QLatin1String(name));
    Q_ASSERT_X(action != nullptr, "WindowActions::find", name);
    return action;
}

QMenu* WindowActions::menu(const char* path) const
{
    return m_menus.value(QLatin1String(path));
}

void WindowActions::setObstacle(QAction* action, const QString& obstacle)
{
    m_entries[action].obstacle = obstacle;
    showTip(action);
    action->setEnabled(obstacle.isEmpty());
}

void WindowActions::setTip(QAction* action, const QString& tip)
{
    m_entries[action].tip = tip;
    showTip(action);
}

void WindowActions::showTip(QAction* action)
{
    const Entry& entry = m_entries[action];
    QString words = entry.tip;
    if (!action->shortcut().isEmpty()) {
        words += QStringLiteral(" (%1)").arg(action->shortcut().toString(QKeySequence::NativeText));
    }
    if (!entry.obstacle.isEmpty()) {
        words += QLatin1Char('\n') + entry.obstacle;
    }
    action->setToolTip(words);
    action->setStatusTip(entry.obstacle.isEmpty() ? entry.tip : entry.obstacle);
}

bool WindowActions::eventFilter(QObject* receiver, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (isFieldOfText(receiver) && static_cast<QWidget*>(receiver)->window() == m_window
            && m_windowKeys.contains(QKeySequence(key->keyCombination()))) {
            event->ignore();
            return true; // the shortcut is tried next
        }
    }
    return QObject::eventFilter(receiver, event);
}

void WindowActions::addViewKeys(QWidget* view) const
{
    view->addActions(m_viewKeys);
}

QList<ShortcutsDialog::Group> WindowActions::groups() const
{
    QList<ShortcutsDialog::Group> groups = m_groups;
    groups.removeIf([](const ShortcutsDialog::Group& group) { return group.actions.isEmpty(); });
    return groups;
}

} // namespace neurograft
