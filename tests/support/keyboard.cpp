// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/keyboard.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QTest>

namespace neurograft {

namespace {

constexpr int kMostTabs = 120; ///< more than any window or dialog has places

QByteArray nameOf(const QWidget* widget)
{
    return widget == nullptr
        ? QByteArray("nothing")
        : QByteArray(widget->metaObject()->className()) + ' ' + widget->objectName().toUtf8();
}

/// Shown, and not cut away by what it lies in.
bool isSeen(const QWidget* widget)
{
    QRect seen = widget->rect();
    for (const QWidget* at = widget; !at->isWindow(); at = at->parentWidget()) {
        seen = seen.translated(at->pos()).intersected(at->parentWidget()->rect());
    }
    return widget->isVisible() && !seen.isEmpty();
}

void fail(const QByteArray& message)
{
    QTest::qFail(message.constData(), __FILE__, __LINE__);
}

} // namespace

QWidget* Keyboard::focus() const
{
    QWidget* widget = QApplication::focusWidget();
    if (widget == nullptr) { // as after a page was left: keys go to the window itself
        widget = QApplication::activeWindow();
    }
    if (widget == nullptr) {
        fail("no window is active");
    } else if (!isSeen(widget)) {
        const QRect place = widget->geometry();
        fail("the focus is not seen: " + nameOf(widget) + " at " + QByteArray::number(place.x())
             + ", " + QByteArray::number(place.y()) + ", " + QByteArray::number(place.width())
             + " x " + QByteArray::number(place.height()));
    }
    return widget;
}

void Keyboard::press(int key, Qt::KeyboardModifiers held) const
{
    if (QWidget* widget = focus()) {
        QTest::keyClick(widget, static_cast<Qt::Key>(key), held);
    }
}

void Keyboard::type(const QString& text) const
{
    if (QWidget* widget = focus()) {
        QTest::keyClicks(widget, text);
    }
}

void Keyboard::tabTo(const char* name) const
{
    auto* target = m_driver->find<QWidget>(name);
    QVERIFY2(target != nullptr, name);
    tabTo(target);
}

void Keyboard::tabTo(QWidget* target) const
{
    for (int i = 0; i < kMostTabs; ++i) {
        const QWidget* widget = focus();
        if (widget == nullptr || widget == target || target->isAncestorOf(widget)) {
            return;
        }
        press(Qt::Key_Tab);
        if (QApplication::focusWidget() == nullptr) {
            fail("Tab leads nowhere from " + nameOf(widget));
            return;
        }
    }
    fail("Tab does not lead to " + nameOf(target));
}

void Keyboard::fill(const char* field, const QString& text) const
{
    tabTo(field);
    press(Qt::Key_A, Qt::ControlModifier);
    type(text);
}

void Keyboard::choose(const char* combo, const QString& word) const
{
    tabTo(combo);
    auto* box = m_driver->find<QComboBox>(combo);
    const int row = box->findData(word);
    QVERIFY2(row >= 0, qPrintable(word));
    for (int i = 0; i < box->count() && box->currentIndex() != row; ++i) {
        press(row > box->currentIndex() ? Qt::Key_Down : Qt::Key_Up);
    }
    QCOMPARE(box->currentIndex(), row);
}

void Keyboard::push(const char* button) const
{
    tabTo(button);
    QVERIFY2(focus()->isEnabled(), button);
    press(Qt::Key_Space);
}

QDialog* Keyboard::dialog(const char* name) const
{
    QDialog* found = nullptr;
    for (int i = 0; i < 200 && (found == nullptr || !found->isVisible()); ++i) {
        QTest::qWait(10);
        found = m_driver->find<QDialog>(name);
    }
    if (found == nullptr || !found->isVisible()) {
        fail(QByteArray("no dialog ") + name);
        return nullptr;
    }
    QApplication::setActiveWindow(found); // the offscreen platform has no window manager
    const QWidget* widget = focus();
    if (widget != nullptr && widget != found && !found->isAncestorOf(widget)) {
        fail(QByteArray("the focus is not in ") + name);
    }
    return found;
}

void Keyboard::returnToWindow() const
{
    QApplication::setActiveWindow(&m_driver->window());
    focus();
}

} // namespace neurograft
