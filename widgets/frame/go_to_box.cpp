// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/go_to_box.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTreeWidget>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr int kResultRole = Qt::UserRole; ///< index in results(); absent on headings
constexpr int kGoToBoxMostRows = 16;

/// Rows that stand for a result, from top to bottom.
QList<QTreeWidgetItem*> resultItems(const QTreeWidget* list)
{
    QList<QTreeWidgetItem*> items;
    for (int row = 0; row < list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = list->topLevelItem(row);
        if (item->data(0, kResultRole).isValid()) {
            items << item;
        }
    }
    return items;
}

} // namespace

GoToBox::GoToBox(QWidget* parent) : QLineEdit(parent)
{
    setObjectName(QStringLiteral("gotoBox"));
    setPlaceholderText(tr("Go to, search, command   Ctrl+K"));
    setAccessibleName(tr("Go to, search, command"));
    setClearButtonEnabled(true);
    setToolTip(tr("Names of cells, layers, neurons, rows and runs, or words of an action:\n"
                  "up S L2 x T L3    S L2    T L4 down 200    item demo 5    run 1    token:Paris  "
                  "  >export"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    connect(this, &QLineEdit::textEdited, this, &GoToBox::search);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget* before, QWidget* now) {
        if (now == this && before != nullptr) {
            m_before = before;
        }
    });
}

void GoToBox::setSources(std::function<GoToSizes()> sizes,
                         std::function<std::vector<GoToAction>()> actions)
{
    m_askSizes = std::move(sizes);
    m_askActions = std::move(actions);
}

void GoToBox::begin()
{
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

void GoToBox::begin(const QString& typed)
{
    setText(typed); // a search comes with the focus
    if (hasFocus()) {
        search();
    } else {
        setFocus(Qt::ShortcutFocusReason);
    }
    deselect();
    end(false);
}

bool GoToBox::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // These belong to the box while it has the focus, whatever the window does with them.
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter
            || key == Qt::Key_Up || key == Qt::Key_Down) {
            event->accept();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void GoToBox::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
        moveBy(1);
        return;
    case Qt::Key_Up:
        moveBy(-1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        take(event->modifiers() & Qt::AltModifier);
        return;
    case Qt::Key_Escape:
        clear();
        finish();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void GoToBox::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason) {
        return;
    }
    m_sizes = m_askSizes ? m_askSizes() : GoToSizes();
    m_actions = m_askActions ? m_askActions() : std::vector<GoToAction>();
    search();
}

void GoToBox::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (m_list != nullptr && event->reason() != Qt::PopupFocusReason) {
        m_list->hide();
    }
}

void GoToBox::search()
{
    m_results = searchGoTo(text(), m_sizes, m_actions);
    showList();
}

void GoToBox::showList()
{
    if (m_list == nullptr) {
        m_list = new QTreeWidget(window());
        m_list->setObjectName(QStringLiteral("gotoBox.list"));
        m_list->setAccessibleName(tr("Results"));
        m_list->setColumnCount(2);
        m_list->setHeaderHidden(true);
        m_list->setRootIsDecorated(false);
        m_list->setUniformRowHeights(true);
        m_list->setAllColumnsShowFocus(true);
        m_list->setFocusPolicy(Qt::NoFocus);
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_list->header()->setStretchLastSection(false);
        m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
        m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
        m_list->setFrameShape(QFrame::Box);
        connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
            m_list->setCurrentItem(item);
            take();
        });
    }
    m_list->clear();
    std::optional<GoToResult::Group> group;
    for (std::size_t i = 0; i < m_results.size(); ++i) {
        const GoToResult& result = m_results[i];
        if (group != result.group) {
            group = result.group;
            auto* heading = new QTreeWidgetItem(m_list, {groupTitle(result.group)});
            heading->setFlags(Qt::NoItemFlags);
            QFont bold = font();
            bold.setBold(true);
            heading->setFont(0, bold);
        }
        const bool isId = result.group == GoToResult::Group::Id;
        auto* item = new QTreeWidgetItem(m_list);
        item->setData(0, kResultRole, static_cast<int>(i));
        item->setText(0, isId && !result.obstacle.isEmpty() ? result.obstacle : result.text);
        item->setText(1, isId || result.obstacle.isEmpty() ? result.detail : result.obstacle);
        item->setToolTip(0, result.obstacle);
        if (!result.obstacle.isEmpty()) {
            for (const int column : {0, 1}) {
                item->setForeground(column, palette().color(QPalette::PlaceholderText));
            }
        }
    }
    const QList<QTreeWidgetItem*> items = resultItems(m_list);
    if (items.isEmpty()) {
        const bool isSearching = !text().simplified().isEmpty();
        if (!isSearching) {
            m_list->hide();
            return;
        }
        auto* nothing = new QTreeWidgetItem(m_list, {tr("Nothing has this name.")});
        nothing->setFlags(Qt::NoItemFlags);
    } else {
        m_list->setCurrentItem(items.front());
    }
    const int rows = std::min(m_list->topLevelItemCount(), kGoToBoxMostRows);
    const int height = m_list->sizeHintForRow(0) * rows + 2 * m_list->frameWidth() + 2;
    const QPoint place = mapTo(window(), QPoint(0, this->height()));
    const int wide = std::max(width(), fontMetrics().averageCharWidth() * 90);
    m_list->setGeometry(place.x(), place.y(), std::min(wide, window()->width() - place.x()),
                        height);
    m_list->show();
    m_list->raise();
}

void GoToBox::moveBy(int step)
{
    if (m_list == nullptr || !m_list->isVisible()) {
        search();
        return;
    }
    const QList<QTreeWidgetItem*> items = resultItems(m_list);
    if (!items.isEmpty()) {
        const auto at = static_cast<int>(items.indexOf(m_list->currentItem()));
        m_list->setCurrentItem(items[std::clamp(at + step, 0, static_cast<int>(items.size()) - 1)]);
    }
}

void GoToBox::take(bool isBeside)
{
    const QTreeWidgetItem* item =
        m_list != nullptr && m_list->isVisible() ? m_list->currentItem() : nullptr;
    if (item == nullptr || !item->data(0, kResultRole).isValid()) {
        return;
    }
    const GoToResult result = m_results[item->data(0, kResultRole).toUInt()];
    if (!result.obstacle.isEmpty()) {
        return; // the list says why
    }
    finish();
    clear();
    if (result.action != nullptr) {
        result.action->trigger();
    } else if (isBeside) {
        Q_EMIT chosenBeside(result.target);
    } else {
        Q_EMIT chosen(result.target);
    }
}

void GoToBox::finish()
{
    if (m_list != nullptr) {
        m_list->hide();
    }
    if (m_before != nullptr && m_before->isVisible()) {
        m_before->setFocus(Qt::OtherFocusReason);
    } else {
        clearFocus();
    }
}

} // namespace neurograft
